// Hosts and VMs reduced to what a migration sees of them: a channel of constant bandwidth, NICs that switch after a delay.
import { Component } from '../../../../src-main/engine/kernel/component'
import type { Simulator } from '../../../../src-main/engine/kernel/simulator'
import type { CompatibilityFacts, NicPlan } from '../../../../src-main/engine/migration/compatibility'
import { DirtyMemory } from '../../../../src-main/engine/migration/dirty-memory'
import type {
  MigratingVm,
  MigrationChannel,
  MigrationEnvironment,
  SwitchableNic,
} from '../../../../src-main/engine/migration/migration-environment'

export const GOOD_FACTS: CompatibilityFacts = {
  vm: 'web-1',
  destination: 'esx-b',
  isOff: false,
  sameHost: false,
  alreadyMigrating: false,
  isOperatedOn: false,
  sourceHasVmotion: true,
  destinationHasVmotion: true,
  vmotionReachable: true,
  freeMemoryBytes: 64 * 2 ** 30,
  neededMemoryBytes: 4 * 2 ** 30,
  destinationIommu: 'strict',
  fullyReserved: true,
  services: [],
  affinity: [],
  nics: [],
}

class Timer extends Component {
  private readonly due: (() => void)[] = []

  after(delayPs: number, action: () => void): void {
    this.due.push(action)
    this.sim.schedule(delayPs, this, 0, this.due.length - 1)
  }

  override handle(_kind: number, index: number): void {
    this.due[index]()
  }
}

class FakeChannel implements MigrationChannel {
  delivered = 0
  closed = false
  onProgress: (() => void) | null = null
  pagesCharged = 0
  private busyUntil = 0

  constructor(
    private readonly sim: Simulator,
    private readonly timer: Timer,
    private readonly bytesPerSecond: number,
    private readonly brokenFromPs: number,
  ) {}

  send(bytes: number): void {
    this.busyUntil = Math.max(this.busyUntil, this.sim.now) + Math.round((bytes / this.bytesPerSecond) * 1e12)
    this.timer.after(this.busyUntil - this.sim.now, () => {
      if (this.closed || this.sim.now >= this.brokenFromPs) return
      this.delivered += bytes
      this.onProgress?.()
    })
  }

  chargePages(pages: number): void {
    this.pagesCharged += pages
  }

  close(): void {
    this.closed = true
  }
}

class FakeNic implements SwitchableNic {
  current: NicPlan

  constructor(
    readonly nic: string,
    private readonly world: FakeWorld,
    function_: string | null,
  ) {
    this.current = { nic: this.nic, mode: function_ ? 'passthrough' : 'emulation' }
    if (function_) this.take(function_)
  }

  mode(): NicPlan {
    return { ...this.current }
  }

  readonly isSeen = false

  held(): NicPlan | null {
    return this.current.mode === 'passthrough' ? this.mode() : null
  }

  dmaPages(): null {
    return null
  }

  letGo(): void {
    // nothing is kept here
  }

  toEmulation(done: (left: boolean) => void): void {
    this.world.timer.after(1e6, () => {
      this.world.owners.delete(this.current.function!)
      this.current = { nic: this.nic, mode: 'emulation' }
      done(true)
    })
  }

  stopAsking(): void {
    // it always answers
  }

  toPassthrough(plan: NicPlan, done: (taken: boolean) => void): void {
    const free = !this.world.owners.has(plan.function!)
    if (free) this.take(plan.function!)
    this.world.timer.after(1e6, () => done(free))
  }

  private take(function_: string): void {
    this.world.owners.set(function_, this.nic)
    this.current = { nic: this.nic, mode: 'passthrough', function: function_ }
  }
}

export interface FakeOptions {
  memoryBytes?: number
  dirtyRate?: number
  workingSetBytes?: number
  bytesPerSecond?: number
  brokenFromPs?: number
  function?: string | null
  facts?: Partial<CompatibilityFacts>
}

/** One VM, two hosts, everything observable. */
export class FakeWorld implements MigrationEnvironment {
  readonly suspendLatencyPs = 10e9
  readonly announceLatencyPs = 1e9
  readonly owners = new Map<string, string>()
  readonly reserved = new Set<string>()
  readonly happened: string[] = []
  readonly timer: Timer
  host = 'esx-a'
  stunned = false
  readonly nic: FakeNic
  channel: FakeChannel | null = null
  private readonly memory: DirtyMemory

  constructor(
    private readonly sim: Simulator,
    private readonly options: FakeOptions = {},
  ) {
    this.timer = new Timer(sim, 'timer')
    this.nic = new FakeNic('web-1/eth0', this, options.function === undefined ? 'esx-a/vmnic0.vf0' : options.function)
    this.memory = new DirtyMemory(
      options.memoryBytes ?? 64 * 2 ** 20,
      options.workingSetBytes ?? 16 * 2 ** 20,
      options.dirtyRate ?? 1000,
    )
  }

  facts(): CompatibilityFacts {
    return { ...GOOD_FACTS, ...this.options.facts }
  }

  hostOf(): string {
    return this.host
  }

  vm(): MigratingVm {
    return {
      path: 'web-1',
      memory: this.memory,
      nics: [this.nic],
      stun: (done) => {
        this.stunned = true
        this.happened.push('stun')
        done()
      },
      unstun: () => {
        this.stunned = false
        this.happened.push('unstun')
      },
      moveTo: (host) => {
        this.host = host
        this.happened.push('move')
      },
      announce: () => this.happened.push('announce'),
      chargeDirtyPages: () => undefined,
    }
  }

  openChannel(): MigrationChannel {
    this.happened.push('channel')
    this.channel = new FakeChannel(
      this.sim,
      this.timer,
      this.options.bytesPerSecond ?? 1.25e9,
      this.options.brokenFromPs ?? Infinity,
    )
    return this.channel
  }

  reserve(_vm: string, host: string): void {
    this.reserved.add(host)
  }

  release(_vm: string, host: string): void {
    this.reserved.delete(host)
  }
}
