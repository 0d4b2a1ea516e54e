// The paravirtual way through the vSwitch: a ring that guest and hypervisor share, a doorbell only while the backend sleeps, and a
// backend world that drains the ring in batches. Zero copy keeps the slot until the frame has left; else the backend copies it.
// Between two VMs of a host there is always one copy, paid by who sends. Used by vmxnet, virtio and the emulation of upt and npa.
import { type Cpu, World, type WorldTask } from '../../host/world'
import type { Host } from '../../host/host'
import { FrameList } from '../../kernel/frame-list'
import { CHECKSUM, CHECKSUM_STATE, FRAME_BYTES, OWNER, SEGMENTS } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import type { RoomWaiter, TxQueue } from '../../nic/tx-queue'
import { stageIndex } from '../../observe/cycle-ledger'
import type { PortGroup } from '../../vswitch/port-group'
import type { Vswitch } from '../../vswitch/vswitch'
import type { PortClient, VswitchPort } from '../../vswitch/vswitch-port'
import type { FrameOwner } from '../net-device'
import type { StackLane } from '../stack/stack-lane'
import { chargeChecksum } from '../../nic/offload/checksum'
import type { DataPath } from './data-path'
import type { GuestRing } from './guest-ring'
import type { Vnic } from './vnic'

/** Frames that the backend takes out of the ring in one slice. */
const BUDGET = 64

const DRIVER_TRANSMIT = stageIndex('guest-driver-transmit')
const DRIVER_RECEIVE = stageIndex('guest-driver-receive')
const DOORBELL = stageIndex('doorbell')
const WORKER_WAKE = stageIndex('worker-wake')
const WORKER_LATENCY = stageIndex('worker-wake-latency')
const BACKEND_TRANSMIT = stageIndex('backend-transmit')
const BACKEND_RECEIVE = stageIndex('backend-receive')
const COPY_FIXED = stageIndex('copy-fixed')
const COPY_BYTE = stageIndex('copy-byte')
const COPY_BYTE_COLD = stageIndex('copy-byte-cold')
const GSO_SEGMENT = stageIndex('gso-segment')
const VIRTUAL_INTERRUPT = stageIndex('virtual-interrupt')
const VIRTUAL_EOI = stageIndex('virtual-eoi')
const GUEST_INTERRUPT = stageIndex('guest-interrupt')
/** Exits of an injected interrupt: the guest is stopped for the injection, and exits at its end. */
const INTERRUPT_EXITS = 2

