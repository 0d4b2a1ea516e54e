// One migration of one VM, phase by phase (RULES.md G7). It waits for others through callbacks and its own timers;
// everything it decides is in `compatibility.ts` and `pre-copy.ts`. What it asks of hosts and VMs: `migration-environment.ts`.
import {
  MIGRATION_FAILURES,
  type MigrationFailure,
  type MigrationPhase,
} from '../../../src-shared/result/migration-codes'
import type { MigrationModel } from '../../../src-shared/lab/lab-model'
import type { MigrationResult, ModeChange, Reason } from '../../../src-shared/result/result'
import { Component } from '../kernel/component'
import { toSeconds } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import { checkCompatibility, type NicPlan } from './compatibility'
import type { DmaPages } from './dma-pages'
import type { MigratingVm, MigrationEnvironment, SwitchableNic } from './migration-environment'
import { PageSender } from './page-sender'
import { judgeRate, judgeRound, type RoundRecord, type RoundVerdict } from './pre-copy'

/** G11: as many looks at the channel without progress are a broken network. */
const LOOKS = 5
const BETWEEN_LOOKS_PS = 1e12

const WATCH = 1
const STATE_COPIED = 2
const ANNOUNCED = 3

export class LiveMigration extends Component {
  readonly from: string
  /** Times at which pages were left to send: [seconds, pages]. */
  readonly staircase: [number, number][] = []
  outcome: MigrationResult['outcome'] = 'running'
  onEnd: (() => void) | null = null
  /** The VM has been moved to its destination. */
  onArrival: (() => void) | null = null

  private readonly startedAt: number
  private endedAt = 0
  private readonly phases: MigrationResult['phases'] = []
  private readonly rounds: RoundRecord[] = []
  private readonly modes: ModeChange[] = []
  private reasons: Reason[] = []
  private warnings: Reason[] = []
  private plans: NicPlan[] = []
  /** Functions before the migration, to which a failure returns. */
  private before: NicPlan[] = []
  private vm!: MigratingVm
  private sender: PageSender | null = null
  /** vNICs on their way to emulation; a failure waits for them before it returns them. */
  private switching = 0
  private stunnedAt = -1
  private resumedAt = -1
  private roundPages = 0
  private roundStart = 0
  private finalCopy = false
  /** Pages that functions write while memory is copied, and how many of them differ at the destination. */
  private unseen: readonly DmaPages[] = []
  private stalePages: number | null = null
  /** What the rounds may go at; Infinity: what the channel gives. */
  private limitBps: number
  private watchTimer = -1
  private watchedBytes = 0
  private looksInVain = 0

  constructor(
    sim: Simulator,
    index: number,
    readonly vmPath: string,
    private readonly to: string,
    private readonly model: MigrationModel,
    private readonly environment: MigrationEnvironment,
  ) {
    super(sim, `migration-${index}`)
    this.from = environment.hostOf(vmPath)
    this.startedAt = sim.now
    this.limitBps = model.rate?.minBps ?? Infinity
  }

  /** True from the start until the VM runs at its destination and its NICs have settled, or the migration failed. */
  get isRunning(): boolean {
    return this.outcome === 'running'
  }

  start(): void {
    const { environment, vmPath, to, sim } = this
    this.vm = environment.vm(vmPath)
    this.before = this.vm.nics.flatMap((nic) => nic.held() ?? [])
    for (const nic of this.vm.nics) this.noteMode(nic.mode())
    sim.log.add('info', vmPath, 'migration-requested', `VMotion of ${vmPath} from ${this.from} to ${to}.`)
    const verdict = checkCompatibility(environment.facts(vmPath, to))
    this.beginPhase('compatibility')
    this.warnings = verdict.warnings
    this.plans = verdict.nics.filter((plan) => plan.mode === 'passthrough')
    if (verdict.refusals.length > 0) {
      this.reasons = verdict.refusals
      for (const reason of verdict.refusals) sim.log.add('error', vmPath, 'migration-refused', reason.says)
      this.end('refused')
      return
    }
    for (const warning of verdict.warnings) sim.log.add('warning', vmPath, 'migration-warning', warning.says)
    environment.reserve(vmPath, to)
    sim.log.add('info', vmPath, 'migration-started', `${vmPath} is being moved to ${to}.`)
    this.switchToEmulation()
  }

