// The configuration that a port of a vSwitch takes: VLAN, security, shaping. It may be changed while frames flow.
import type { PortGroupModel, ShapingModel } from '../../../src-shared/lab/lab-model'
import { COUNTERS } from '../../../src-shared/result/counters'
import { SEGMENTS } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'

const NAMES = Object.keys(COUNTERS['port-group'])
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const TX_FRAMES = NAMES.indexOf('txFrames')
const TX_BYTES = NAMES.indexOf('txBytes')
const INSPECTED = NAMES.indexOf('inspectedFrames')
const SHAPED = NAMES.indexOf('shapedFrames')

export class PortGroup {
  /** Its name, by which a destination host is searched. */
  readonly label: string
  readonly path: string
  vlan: number
  promiscuous: boolean
  macChanges: boolean
  forgedTransmits: boolean
  shaping: ShapingModel | null
  /** VLANs by address, which go before the group's own. */
  private readonly macVlans: ReadonlyMap<number, number>
  readonly dropBase: number
  private readonly base: number

  constructor(
    private readonly sim: Simulator,
    model: PortGroupModel,
  ) {
    this.label = model.id
    this.path = model.path
    this.vlan = model.vlan
    this.promiscuous = model.promiscuous
    this.macChanges = model.macChanges
    this.forgedTransmits = model.forgedTransmits
    this.shaping = model.shaping
    this.macVlans = new Map(model.macVlans.map(({ mac, vlan }) => [mac, vlan]))
    this.base = sim.counters.register(model.path, 'port-group', NAMES)
    this.dropBase = sim.counters.dropBase(this.base, NAMES.length)
  }

  /** VLAN of a port with this address. */
  vlanOf(mac: number): number {
    return this.macVlans.get(mac) ?? this.vlan
  }

  /** A security service looked at a frame. */
  countInspected(): void {
    this.sim.counters.data[this.base + INSPECTED]++
  }

  /** From a port of the group. */
  countReceived(counters: Float64Array, frames: number, bytes: number): void {
    counters[this.base + RX_FRAMES] += frames
    counters[this.base + RX_BYTES] += bytes
  }

  /** To a port of the group. */
  countSent(counters: Float64Array, frames: number, bytes: number): void {
    counters[this.base + TX_FRAMES] += frames
    counters[this.base + TX_BYTES] += bytes
  }

  countShaped(frame: number): void {
    this.sim.counters.data[this.base + SHAPED] += this.sim.frames.data[frame + SEGMENTS]
  }
}
