// A physical store-and-forward switch with VLANs (rules S1–S11 of `RULES.md`): ingress filter, learn, look up, forward or flood.
// Its backplane is never the bottleneck; its egress queues are. Leaves out spanning tree: labs with loops are refused before.
import type { SwitchModel } from '../../../src-shared/lab/lab-model'
import { formatMac } from '../../../src-shared/lab/addresses'
import { COUNTERS } from '../../../src-shared/result/counters'
import {
  DST,
  ETHERNET_BYTES,
  FCS_BYTES,
  FRAME_BYTES,
  isGroup,
  MIN_FRAME_BYTES,
  SEGMENTS,
  SRC,
  VLAN,
  VLAN_TAG_BYTES,
} from '../kernel/frame-store'
import { SECOND } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import { reasonIndex } from '../observe/counter-table'
import type { LinkEnd, WireMachine } from './link'
import { LEARNED, MacTable } from './mac-table'
import { PortChannels } from './port-channels'

const SWITCH = Object.keys(COUNTERS.switch)
const PORT = Object.keys(COUNTERS['switch-port'])
const at = (names: string[], name: string): number => names.indexOf(name)
const RX_FRAMES = at(SWITCH, 'rxFrames')
const RX_BYTES = at(SWITCH, 'rxBytes')
const TX_FRAMES = at(SWITCH, 'txFrames')
const TX_BYTES = at(SWITCH, 'txBytes')
const FLOODED = at(SWITCH, 'floodedFrames')
const LEARNED_ADDRESSES = at(SWITCH, 'learnedAddresses')
const MOVED_ADDRESSES = at(SWITCH, 'movedAddresses')
const TABLE_HIGH = at(SWITCH, 'tableHigh')
const PORT_RX_FRAMES = at(PORT, 'rxFrames')
const PORT_RX_BYTES = at(PORT, 'rxBytes')
const PORT_TX_FRAMES = at(PORT, 'txFrames')
const PORT_TX_BYTES = at(PORT, 'txBytes')
const PORT_QUEUE_HIGH = at(PORT, 'txQueueHigh')

const MTU_EXCEEDED = reasonIndex('mtu-exceeded')
const VLAN_NOT_ALLOWED = reasonIndex('vlan-not-allowed')
const QUEUE_FULL = reasonIndex('queue-full')
const LINK_DOWN = reasonIndex('link-down')
const NOT_ADDRESSED = reasonIndex('not-addressed-to-us')
const UNKNOWN = reasonIndex('unknown-destination')

/** Moves of an address, each within FLAP_WINDOW of the one before, that make it flap. */
const FLAPS = 5
const FLAP_WINDOW = SECOND

/** 32-bit words of a set of VLANs. */
const VLAN_WORDS = 128

export class EthernetSwitch implements WireMachine {
  readonly table = new MacTable()
  readonly path: string
  private readonly base: number
  private readonly portBase: number[]
  private readonly egress: (LinkEnd | null)[]
  private readonly untagged: Int32Array
  /** VLANs that a port carries, tagged or not: bit sets of VLAN_WORDS words a port. */
  private readonly carried: Int32Array
  /** Ports of a VLAN that have a link, made when a frame is flooded there first. */
  private readonly members: (Int32Array | undefined)[] = []
  /** Null: every port stands for itself. */
  private readonly channels: PortChannels | null
  private tableFullTold = false
  /** By VLAN and address: when it moved last, and how often in a row. */
  private readonly moves = new Map<string, { last: number; count: number }>()

  constructor(
    private readonly sim: Simulator,
    private readonly model: SwitchModel,
  ) {
    this.path = model.path
    this.base = sim.counters.register(model.path, 'switch', SWITCH)
    const count = model.ports.length
    this.portBase = model.ports.map((_, port) =>
      sim.counters.register(`${model.path}/${port + 1}`, 'switch-port', PORT),
    )
    this.egress = new Array<LinkEnd | null>(count).fill(null)
    this.channels = model.channels.length > 0 ? new PortChannels(model.channels, this.egress) : null
    this.untagged = Int32Array.from(model.ports, (port) => port.untagged)
    this.carried = new Int32Array(count * VLAN_WORDS)
    model.ports.forEach((port, index) => {
      if (port.tagged === null) this.carried.fill(-1, index * VLAN_WORDS, (index + 1) * VLAN_WORDS)
      else for (const vlan of port.tagged) this.carry(index, vlan)
      if (port.untagged > 0) this.carry(index, port.untagged)
    })
  }

  attachLink(index: number, egress: LinkEnd): void {
    this.egress[index] = egress
    egress.capacity = this.model.queueFrames
  }

  linkChanged(index: number, up: boolean): void {
    const { channels } = this
    const head = channels === null ? index : channels.headOf(index)
    if (!up && (channels === null || !channels.isUp(head))) this.table.flushPort(head)
  }

  receive(frame: number, port: number): void {
    const { sim } = this
    const d = sim.frames.data
    const counters = sim.counters.data
    const portBase = this.portBase[port]
    const bytes = d[frame + FRAME_BYTES]
    const frames = d[frame + SEGMENTS]
    counters[portBase + PORT_RX_FRAMES] += frames
    counters[portBase + PORT_RX_BYTES] += bytes - FCS_BYTES
    counters[this.base + RX_FRAMES] += frames
    counters[this.base + RX_BYTES] += bytes - FCS_BYTES

    const dropBase = portBase + PORT.length
    const tag = d[frame + VLAN]
    if (bytes - ETHERNET_BYTES - (tag > 0 ? VLAN_TAG_BYTES : 0) > this.model.mtu) {
      sim.traffic.drop(frame, MTU_EXCEEDED, dropBase)
      return
    }
    const vlan = tag > 0 ? tag : this.untagged[port]
    if (vlan === 0 || !this.carries(port, vlan)) {
      sim.traffic.drop(frame, VLAN_NOT_ALLOWED, dropBase)
      return
    }
    const { channels } = this
    const from = channels === null ? port : channels.headOf(port)
    this.learn(vlan, d[frame + SRC], from)

    const destination = d[frame + DST]
    if (isGroup(destination)) {
      this.flood(frame, vlan, from, dropBase)
      return
    }
    const out = this.table.lookup(vlan, destination, sim.now)
    if (out < 0) this.flood(frame, vlan, from, dropBase)
    else if (out === from) sim.traffic.filter(frame, dropBase, NOT_ADDRESSED)
    else if (!this.isConnected(out) || !this.carries(out, vlan)) sim.traffic.filter(frame, dropBase, VLAN_NOT_ALLOWED)
    else this.send(frame, vlan, out)
  }

