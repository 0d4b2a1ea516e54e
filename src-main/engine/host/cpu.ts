// The cores of a host or station: which world each runs, for how long, and whose account its cycles go to.
// Read first: `world.ts`, `core-claims.ts`, `idle-states.ts`, and the rules C1 to C10 of `../kernel/RULES.md`.
import type { IdleMode } from '../../../src-shared/lab/schema'
import { Component } from '../kernel/component'
import { cyclesToPs } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import { type CycleAccounts, type CycleLedger, type SliceCharges, stageIndex } from '../observe/cycle-ledger'
import { BackgroundLoad } from './background-load'
import { CoreClaims } from './core-claims'
import { DmaCache } from './dma-cache'
import { IdleStates } from './idle-states'
import { IDLE, READY, RUNNING, WAKING, type World } from './world'

const IDLE_EXIT = stageIndex('idle-exit')
const HALT_POLL = stageIndex('halt-poll')
const VM_SWITCH = stageIndex('vm-switch')
const DOMAIN_SWITCH = stageIndex('domain-switch')

const SLICE_END = 1
const AWAKE = 2
/** In place of the index of a VM that a core works for. */
const NOBODY = -1
const DRIVER_DOMAIN = -2
/** Of a core on which a world polls: more than all worlds are. */
const LAST_CHOICE = 1e6
/** Slices without cycles in one event after which time moves on by 1 ps: worlds that wake each other for free cannot stop it. */
const INSTANT_LIMIT = 10_000

const isBarred = ({ allowed }: World, core: number): boolean => allowed !== null && allowed[core] === 0

/** The cores of a host or station, and the accounts of their cycles. */
export class Cpu extends Component {
  /** Picoseconds busy, per core, of finished slices. */
  readonly busyPs: Float64Array
  /** What idle VMs cost. */
  readonly background: BackgroundLoad
  /** Of the machine that the cores are in. */
  readonly dmaCache: DmaCache
  /** NICs and backends are served by a guest (a driver domain of Xen), not by the hypervisor. */
  hasDriverDomain = false
  private readonly running: (World | null)[]
  /** Worlds that ran last on each core. */
  private readonly homes: Int32Array
  private readonly sliceStart: Float64Array
  /** When the last slice of each core ended, ps. */
  private readonly sliceEnd: Float64Array
  /** The guest that each core worked for last. */
  private readonly guests: Int32Array
  /** Null: nobody ever had a core, and nobody is bound to one. */
  private claims: CoreClaims | null = null
  /** Null: idle cores do not sleep. */
  private readonly sleep: IdleStates | null
  private idle = 0
  /** Of the slice that begins: to return a number that is no small integer would put it into an object. */
  private cycles = 0
  private head: World | null = null
  private tail: World | null = null

  constructor(
    sim: Simulator,
    path: string,
    readonly cores: number,
    readonly clockHz: number,
    /** Cycles (or cycles per byte) by stage index, from `resolveCosts`. */
    readonly costs: Float64Array,
    readonly ledger: CycleLedger,
    idleMode: IdleMode = 'off',
  ) {
    super(sim, path)
    this.sleep = idleMode === 'off' ? null : new IdleStates(cores, idleMode, clockHz, costs)
    this.busyPs = new Float64Array(cores)
    this.running = new Array<World | null>(cores).fill(null)
    this.homes = new Int32Array(cores)
    this.sliceStart = new Float64Array(cores)
    this.sliceEnd = new Float64Array(cores)
    this.guests = new Int32Array(cores).fill(NOBODY)
    this.idle = cores
    this.background = BackgroundLoad.on(sim, clockHz, costs, ledger)
    this.dmaCache = new DmaCache(sim, costs)
  }

  /** Called by worlds: gets a free core at once (its slice begins when the present event is done), else it waits in line. */
  ready(world: World): void {
    if (world.suspended) return
    const core = this.freeCore(world)
    if (core >= 0) this.take(world, core)
    else {
      world.next = null
      if (this.tail) this.tail.next = world
      else this.head = world
      this.tail = world
    }
  }

  /** Takes a waiting world out of the line (suspended or moved). */
  forget(world: World): void {
    let before: World | null = null
    for (let w = this.head; w; before = w, w = w.next) {
      if (w !== world) continue
      if (before) before.next = w.next
      else this.head = w.next
      if (this.tail === w) this.tail = before
      w.next = null
      return
    }
  }