  /** Gives the migration up (G8); false when the VM has resumed at the destination already. */
  abort(): boolean {
    if (!this.isRunning || this.resumedAt >= 0) return false
    this.fail('aborted')
    return true
  }

  /** The VM is being powered off: a migration that has not brought it to the destination yet fails. */
  vmStopped(): void {
    if (this.isRunning && this.resumedAt < 0) this.fail('vm-stopped')
  }

  override handle(kind: number): void {
    if (!this.isRunning) return
    if (kind === WATCH) this.watch()
    else if (kind === STATE_COPIED) this.resume()
    else if (kind === ANNOUNCED) this.announce()
  }

  result(): MigrationResult {
    const downtimeEnd = this.resumedAt >= 0 ? this.resumedAt : this.stunnedAt >= 0 && this.isRunning ? this.sim.now : -1
    const end = this.isRunning ? this.sim.now : this.endedAt
    return {
      vm: this.vmPath,
      from: this.from,
      to: this.to,
      at: toSeconds(this.startedAt),
      outcome: this.outcome,
      reasons: this.reasons,
      warnings: this.warnings,
      phases: this.phases.map((phase, index) =>
        this.isRunning && index === this.phases.length - 1 ? { ...phase, end: toSeconds(this.sim.now) } : phase,
      ),
      rounds: this.rounds,
      bytes: this.sender?.delivered ?? 0,
      total: toSeconds(end - this.startedAt),
      ...(this.stalePages === null ? {} : { stalePages: this.stalePages }),
      downtime: this.stunnedAt >= 0 && downtimeEnd >= 0 ? toSeconds(downtimeEnd - this.stunnedAt) : 0,
      modes: this.modes,
    }
  }

  private switchToEmulation(): void {
    const isFirst = this.model.leaveFunctions === 'first' || this.model.policy === 'stop-and-copy'
    const passing = this.vm.nics.filter((nic) => nic.held() !== null && (isFirst || nic.isSeen))
    if (passing.length > 0) this.beginPhase(passing.every((nic) => nic.isSeen) ? 'unplug' : 'to-emulation')
    this.leaveFunctions(passing, () => this.startPreCopy())
  }

  private leaveFunctions(nics: readonly SwitchableNic[], next: () => void): void {
    if (nics.length === 0) {
      next()
      return
    }
    this.switching = nics.length
    for (const nic of nics) {
      nic.toEmulation((left) => {
        this.noteMode(nic.mode())
        this.switching--
        if (!left && this.isRunning) this.fail('unplug-unanswered')
        else if (this.switching > 0) return
        else if (this.isRunning) next()
        else this.restoreModes()
      })
    }
  }

  private startPreCopy(): void {
    const { vm, sim } = this
    const channel = this.environment.openChannel(this.vmPath, this.from, this.to)
    this.sender = new PageSender(sim, `${this.path}/pages`, channel, vm.memory, this.model)
    this.watchTimer = sim.schedule(BETWEEN_LOOKS_PS, this, WATCH, 0)
    vm.memory.startTracking(sim.now)
    if (this.model.policy === 'stop-and-copy') {
      this.stopVm()
      return
    }
    this.beginPhase('pre-copy')
    this.unseen = vm.nics.flatMap((nic) => nic.dmaPages() ?? [])
    this.sender.onTaken = (from, to) => {
      for (const pages of this.unseen) pages.sent(from, to)
    }
    this.startRound(vm.memory.pages)
  }

  private startRound(pages: number): void {
    this.roundPages = pages
    this.roundStart = this.sim.now
    this.staircase.push([toSeconds(this.sim.now), pages])
    this.sender!.send(pages, this.limitBps, this.finalCopy, () => this.endRound())
  }

