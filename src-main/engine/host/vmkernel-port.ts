// A vmkernel interface: the hypervisor's own network stack on a port of a vSwitch. It sends from its own world, with no exits and
// no backend in between. Leaves out several stacks (vMotion and others share the one model).
import { DEFAULTS } from '../../../src-shared/lab/defaults'
import type { VmkernelModel } from '../../../src-shared/lab/lab-model'
import { COUNTERS } from '../../../src-shared/result/counters'
import type { FrameOwner, NetDevice } from '../guest/net-device'
import { NetworkStack } from '../guest/stack/network-stack'
import { StackLane } from '../guest/stack/stack-lane'
import { Component } from '../kernel/component'
import { FrameList } from '../kernel/frame-list'
import { CHECKSUM, CHECKSUM_STATE, OWNER, SEGMENTS } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { countedBytes } from '../nic/offload/tso'
import type { RoomWaiter, TxQueue } from '../nic/tx-queue'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import type { PortGroup } from '../vswitch/port-group'
import type { Vswitch } from '../vswitch/vswitch'
import type { PortClient, VswitchPort } from '../vswitch/vswitch-port'
import type { Cpu } from './cpu'
import { World } from './world'

const NAMES = Object.keys(COUNTERS.vmkernel)
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const TX_FRAMES = NAMES.indexOf('txFrames')
const TX_BYTES = NAMES.indexOf('txBytes')
const RX_HIGH = NAMES.indexOf('rxQueueHigh')
const TX_HIGH = NAMES.indexOf('txQueueHigh')

/** Frames that may wait for the stack, and frames that may be on their way out. */
const RING = 1024

const WORKER_WAKE = stageIndex('worker-wake')
const WORKER_LATENCY = stageIndex('worker-wake-latency')
const FORWARD = stageIndex('vswitch-forward')
const DRIVER_TRANSMIT = stageIndex('nic-driver-transmit')
const NO_BUFFER = reasonIndex('no-buffer')

export class VmkernelPort extends Component implements NetDevice, PortClient, FrameOwner, RoomWaiter {
  mac: number
  readonly mtu: number
  readonly tso = true
  readonly checksum = true
  readonly vlan = 0
  readonly takesLarge = true
  readonly wantsMerged = true
  readonly isPromiscuous = false
  readonly writesInPlace = false
  readonly dropBase: number
  readonly stack: NetworkStack
  readonly port: VswitchPort
  readonly world: World
  private readonly base: number
  private readonly lane: StackLane
  private readonly out = new FrameList()
  private used = 0
  private isRefusing = false
  private waitingFor: TxQueue | null = null

  constructor(
    sim: Simulator,
    readonly model: VmkernelModel,
    cpu: Cpu,
    vswitch: Vswitch,
    group: PortGroup,
  ) {
    super(sim, model.path)
    this.mac = model.mac
    this.mtu = Math.min(DEFAULTS.guestMtu, vswitch.model.mtu)
    this.base = sim.counters.register(model.path, 'vmkernel', NAMES)
    this.dropBase = sim.counters.dropBase(this.base, NAMES.length)
    this.lane = new StackLane(sim)
    this.world = new World(sim, `${model.path}/world`, cpu, -1, this.lane)
    this.lane.world = this.world
    this.lane.idleLatencyPs = cpu.costs[WORKER_LATENCY]
    this.lane.idleStage = WORKER_WAKE
    this.stack = new NetworkStack(sim, `${model.path}/stack`, model.ip, [this.lane])
    this.stack.attach(this)
    this.port = vswitch.connect(group, this, model.path, model.mac)
    this.port.enable()
  }

  chargeTransmit(world: World): void {
    world.charge(FORWARD)
    world.charge(DRIVER_TRANSMIT)
  }

  transmit(frame: number): boolean {
    const { sim, out, port } = this
    if (this.used >= RING || this.waitingFor !== null) {
      this.isRefusing = true
      return false
    }
    const d = sim.frames.data
    const counters = sim.counters.data
    counters[this.base + TX_FRAMES] += d[frame + SEGMENTS]
    counters[this.base + TX_BYTES] += countedBytes(d, frame)
    d[frame + OWNER] = this.id
    this.used++
    if (this.used > counters[this.base + TX_HIGH]) counters[this.base + TX_HIGH] = this.used
    port.vswitch.fromPort(null, frame, port, out)
    let wait: TxQueue | null = null
    for (let next = out.shift(); next >= 0; next = out.shift()) wait = port.vswitch.output(next) ?? wait
    if (wait !== null && wait.isFull) {
      this.waitingFor = wait
      wait.wait(this)
    }
    return true
  }

  transmitted(frame: number): void {
    this.used--
    this.stack.transmitted(frame)
    if (this.used <= (RING * 3) >> 2) this.offerRoom()
  }

  roomAgain(): void {
    this.waitingFor = null
    this.offerRoom()
  }

  exposed(): void {
    // the hypervisor copies every frame
  }

  chargeDelivery(): void {
    // the stack takes the frame where it is; its copy to whoever reads is charged there
  }

  deliver(frame: number): void {
    const { sim, lane } = this
    const { backlog } = lane
    if (backlog >= RING) {
      sim.traffic.drop(frame, NO_BUFFER, this.dropBase)
      return
    }
    const d = sim.frames.data
    sim.traffic.complete(frame)
    if (d[frame + CHECKSUM] === CHECKSUM_STATE.partial) d[frame + CHECKSUM] = CHECKSUM_STATE.verified
    const counters = sim.counters.data
    counters[this.base + RX_FRAMES] += d[frame + SEGMENTS]
    counters[this.base + RX_BYTES] += countedBytes(d, frame)
    if (backlog >= counters[this.base + RX_HIGH]) counters[this.base + RX_HIGH] = backlog + 1
    lane.enqueueReceived(this, frame)
    lane.wake()
  }

  chargeReceive(): void {
    // the poll of the uplink did what a driver does
  }

  override handle(): void {
    // no events of its own
  }

  private offerRoom(): void {
    if (!this.isRefusing || this.waitingFor !== null) return
    this.isRefusing = false
    this.lane.transmitSpace(this)
  }
}