  /** A world that has run here goes to another machine, or its work is over. */
  leave(world: World): void {
    if (world.core >= 0) this.homes[world.core]--
    world.core = -1
  }

  /** Cores without a slice that are nobody's own. */
  get idleCores(): number {
    if (this.claims === null) return this.idle
    let idle = this.idle
    for (let core = 0; core < this.cores; core++) if (this.running[core] === null && this.isReserved(core)) idle--
    return idle
  }

  /** The world runs on these cores and on no other from here on; nobody has them to itself. */
  bind(world: World, cores: readonly number[]): void {
    world.allowed = new Uint8Array(this.cores)
    for (const core of cores) {
      world.allowed[core] = 1
      this.share(core)
    }
  }

  /** Threads are pinned to that core: nobody has it to itself. */
  share(core: number): void {
    this.makeClaims().share(core)
  }

  /**
   * Gives each world a core to itself, until `release`. False, and nobody gets any: there are too few, or none would be left
   * for others.
   */
  reserve(worlds: readonly World[]): boolean {
    if (worlds.length > this.reservableCores) return false
    const claims = this.makeClaims()
    for (const world of worlds) claims.reserve(this.emptiestCore(world, true), world)
    return true
  }

  /** How many cores worlds can still get for themselves. */
  get reservableCores(): number {
    return this.makeClaims().reservable
  }

  /** The core that a world had to itself is one of all again. False: it had none. */
  release(world: World): boolean {
    const core = this.claims === null ? -1 : this.claims.release(world)
    if (core < 0) return false
    if (this.running[core] === null) this.dispatch(core)
    return true
  }

  /** Cycles by stage and by VM up to now, those of idle VMs included. A copy. */
  accounts(): CycleAccounts {
    const accounts = { byStage: this.ledger.byStage.slice(), byVm: this.ledger.byVm.slice() }
    this.background.addTo(accounts)
    return accounts
  }

  /** Busy time of a core up to now, the slice that runs included, ps. */
  busyUntilNow(core: number): number {
    const share = this.background.busyPs / this.cores
    const isBusy = this.running[core] !== null && this.sim.now > this.sliceStart[core]
    return share + this.busyPs[core] + (isBusy ? this.sim.now - this.sliceStart[core] : 0)
  }

  /** A world without work keeps its core until then, unless others have no other one. */
  poll(world: World, untilPs: number): void {
    if (world.core >= 0) this.makeClaims().poll(world.core, world, untilPs)
  }

  /** A world without work has kept its core awake; false: others had it meanwhile. */
  polled(world: World, fromPs: number, untilPs: number): boolean {
    const { core } = world
    if (core < 0 || this.running[core] !== null || this.sliceEnd[core] !== fromPs || this.isReserved(core)) return false
    const cycles = ((untilPs - fromPs) * this.clockHz * this.costs[HALT_POLL]) / 1e12
    const { byStage, byVm } = this.ledger
    byStage[HALT_POLL] += cycles
    byVm[world.vm] += cycles
    this.busyPs[core] += untilPs - fromPs
    this.sliceEnd[core] = untilPs
    this.poll(world, untilPs)
    return true
  }

  /** The slice on `core` is over, or the core is awake and the slice begins. */
  override handle(kind: number, core: number): void {
    const world = this.running[core]!
    if (kind === AWAKE) {
      world.state = RUNNING
      this.sim.soon(this, core)
      return
    }
    this.running[core] = null
    this.idle++
    this.busyPs[core] += this.sim.now - this.sliceStart[core]
    this.sliceEnd[core] = this.sim.now
    const more = world.task.endSlice(world) || world.again
    world.again = false
    world.state = IDLE
    if (more) {
      world.state = READY
      // Behind those that wait already: worlds take turns.
      if (this.head === null) this.ready(world)
      else if (!world.suspended) {
        world.next = null
        this.tail!.next = world
        this.tail = world
      }
    }
    if (this.running[core] === null) this.dispatch(core)
  }

  private freeCore(world: World): number {
    if (this.idle === 0) return -1
    if (world.pinned >= 0) return this.running[world.pinned] === null ? world.pinned : -1
    const { core } = world
    if (core >= 0 && this.running[core] === null && !this.isClaimed(core, world)) return core
    return this.emptiestCore(world, false)
  }