export class RingPath implements DataPath, PortClient, WorldTask, RoomWaiter {
  readonly kind = 'emulation'
  readonly functionPath = null
  readonly interruptGapPs = 0
  readonly coalescesInterrupts = true
  readonly mergesInGuest = false
  onDrained: (() => void) | null = null
  readonly port: VswitchPort
  readonly world: World
  private readonly sim: Simulator
  private readonly ring: FrameList
  private readonly out: FrameList
  private readonly wakeLatencyPs: number
  readonly rxRing: number
  readonly txRing: number
  readonly takesLarge: boolean
  /** Transmitted bytes are copied; received ones are too unless the NIC could write them in place. */
  private readonly copiesTransmit: boolean
  readonly writesInPlace: boolean
  private isQuiesced = true
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
    this.wakeLatencyPs = cpu.costs[WORKER_LATENCY]
  }

  get nicPath(): string | null {
    return this.port.vswitch.team.nicPath(this.port)
  }

  announce(): void {
    this.port.vswitch.announce(this.port)
  }

  chargeTransmit(world: World): void {
    world.charge(DRIVER_TRANSMIT)
    if (this.isRung || this.waitingFor !== null || !this.world.isIdle) return
    this.isRung = true
    world.charge(DOORBELL)
    this.vnic.countDoorbell()
    this.vnic.countExits(world, 1)
  }

  chargeReceive(world: World, frames: number): void {
    world.charge(DRIVER_RECEIVE, frames)
  }

  chargeInterrupt(lane: StackLane): void {
    lane.overhead(VIRTUAL_INTERRUPT, 1)
    lane.overhead(VIRTUAL_EOI, 1)
    lane.overhead(GUEST_INTERRUPT, 1)
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
    if (this.waitingFor !== null) return
    if (this.world.isIdle) this.wasAsleep = true
    this.world.wakeAfter(this.wakeLatencyPs)
  }

  /** Completions raise no interrupt of their own, unless a sender sleeps until it has room. */
  completed(ring: GuestRing, woken: boolean): void {
    if (woken) this.vnic.extraInterrupt(ring)
    this.checkDrained()
  }

  startSlice(world: World): void {
    const { ring, sim, vnic, port } = this
    if (this.wasAsleep) {
      this.wasAsleep = false
      world.charge(WORKER_WAKE)
    }
    const count = ring.length < BUDGET ? ring.length : BUDGET
    if (count === 0) return
    world.charge(BACKEND_TRANSMIT, count)
    const copies = this.copiesTransmit
    for (let i = 0; i < count; i++) {
      const frame = ring.shift()
      if (copies) {
        world.charge(COPY_FIXED)
        world.charge(COPY_BYTE, sim.frames.data[frame + FRAME_BYTES])
        vnic.countCopy(frame)
      }
      port.vswitch.fromPort(world, frame, port, this.out)
    }
  }

  endSlice(): boolean {
    const { out, port, sim, vnic } = this
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
      return false
    }
    return this.ring.length > 0
  }

  roomAgain(): void {
    this.waitingFor = null
    if (this.ring.length > 0) this.world.wake()
  }

  chargeDelivery(world: World, frame: number, direct: boolean): void {
    const { sim, vnic } = this
    const d = sim.frames.data
    const segments = d[frame + SEGMENTS]
    if (segments > 1 && !this.takesLarge) {
      world.charge(GSO_SEGMENT, segments)
      world.charge(BACKEND_RECEIVE, segments)
    } else world.charge(BACKEND_RECEIVE)
    if (!vnic.checksum && d[frame + CHECKSUM] === CHECKSUM_STATE.partial) chargeChecksum(world, sim.frames, frame)
    // Only a queue of its own lets the NIC write into the guest's memory.
    if (direct && this.writesInPlace) return
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE_COLD, d[frame + FRAME_BYTES])
    vnic.countCopy(frame)
  }

  exposed(isDropped: boolean): void {
    this.vnic.countExposed(isDropped)
  }

  deliver(frame: number): void {
    const { sim } = this
    const d = sim.frames.data
    const owner = d[frame + OWNER]
    if (owner >= 0) {
      d[frame + OWNER] = -1
      ;(sim.components[owner] as unknown as FrameOwner).transmitted(frame)
    }
    if (d[frame + CHECKSUM] === CHECKSUM_STATE.partial) d[frame + CHECKSUM] = CHECKSUM_STATE.verified
    this.vnic.fromPath(frame, this)
  }

  setMac(mac: number): boolean {
    this.port.setMac(mac)
    return true
  }

  start(): void {
    this.isQuiesced = false
    this.port.enable()
  }

  quiesce(): void {
    this.isQuiesced = true
    this.port.disable()
    this.checkDrained()
  }

  isDrained(): boolean {
    return this.ring.length === 0 && this.out.length === 0 && this.vnic.inFlight === 0
  }

  stop(reason: number): void {
    this.isQuiesced = true
    this.port.disable()
    if (this.waitingFor !== null) {
      this.waitingFor.forget(this)
      this.waitingFor = null
    }
    for (let frame = this.ring.shift(); frame >= 0; frame = this.ring.shift()) {
      this.sim.traffic.drop(frame, reason, this.vnic.dropBase)
    }
  }

  private checkDrained(): void {
    if (!this.isQuiesced || this.onDrained === null || !this.isDrained()) return
    const tell = this.onDrained
    this.onDrained = null
    tell()
  }
}