  private learn(vlan: number, source: number, port: number): void {
    const { sim, base } = this
    const learned = this.table.learn(vlan, source, port, sim.now)
    if (learned === LEARNED.nothing) return
    const counters = sim.counters.data
    if (learned === LEARNED.added) {
      counters[base + LEARNED_ADDRESSES]++
      counters[base + TABLE_HIGH] = this.table.high
    } else if (learned === LEARNED.moved) {
      counters[base + MOVED_ADDRESSES]++
      this.tellMove(vlan, source, port)
    } else if (!this.tableFullTold) {
      this.tableFullTold = true
      sim.log.add('warning', this.path, 'mac-table-full', `the table holds ${this.table.capacity} addresses`)
    }
  }

  /** Each move of an address is told, until it flaps: that is told once, and again when it was quiet in between. */
  private tellMove(vlan: number, source: number, port: number): void {
    const { now, log } = this.sim
    const key = `${vlan} ${source}`
    const moves = this.moves.get(key)
    if (moves === undefined || now - moves.last > FLAP_WINDOW) {
      this.moves.set(key, { last: now, count: 1 })
    } else {
      moves.last = now
      moves.count++
      if (moves.count > FLAPS) return
      if (moves.count === FLAPS) {
        const says = `${formatMac(source)} of VLAN ${vlan} moves to and fro between ports, at last to ${port + 1}`
        log.add('warning', this.path, 'address-flapping', says)
        return
      }
    }
    log.add('info', this.path, 'address-moved', `an address of VLAN ${vlan} is behind port ${port + 1} from here on`)
  }

  /** `dropBase`: of the port where it came in. */
  private flood(frame: number, vlan: number, from: number, dropBase: number): void {
    const { sim } = this
    sim.counters.data[this.base + FLOODED] += sim.frames.data[frame + SEGMENTS]
    const { channels } = this
    const ports = this.members[vlan] ?? (this.members[vlan] = this.portsOf(vlan))
    let last = -1
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i]
      if (port === from || !(channels === null ? this.egress[port]!.up : channels.isUp(port))) continue
      if (last >= 0) this.send(sim.traffic.copy(frame), vlan, last)
      last = port
    }
    if (last >= 0) this.send(frame, vlan, last)
    else sim.traffic.filter(frame, dropBase, UNKNOWN)
  }

  /** `to`: a port, or the first of its channel. */
  private send(frame: number, vlan: number, to: number): void {
    const { sim, channels } = this
    const d = sim.frames.data
    const port = channels === null ? to : channels.memberFor(to, d, frame)
    if (this.untagged[port] === vlan) {
      if (d[frame + VLAN] > 0) {
        const bytes = d[frame + FRAME_BYTES] - VLAN_TAG_BYTES
        d[frame + VLAN] = 0
        d[frame + FRAME_BYTES] = bytes < MIN_FRAME_BYTES ? MIN_FRAME_BYTES : bytes
      }
    } else if (d[frame + VLAN] === 0) {
      d[frame + VLAN] = vlan
      d[frame + FRAME_BYTES] += VLAN_TAG_BYTES
    }
    const frames = d[frame + SEGMENTS]
    const bytes = d[frame + FRAME_BYTES] - FCS_BYTES
    const portBase = this.portBase[port]
    const egress = this.egress[port]!
    if (sim.turn >= 0) sim.assertReaches(egress)
    if (!egress.up || !egress.enqueue(frame)) {
      sim.traffic.drop(frame, egress.up ? QUEUE_FULL : LINK_DOWN, portBase + PORT.length)
      return
    }
    const counters = sim.counters.data
    counters[portBase + PORT_TX_FRAMES] += frames
    counters[portBase + PORT_TX_BYTES] += bytes
    counters[portBase + PORT_QUEUE_HIGH] = egress.queueHigh
    counters[this.base + TX_FRAMES] += frames
    counters[this.base + TX_BYTES] += bytes
  }

  private portsOf(vlan: number): Int32Array {
    const ports: number[] = []
    for (let port = 0; port < this.egress.length; port++) {
      if (this.isConnected(port) && this.carries(port, vlan)) ports.push(port)
    }
    return Int32Array.from(ports)
  }

  /** A port with a link, or the first of a channel that has one; its other ports are not asked for. */
  private isConnected(port: number): boolean {
    const { channels } = this
    if (channels === null) return this.egress[port] !== null
    return channels.headOf(port) === port && channels.isConnected(port)
  }

  private carry(port: number, vlan: number): void {
    this.carried[port * VLAN_WORDS + (vlan >>> 5)] |= 1 << (vlan & 31)
  }

  private carries(port: number, vlan: number): boolean {
    // first what is asked for anyway: the set of a port is a line of memory that most frames need not touch
    return this.untagged[port] === vlan || (this.carried[port * VLAN_WORDS + (vlan >>> 5)] & (1 << (vlan & 31))) !== 0
  }
}