  /**
   * The free core where the fewest worlds ran last; one where somebody else polls only if there is no other. `alone`: a core
   * that the world can have to itself, once who runs there has left.
   */
  private emptiestCore(world: World, alone: boolean): number {
    let found = -1
    let fewest = Infinity
    for (let core = 0; core < this.cores; core++) {
      if (alone ? this.claims!.isShared(core) : this.running[core] !== null) continue
      if (isBarred(world, core)) continue
      const worlds =
        this.homes[core] + (this.isClaimed(core, world) ? (this.isReserved(core) ? Infinity : LAST_CHOICE) : 0)
      if (worlds >= fewest) continue
      found = core
      fewest = worlds
    }
    return found
  }

  private isClaimed(core: number, world: World): boolean {
    return this.claims !== null && this.claims.isClaimed(core, world)
  }

  private isReserved(core: number): boolean {
    return this.claims !== null && this.claims.isReserved(core)
  }

  private makeClaims(): CoreClaims {
    this.claims ??= new CoreClaims(this.sim, this.cores)
    return this.claims
  }

  private dispatch(core: number): void {
    let before: World | null = null
    let world = this.head
    if (world === null) return
    const isReserved = this.isReserved(core)
    while (
      world &&
      (world.suspended || (world.pinned < 0 ? isReserved || isBarred(world, core) : world.pinned !== core))
    ) {
      before = world
      world = world.next
    }
    if (!world) return
    if (before) before.next = world.next
    else this.head = world.next
    if (this.tail === world) this.tail = before
    world.next = null
    this.take(world, core)
  }

  private take(world: World, core: number): void {
    this.running[core] = world
    this.idle--
    if (world.core !== core) {
      if (world.core >= 0) this.homes[world.core]--
      this.homes[core]++
      world.core = core
    }
    const { sim, sleep } = this
    const wakingPs = sleep === null ? 0 : sleep.leave(core, sim.now - this.sliceEnd[core], world.sleepsLightly)
    this.sliceStart[core] = sim.now + wakingPs
    if (wakingPs > 0) {
      world.state = WAKING
      sim.post(sim.now + wakingPs, this, AWAKE, core)
      return
    }
    world.state = RUNNING
    sim.soon(this, core)
  }

  /** Begins the slice of the world that has taken `core`. A slice without cycles ends at once, without an event. */
  resume(core: number): void {
    const world = this.running[core]!
    // what woke it between getting the core and now is part of this slice
    world.again = false
    const { sim, sleep } = this
    if (world.isInterrupted) {
      world.isInterrupted = false
      if (sleep !== null && sleep.depth[core] > 0) world.charge(IDLE_EXIT)
    }
    if (world.isVcpu || this.hasDriverDomain) this.enterGuest(world, core)
    world.task.startSlice(world)
    this.book(sim.charges)
    const { cycles } = this
    if (cycles > 0) {
      const { byVm } = this.ledger
      byVm[world.vm < 0 ? byVm.length - 1 : world.vm] += cycles
      const { queue, now } = sim
      queue.at = now + cyclesToPs(cycles, this.clockHz)
      queue.enqueue(this.id, SLICE_END, core)
    } else if (sim.settled < INSTANT_LIMIT) this.handle(SLICE_END, core)
    else sim.post(sim.now + 1, this, SLICE_END, core)
  }

  /** A core that goes on with another guest than before swaps them first. One that slept in between has it in the cost of waking. */
  private enterGuest(world: World, core: number): void {
    const guest = world.isVcpu ? world.vm : DRIVER_DOMAIN
    const before = this.guests[core]
    if (guest === before) return
    this.guests[core] = guest
    if (before === NOBODY || this.sliceEnd[core] < this.sim.now) return
    world.charge(this.hasDriverDomain ? DOMAIN_SWITCH : VM_SWITCH)
  }

  /** What the slice that begins was charged goes to its accounts: once a stage, however many frames it had. */
  private book(charges: SliceCharges): void {
    const { costs } = this
    const { byStage } = this.ledger
    const { stages, amounts, count } = charges
    let cycles = 0
    for (let i = 0; i < count; i++) {
      const stage = stages[i]
      const spent = costs[stage] * amounts[stage]
      amounts[stage] = 0
      if (spent === 0) continue
      cycles += spent
      byStage[stage] += spent
    }
    charges.count = 0
    this.cycles = cycles
  }
}
