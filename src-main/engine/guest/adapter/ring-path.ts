// The paravirtual way through the vSwitch: a ring that guest and hypervisor share, a doorbell only while the backend sleeps, and a
// backend world that drains the ring in batches. Zero copy keeps the slot until the frame has left; else the backend copies it.
// What comes for the guest is copied by whoever forwards it, or by the backend where that is a thread that reads (vhost, a process).
// Used by vmxnet, virtio, xen-vif and the emulation of upt and npa. Leaves out several queues of an adapter.
import { type Cpu, RUNNING, World, type WorldTask } from '../../host/world'
import type { Host } from '../../host/host'
import { FrameList } from '../../kernel/frame-list'
import { CHECKSUM, CHECKSUM_STATE, FRAME_BYTES, OWNER, SEGMENTS } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import type { RoomWaiter, TxQueue } from '../../nic/tx-queue'
import { reasonIndex } from '../../observe/counter-table'
import { stageIndex } from '../../observe/cycle-ledger'
import type { PortGroup } from '../../vswitch/port-group'
import type { Vswitch } from '../../vswitch/vswitch'
import type { PortClient, VswitchPort } from '../../vswitch/vswitch-port'
import type { StackLane } from '../stack/stack-lane'
import { chargeChecksum } from '../../nic/offload/checksum'
import { backendLatency, type BackendModel, backendModel } from './backend'
import type { DataPath } from './data-path'
import type { GuestRing } from './guest-ring'
import { type TapOwner, TapQueue } from './tap-queue'
import type { Vnic } from './vnic'

/** Frames that the backend takes out of the ring in one slice. */
const BUDGET = 64
/** Bytes that a thread copies in one slice at least: what it has copied is seen soon after. */
const BUDGET_BYTES = 64 * 1024

const DRIVER_TRANSMIT = stageIndex('guest-driver-transmit')
const DRIVER_RECEIVE = stageIndex('guest-driver-receive')
const DOORBELL = stageIndex('doorbell')
const BACKEND_TRANSMIT = stageIndex('backend-transmit')
const BACKEND_RECEIVE = stageIndex('backend-receive')
const COPY_FIXED = stageIndex('copy-fixed')
const COPY_BYTE_COLD = stageIndex('copy-byte-cold')
const GSO_SEGMENT = stageIndex('gso-segment')
const VIRTUAL_INTERRUPT = stageIndex('virtual-interrupt')
const VIRTUAL_EOI = stageIndex('virtual-eoi')
const VIRTUAL_IPI = stageIndex('virtual-ipi')
const GUEST_INTERRUPT = stageIndex('guest-interrupt')
const REMOVED = reasonIndex('device-removed')
/** Exits of an injected interrupt: the guest is stopped for the injection, and exits at its end. */
const INTERRUPT_EXITS = 2

export class RingPath implements DataPath, PortClient, WorldTask, RoomWaiter, TapOwner {
  readonly kind = 'emulation'
  readonly functionPath = null
  readonly interruptGapPs = 0
  readonly interruptBulkGapPs = 0
  readonly coalescesInterrupts = true
  readonly mergesInGuest = false
  onDrained: (() => void) | null = null
  readonly port: VswitchPort
  readonly world: World
  private readonly sim: Simulator
  private readonly ring: FrameList
  private readonly out: FrameList
  private readonly backend: BackendModel
  private readonly wakeLatencyPs: number
  /** What the backend's thread has to read; null: whoever forwards a frame delivers it. */
  private readonly tap: TapQueue | null
  readonly rxRing: number
  readonly txRing: number
  readonly takesLarge: boolean
  /** Transmitted bytes are copied; received ones are too unless the NIC could write them in place. */
  private readonly copiesTransmit: boolean
  readonly writesInPlace: boolean
  private isQuiesced = true
  private isStopped = true
  /** A transmit queue that must drain before more is sent. */
  private waitingFor: TxQueue | null = null
  /** The guest paid for a doorbell in the slice that runs. */
  private isRung = false
  private wasAsleep = false

