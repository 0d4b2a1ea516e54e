// A vNIC: what the guest's driver sees. Rings, address and offloads are here and stay; the way to the network is a data path,
// which may be exchanged while the guest runs. Read first: data-path.ts, ../net-device.ts.
// Leaves out several transmit queues: all vCPUs share one ring.
import { adapter, type AdapterEntry } from '../../../../src-shared/catalogue/adapters'
import type { VnicModel } from '../../../../src-shared/lab/lab-model'
import type { refuseAction } from '../../../../src-shared/result/action-refusals'
import type { Settable } from '../../actions'
import type { World } from '../../host/world'
import { Component } from '../../kernel/component'
import { DST, FRAME_BYTES, FRAME_KIND, KIND, OWNER, OWNER_ARG, SRC, STAMP, VLAN } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import { verifyChecksum } from '../../nic/offload/checksum'
import { reasonIndex } from '../../observe/counter-table'
import { stageIndex } from '../../observe/cycle-ledger'
import { GuestDevices } from '../guest-devices'
import type { FrameOwner, NetDevice } from '../net-device'
import type { NetworkStack } from '../stack/network-stack'
import { SLICE_BUDGET, type StackLane } from '../stack/stack-lane'
import type { Vm } from '../vm'
import { changeVnic } from './change-vnic'
import { type DataPath, TO_FETCH } from './data-path'
import { GuestRing, type RingOwner } from './guest-ring'
import { VnicCounters } from './vnic-counters'

const LRO_MERGE = stageIndex('lro-merge')
const NO_DRIVER = reasonIndex('no-driver')
const NO_BUFFER = reasonIndex('no-buffer')
const VLAN_NOT_ALLOWED = reasonIndex('vlan-not-allowed')
const QUEUE_FULL = reasonIndex('queue-full')
const VM_PAUSED = reasonIndex('vm-paused')
const REMOVED = reasonIndex('device-removed')

export class Vnic extends Component implements NetDevice, FrameOwner, RingOwner, Settable {
  readonly entry: AdapterEntry
  /** The address that the guest's driver programmed and listens to. */
  mac: number
  /** A source address that the guest forges; null: it sends from its own. */
  forgedSource: number | null = null
  mtu: number
  tso: boolean
  readonly lro: boolean
  checksum: boolean
  /** Promiscuous mode, as the guest asked for it; its function or port group decides whether it is granted. */
  isPromiscuous: boolean
  /** Addresses of the multicast groups that the guest has joined. */
  groups: readonly number[]
  /** All-multicast mode, as the guest asked for it; its function decides whether it is granted. */
  hearsAllGroups: boolean
  /** Tag of the guest's sub-interface; 0: it does not tag. */
  vlan: number
  /** The guest can use the adapter: it has its driver. */
  readonly hasDriver: boolean
  readonly dropBase: number
  /** Size of its receive buffers; Infinity: each takes the longest frame. */
  private readonly bufferBytes: number
  /** The way that frames take; null: plugged in nowhere. */
  active: DataPath | null = null
  /** Through the vSwitch; made anew on every host. */
  emulation: DataPath | null = null
  /** Through a function; null while it has none. */
  passthrough: DataPath | null = null
  stack!: NetworkStack
  /** What the guest sees of it. */
  readonly devices: GuestDevices
  readonly counters: VnicCounters
  private rings: readonly GuestRing[] = []
  /** Transmit descriptors in use, until their frames have left. */
  private used = 0
  private isRefusing = false
  private isShortageTold = false

  constructor(
    sim: Simulator,
    readonly vm: Vm,
    public model: VnicModel,
  ) {
    super(sim, model.path)
    this.entry = adapter(model.adapter)
    this.bufferBytes = this.entry.bufferBytes ?? Infinity
    this.mac = model.mac
    this.forgedSource = model.source
    this.mtu = model.mtu
    this.vlan = model.vlan
    this.isPromiscuous = model.promiscuous
    this.groups = model.groups
    this.hearsAllGroups = model.allGroups
    this.tso = model.tso
    this.lro = model.lro
    this.checksum = model.checksum
    this.hasDriver = model.driver || !this.entry.driver
    this.devices = new GuestDevices(sim, model, this.hasDriver)
    this.counters = new VnicCounters(sim, model.path)
    this.dropBase = this.counters.dropBase
  }

  /** Joins the vNIC to the guest's stack, whose lanes are the VM's vCPUs. */
  install(stack: NetworkStack): void {
    this.stack = stack
    this.rings = stack.lanes.map((lane, i) => new GuestRing(this.sim, `${this.path}/rx${i}`, this, lane))
    stack.attach(this)
  }

  /** The guest drives the hardware itself: offloads that the hardware lacks are left to the guest's stack. */
  limitOffloads(tso: boolean, checksum: boolean): void {
    this.tso = this.model.tso && tso
    this.checksum = this.model.checksum && checksum
  }