  private endRound(): void {
    const { sim, vm } = this
    this.sender!.onTaken = null
    if (this.roundPages > 0 && !this.finalCopy) {
      const seconds = toSeconds(sim.now - this.roundStart)
      const { sent } = this.sender!
      this.rounds.push({ pages: sent, seconds })
      const says = `Round ${this.rounds.length}: ${sent} pages in ${(seconds * 1e3).toFixed(1)} ms.`
      sim.log.add('info', this.vmPath, 'migration-round', says)
    }
    if (this.finalCopy) {
      this.copyState()
      return
    }
    const verdict = this.judge(vm.memory.dirtyPages(sim.now))
    if (verdict === 'next-round') {
      const pages = vm.memory.collect(sim.now)
      vm.chargeDirtyPages(pages)
      this.startRound(pages)
      return
    }
    if (verdict === 'not-converging') {
      const goal = this.model.rate === null ? 'downtime goal' : 'next round may take at the highest rate'
      const says = `After ${this.rounds.length} rounds the pages left still take longer than the ${goal}.`
      sim.log.add('warning', this.vmPath, 'migration-not-converging', says)
    }
    this.stopVm()
  }

  /** G3, G16. */
  private judge(dirtied: number): RoundVerdict {
    const { model, rounds } = this
    if (model.rate === null) return judgeRound(rounds, dirtied, model)
    const { verdict, bps } = judgeRate(rounds, this.limitBps, dirtied, model.rate, model.maxRounds)
    this.limitBps = bps
    return verdict
  }

  private stopVm(): void {
    const { vm, sim } = this
    this.beginPhase('switch-over')
    this.stunnedAt = sim.now
    sim.log.add('info', this.vmPath, 'vm-stunned', `${this.vmPath} is stopped for its switch-over.`)
    vm.memory.stop(sim.now)
    vm.stun(() => {
      if (!this.isRunning) return
      this.leaveFunctions(
        vm.nics.filter((nic) => nic.held() !== null),
        () => this.copyRest(),
      )
    })
  }

  private copyRest(): void {
    const { vm, sim } = this
    this.finalCopy = true
    this.compareMemory()
    if (this.model.rate !== null) this.limitBps = this.model.rate.maxBps
    const all = this.model.policy === 'stop-and-copy' && this.rounds.length === 0
    const pages = all ? vm.memory.pages : vm.memory.collect(sim.now)
    if (!all) vm.chargeDirtyPages(pages)
    if (pages === 0) this.copyState()
    else this.startRound(pages)
  }

  /** G19: the log of written pages has those of the vCPUs; what functions wrote since is in none. */
  private compareMemory(): void {
    if (this.unseen.length === 0) return
    const stale = this.unseen.reduce((sum, pages) => sum + pages.stale(), 0)
    this.stalePages = stale
    if (stale === 0) return
    const says = `${stale} pages were written by a function after they had been sent: they differ on ${this.to}.`
    this.sim.log.add('error', this.vmPath, 'memory-differs', says)
  }

  private copyState(): void {
    this.staircase.push([toSeconds(this.sim.now), 0])
    this.sim.schedule(this.environment.suspendLatencyPs, this, STATE_COPIED, 0)
  }

  private resume(): void {
    const { vm, sim } = this
    vm.moveTo(this.to)
    this.environment.release(this.vmPath, this.to)
    for (const nic of vm.nics) nic.letGo()
    this.beginPhase('resume')
    vm.memory.resume(sim.now)
    this.startVm(this.to)
    this.closeChannel()
    this.onArrival?.()
    for (const nic of vm.nics) this.noteMode(nic.mode())
    this.beginPhase('announce')
    sim.schedule(this.environment.announceLatencyPs, this, ANNOUNCED, 0)
  }

  /** The end of the downtime, at the destination or, after a failure, where it was. */
  private startVm(host: string): void {
    const { sim, vmPath } = this
    this.resumedAt = sim.now
    this.vm.unstun()
    const says = `${vmPath} runs on ${host} after ${((sim.now - this.stunnedAt) / 1e9).toFixed(1)} ms.`
    sim.log.add('info', vmPath, 'vm-resumed', says)
  }