  constructor(
    readonly vnic: Vnic,
    host: Host,
    vswitch: Vswitch,
    group: PortGroup,
    readonly plugin: string | null,
  ) {
    const { sim } = vnic
    this.sim = sim
    this.rxRing = vnic.entry.rxRing
    this.txRing = vnic.entry.txRing
    this.takesLarge = vnic.lro
    this.copiesTransmit = !vnic.model.zeroCopyTx
    this.writesInPlace = vnic.model.zeroCopyRx
    this.ring = new FrameList(sim.frames)
    this.out = new FrameList(sim.frames)
    this.port = vswitch.connect(group, this, vnic.path, vnic.model.mac)
    this.port.mac = vnic.mac
    this.port.rxQueues = Math.max(1, vnic.model.rss)
    const cpu: Cpu = host.cpu
    this.world = new World(sim, `${vnic.path}/backend`, cpu, vnic.vm.index, this)
    this.backend = backendModel(vnic.model.backend)
    this.wakeLatencyPs = backendLatency(this.backend, cpu)
    this.tap = this.backend.reads ? new TapQueue(sim, vnic, this) : null
  }

  get nicPath(): string | null {
    return this.port.vswitch.team.nicPath(this.port)
  }

  /** The thread that reads what comes for the guest; null: whoever forwards it delivers it. */
  get reading(): World | null {
    return this.tap === null ? null : this.world
  }

  announce(): void {
    this.port.vswitch.announce(this.port)
  }

  chargeTransmit(world: World): void {
    world.charge(DRIVER_TRANSMIT)
    if (this.isRung || this.waitingFor !== null || !this.world.isIdle) return
    this.isRung = true
    this.chargeDoorbell(world)
  }

  chargeReceive(world: World, frames: number): void {
    const { tap } = this
    world.charge(DRIVER_RECEIVE, frames)
    if (tap === null || !tap.isStarved) return
    // the thread waits for buffers: the driver tells it that there are some
    tap.isStarved = false
    this.chargeDoorbell(world)
    this.wakeBackend()
  }

  chargeInterrupt(lane: StackLane): void {
    lane.overhead(VIRTUAL_INTERRUPT, 1)
    lane.overhead(VIRTUAL_EOI, 1)
    lane.overhead(GUEST_INTERRUPT, 1)
    // a vCPU that runs is stopped by an interrupt between cores; the backend that asks for it is on another one
    if (lane.world.state === RUNNING) lane.overhead(VIRTUAL_IPI, 1)
    lane.world.cpu.ledger.virtualInterrupts++
    this.vnic.countExits(lane.world, INTERRUPT_EXITS)
  }

  wake(lane: StackLane): void {
    lane.wake()
  }

  canTransmit(): boolean {
    return !this.isQuiesced
  }

  transmit(frame: number): void {
    this.isRung = false
    this.ring.push(frame)
    if (this.waitingFor === null) this.wakeBackend()
  }

  /** Completions raise no interrupt of their own, unless a sender sleeps until it has room. */
  completed(ring: GuestRing, woken: boolean): void {
    if (woken) this.vnic.extraInterrupt(ring)
    this.checkDrained()
  }

  startSlice(world: World): void {
    const { ring, sim, vnic, port, backend, tap } = this
    if (this.wasAsleep) {
      this.wasAsleep = false
      for (const stage of backend.wake) world.charge(stage)
    }
    let bytes = tap === null ? Infinity : tap.take(world, BUDGET_BYTES)
    if (this.waitingFor !== null) return
    const copies = this.copiesTransmit
    const limit = ring.length < BUDGET ? ring.length : BUDGET
    let count = 0
    // one frame at least: what is received must not keep the guest from sending
    for (; count < limit && (count === 0 || bytes > 0); count++) {
      const frame = ring.shift()
      if (copies) {
        const length = sim.frames.data[frame + FRAME_BYTES]
        world.charge(COPY_FIXED)
        world.charge(COPY_BYTE_COLD, length)
        vnic.countCopy(frame)
        bytes -= length
      }
      if (backend.pagesOut >= 0) world.charge(backend.pagesOut)
      port.vswitch.fromPort(world, frame, port, this.out)
    }
    if (count > 0) world.charge(BACKEND_TRANSMIT, count)
  }