  /** Makes `path` the one that frames take, and starts it. The path before it must have been stopped. */
  use(path: DataPath): void {
    const before = this.active
    if (before !== null && before.kind !== path.kind) this.counters.modeChanged()
    this.active = path
    for (const ring of this.rings) {
      ring.setGaps(path.interruptGaps)
      ring.coalesces = path.coalescesInterrupts
    }
    for (const vcpu of this.vm.vcpus) vcpu.measuresSlices ||= path.interruptGaps.gapPs > 0
    path.start()
    // The address is behind another port of the physical switch from here on.
    if (before !== null && before.nicPath !== path.nicPath) path.announce()
    this.roomAgain()
  }

  /** The path in use ends here: what waits in its rings is lost for `reason`. Another path takes over, or none. */
  release(next: DataPath | null, reason = REMOVED): void {
    const { active, sim } = this
    active?.quiesce()
    active?.stop(reason)
    for (const ring of this.rings) {
      for (let frame = ring.frames.shift(); frame >= 0; frame = ring.frames.shift()) {
        sim.traffic.drop(frame, reason, this.dropBase)
      }
      ring.further = 0
    }
    if (next !== null) {
      this.use(next)
      return
    }
    this.active = null
    // what the guest held back is lost as well
    if (!this.isRefusing) return
    this.isRefusing = false
    for (const ring of this.rings) ring.lane.transmitSpace(this)
  }

  chargeTransmit(world: World, frame: number): void {
    if (this.rings.length > 1) this.sim.frames.data[frame + OWNER_ARG] = this.ringOf(world)
    if (this.hasDriver) this.active?.chargeTransmit(world, frame)
  }

  /** Index of the ring of the vCPU that sends. A loop, because `findIndex` would make a closure for each frame. */
  private ringOf(world: World): number {
    const { rings } = this
    for (let i = 1; i < rings.length; i++) if (rings[i].lane.world === world) return i
    return 0
  }

  transmit(frame: number): boolean {
    const { sim, active } = this
    if (!this.hasDriver || active === null) {
      sim.traffic.drop(frame, this.hasDriver ? REMOVED : NO_DRIVER, this.dropBase)
      return true
    }
    if (this.used >= active.txRing || !active.canTransmit()) {
      this.isRefusing = true
      return false
    }
    const d = sim.frames.data
    if (this.forgedSource !== null) d[frame + SRC] = this.forgedSource
    d[frame + OWNER] = this.id
    this.used++
    this.counters.sent(frame, this.used)
    active.transmit(frame)
    return true
  }

  /** The slot of the frame is free: it has left the machine, was copied, or was lost. */
  transmitted(frame: number): void {
    this.used--
    const { rings, active } = this
    const d = this.sim.frames.data
    const ring = rings.length === 1 ? rings[0] : rings[d[frame + OWNER_ARG]]
    ring.noteSent(d[frame + FRAME_BYTES])
    // only senders with flow control wait for completions
    if (d[frame + KIND] === FRAME_KIND.tcp) {
      const wasAsleep = ring.lane.world.isIdle
      this.stack.transmitted(frame)
      active?.completed(ring, wasAsleep && !ring.lane.world.isIdle)
    } else active?.completed(ring, false)
    if (this.isRefusing && this.active !== null && this.used <= (this.active.txRing * 3) >> 2) this.roomAgain()
  }

  /** There is room in the ring: a guest that was refused may transmit again. */
  roomAgain(): void {
    if (!this.isRefusing || this.active === null || !this.active.canTransmit()) return
    this.isRefusing = false
    for (const ring of this.rings) ring.lane.transmitSpace(this)
  }

  /** Transmit descriptors in use. */
  get inFlight(): number {
    return this.used
  }

  /** Frames that reached its rings so far. */
  get received(): number {
    return this.counters.rxFrames
  }

  /** Received frames that the driver has not taken. */
  get waiting(): number {
    let frames = 0
    for (const ring of this.rings) frames += ring.frames.length
    return frames
  }

  /** From a data path: into the receive ring of the vCPU that the frame is for. Returns how many wait there, -1: it was lost. */
  fromPath(frame: number, path: Pick<DataPath, 'rxRing' | 'functionPath'>): number {
    const { sim, rings } = this
    if (!this.hasDriver) {
      sim.traffic.drop(frame, NO_DRIVER, this.dropBase)
      return -1
    }
    const ring = rings.length === 1 ? rings[0] : rings[this.stack.laneFor(frame).index]
    const { length } = ring.frames
    if (length + ring.further >= path.rxRing) {
      this.lose(frame)
      return -1
    }
    const d = sim.frames.data
    this.counters.received(frame, length + 1)
    sim.traffic.countFrame(frame)
    if (d[frame + FRAME_BYTES] > this.bufferBytes) ring.further += this.descriptorsOf(frame) - 1
    ring.push(frame)
    return length + 1
  }