  private announce(): void {
    this.vm.announce()
    if (this.plans.length === 0) this.end('completed')
    else {
      const planned = this.vm.nics.filter((nic) => this.plans.some((plan) => plan.nic === nic.nic))
      this.beginPhase(planned.every((nic) => nic.isSeen) ? 'plug' : 'to-passthrough')
      this.takeFunctions(this.plans, () => this.end('completed'))
    }
  }

  /** Moves vNICs to functions; what is no longer free stays in emulation and says so. */
  private takeFunctions(plans: readonly NicPlan[], done: () => void): void {
    let waiting = plans.length
    for (const plan of plans) {
      const nic = this.vm.nics.find((candidate) => candidate.nic === plan.nic)!
      nic.toPassthrough(plan, (taken) => {
        this.noteMode(nic.mode())
        if (!taken) {
          const stays = nic.mode().mode === 'absent' ? 'has no device' : 'stays in emulation'
          const says = `${plan.nic} ${stays}: ${plan.function} is not free any more.`
          this.sim.log.add('warning', plan.nic, 'mode-kept', says)
        }
        if (--waiting === 0) done()
      })
    }
  }

  private fail(code: MigrationFailure): void {
    const { vm, sim } = this
    const failed = code === 'aborted' ? 'migration-aborted' : 'migration-failed'
    this.reasons = [
      { code, says: `${MIGRATION_FAILURES[code].says} ${MIGRATION_FAILURES[code].remedy}`, path: this.vmPath },
    ]
    sim.log.add('error', this.vmPath, failed, `${MIGRATION_FAILURES[code].says} ${this.vmPath} stays on ${this.from}.`)
    this.environment.release(this.vmPath, this.to)
    this.closeChannel()
    if (this.stunnedAt >= 0) {
      vm.memory.resume(sim.now)
      this.startVm(this.from)
    }
    this.end('failed')
    if (this.switching === 0) this.restoreModes()
    else for (const nic of vm.nics) nic.stopAsking()
  }

  /** After a failure: back to the functions that the VM had, and left. */
  private restoreModes(): void {
    const { before, vm } = this
    const left = before.filter((plan) => vm.nics.some((nic) => nic.nic === plan.nic && nic.held() === null))
    if (left.length > 0) this.takeFunctions(left, () => vm.nics.forEach((nic) => nic.letGo()))
  }

  private watch(): void {
    const { sender } = this
    if (this.resumedAt >= 0 || sender === null) return
    this.looksInVain = sender.isWaiting && sender.delivered === this.watchedBytes ? this.looksInVain + 1 : 0
    this.watchedBytes = sender.delivered
    if (this.looksInVain === LOOKS) this.fail('network-lost')
    else this.watchTimer = this.sim.schedule(BETWEEN_LOOKS_PS, this, WATCH, 0)
  }

  private closeChannel(): void {
    if (this.sender === null) return
    this.sender.close()
    this.sim.cancel(this.watchTimer)
  }

  private beginPhase(name: MigrationPhase): void {
    this.closePhase()
    this.phases.push({ name, start: toSeconds(this.sim.now), end: toSeconds(this.sim.now) })
    this.sim.log.add('info', this.vmPath, 'migration-phase', `${this.vmPath}: ${name}.`)
  }

  private closePhase(): void {
    const last = this.phases[this.phases.length - 1]
    if (last) last.end = toSeconds(this.sim.now)
  }

  private end(outcome: MigrationResult['outcome']): void {
    this.closePhase()
    this.outcome = outcome
    this.endedAt = this.sim.now
    if (outcome === 'completed') {
      this.sim.log.add('info', this.vmPath, 'migration-completed', `${this.vmPath} has arrived on ${this.to}.`)
    }
    this.onEnd?.()
  }

  private noteMode(plan: NicPlan): void {
    for (let i = this.modes.length - 1; i >= 0; i--) {
      const last = this.modes[i]
      if (last.nic !== plan.nic) continue
      if (last.mode === plan.mode && last.function === plan.function && last.plugin === plan.plugin) return
      break
    }
    this.modes.push({ at: toSeconds(this.sim.now), ...plan })
  }
}