  endSlice(): boolean {
    const { out, port, sim, vnic, tap } = this
    if (tap !== null) tap.pass()
    const copies = this.copiesTransmit
    let wait: TxQueue | null = null
    for (let frame = out.shift(); frame >= 0; frame = out.shift()) {
      const d = sim.frames.data
      if (copies && d[frame + OWNER] === vnic.id) {
        d[frame + OWNER] = -1
        vnic.transmitted(frame)
      }
      const full = port.vswitch.output(frame)
      if (full !== null) wait = full
    }
    if (wait !== null && wait.isFull) {
      this.waitingFor = wait
      wait.wait(this)
    }
    return (this.waitingFor === null && this.ring.length > 0) || (tap !== null && tap.hasWork)
  }

  roomAgain(): void {
    this.waitingFor = null
    if (this.ring.length > 0) this.world.wake()
  }

  chargeDelivery(world: World, frame: number, direct: boolean): void {
    const { sim, vnic } = this
    const d = sim.frames.data
    const segments = d[frame + SEGMENTS]
    const cuts = segments > 1 && !this.takesLarge
    if (cuts) world.charge(GSO_SEGMENT, segments)
    if (!vnic.checksum && d[frame + CHECKSUM] === CHECKSUM_STATE.partial) chargeChecksum(world, sim.frames, frame)
    if (this.tap !== null) return
    const frames = cuts ? segments : 1
    world.charge(BACKEND_RECEIVE, frames)
    const { pagesIn, exchanges } = this.backend
    if (pagesIn >= 0) world.charge(pagesIn, frames)
    // Only a queue of its own lets the NIC write into the guest's memory.
    if (exchanges || (direct && this.writesInPlace)) return
    this.chargeCopy(world, frame)
  }

  chargeRead(world: World, frame: number): void {
    world.charge(BACKEND_RECEIVE)
    this.chargeCopy(world, frame)
  }

  exposed(isDropped: boolean): void {
    this.vnic.countExposed(isDropped)
  }

  deliver(frame: number): void {
    const { tap } = this
    if (tap === null) this.pass(frame)
    else if (tap.push(frame)) this.wakeBackend()
  }

  pass(frame: number): void {
    const { sim } = this
    const d = sim.frames.data
    sim.traffic.complete(frame)
    if (d[frame + CHECKSUM] === CHECKSUM_STATE.partial) d[frame + CHECKSUM] = CHECKSUM_STATE.verified
    if (this.isStopped && this.tap !== null) sim.traffic.drop(frame, REMOVED, this.vnic.dropBase)
    else this.vnic.fromPath(frame, this)
  }

  setMac(mac: number): void {
    this.port.setMac(mac)
  }

  start(): void {
    this.isQuiesced = false
    this.isStopped = false
    this.port.enable()
  }

  quiesce(): void {
    this.isQuiesced = true
    this.port.disable()
    this.checkDrained()
  }

  isDrained(): boolean {
    const isRead = this.tap === null || this.tap.isEmpty
    return isRead && this.ring.length === 0 && this.out.length === 0 && this.vnic.inFlight === 0
  }

  stop(reason: number): void {
    this.isQuiesced = true
    this.isStopped = true
    this.tap?.discard(reason)
    this.port.disable()
    if (this.waitingFor !== null) {
      this.waitingFor.forget(this)
      this.waitingFor = null
    }
    for (let frame = this.ring.shift(); frame >= 0; frame = this.ring.shift()) {
      this.sim.traffic.drop(frame, reason, this.vnic.dropBase)
    }
  }

  private wakeBackend(): void {
    if (this.world.isIdle) this.wasAsleep = true
    this.world.wakeAfter(this.wakeLatencyPs)
  }

  private chargeDoorbell(world: World): void {
    world.charge(DOORBELL)
    this.vnic.countDoorbell()
    this.vnic.countExits(world, 1)
  }

  private chargeCopy(world: World, frame: number): void {
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE_COLD, this.sim.frames.data[frame + FRAME_BYTES])
    this.vnic.countCopy(frame)
  }

  private checkDrained(): void {
    if (!this.isQuiesced || this.onDrained === null || !this.isDrained()) return
    const tell = this.onDrained
    this.onDrained = null
    tell()
  }
}