  /** Descriptors that are free in the ring of the vCPU which the frame is for. */
  freeFor(frame: number): number {
    const { active, rings } = this
    if (active === null || !this.hasDriver) return Infinity
    const ring = rings.length === 1 ? rings[0] : rings[this.stack.laneFor(frame).index]
    return active.rxRing - ring.frames.length - ring.further
  }

  /** Receive buffers that the frame takes: a long one is spread over several, where the adapter has small ones. */
  descriptorsOf(frame: number): number {
    const length = this.sim.frames.data[frame + FRAME_BYTES]
    return length > this.bufferBytes ? Math.ceil(length / this.bufferBytes) : 1
  }

  /** A queue in front of the ring had no room for the frame. */
  overflow(frame: number): void {
    this.sim.traffic.drop(frame, this.vm.isRunning ? QUEUE_FULL : VM_PAUSED, this.dropBase)
  }

  ringInterrupt(ring: GuestRing): void {
    const { active } = this
    if (active === null) return
    this.counters.interrupted()
    active.chargeInterrupt(ring.lane)
    active.wake(ring.lane)
  }

  extraInterrupt(ring: GuestRing): void {
    this.counters.interrupted()
    this.active?.chargeInterrupt(ring.lane)
  }

  poll(lane: StackLane): boolean {
    const ring = this.rings[lane.index]
    const { frames } = ring
    const { active, sim, bufferBytes } = this
    if (ring.gaps.gapPs > 0) {
      const missed = ring.missedInterrupts(this.vm.vcpus[lane.index].lastSlicePs)
      for (let i = 0; i < missed; i++) this.extraInterrupt(ring)
    }
    ring.tookFrames = false
    if (!ring.isPolling || active === null) return false
    const merges = active.mergesInGuest && this.lro
    const count = frames.length < SLICE_BUDGET ? frames.length : SLICE_BUDGET
    let descriptors = count
    const { fetches } = active
    for (let i = 0; i < count; i++) {
      const frame = frames.shift()
      if (sim.frames.data[frame + FRAME_BYTES] > bufferBytes) descriptors += this.descriptorsOf(frame) - 1
      if (sim.frames.data[frame + VLAN] !== this.vlan) {
        this.refuseTag(frame)
        continue
      }
      if (fetches && sim.frames.data[frame + STAMP] === TO_FETCH) active.chargeRead(lane.world, frame)
      if (this.checksum) verifyChecksum(sim.frames.data, frame)
      if (merges) ring.merge.add(frame, true)
      else lane.enqueueReceived(this, frame)
    }
    ring.tookFrames = count > 0
    ring.further -= descriptors - count
    if (count > 0) active.chargeReceive(lane.world, count, descriptors)
    // The poll is over when the ring is found empty; interrupts are on again. Until then segments are held for merging.
    if (count === 0) ring.isPolling = false
    if (merges) {
      const { merge } = ring
      if (count === 0 || count === SLICE_BUDGET) merge.flush()
      for (let frame = merge.out.shift(); frame >= 0; frame = merge.out.shift()) lane.enqueueReceived(this, frame)
      this.countMerged(lane.world, ring)
    }
    return ring.isPolling
  }

  chargeReceive(): void {
    // paid in the poll
  }

  /** The guest's driver takes another address, and sends from it. */
  setMac(mac: number): void {
    this.mac = mac
    this.active?.setMac(mac)
  }

  setGroups(macs: readonly number[]): void {
    this.groups = macs
    this.active?.setGroups?.(macs)
  }

  set(property: readonly string[], value: unknown): ReturnType<typeof refuseAction> | null {
    return changeVnic(this, property, value)
  }

  override handle(): void {
    // no events of its own
  }

  private lose(frame: number): void {
    const { sim, vm } = this
    if (vm.isRunning && !this.isShortageTold) {
      this.isShortageTold = true
      sim.log.add('warning', this.path, 'buffer-shortage', 'the guest does not take frames as fast as they come')
    }
    sim.traffic.drop(frame, vm.isRunning ? NO_BUFFER : VM_PAUSED, this.dropBase)
  }

  /** No interface of the guest is in the VLAN of the frame. */
  private refuseTag(frame: number): void {
    const { sim } = this
    if (sim.frames.data[frame + DST] === this.mac) sim.traffic.drop(frame, VLAN_NOT_ALLOWED, this.dropBase)
    else sim.traffic.filter(frame, this.dropBase, VLAN_NOT_ALLOWED)
  }

  private countMerged(world: World, ring: GuestRing): void {
    const merged = ring.merge.merged - ring.mergedBefore
    ring.mergedBefore = ring.merge.merged
    if (merged === 0) return
    world.charge(LRO_MERGE, merged)
    this.counters.merged(merged)
  }
}
