// A standard vSwitch: ports, uplinks, and the order in which its policies are asked (rules V1–V16 of RULES.md). Forwarding is
// decided in startSlice of the world that carries the frame, which pays for it; frames leave in its endSlice by `output`.
// Leaves out multicast membership (group frames go to all ports of the VLAN), private VLANs, mirroring sessions and LACP.
import type { ShapingModel, VswitchModel } from '../../../src-shared/lab/lab-model'
import type { VswitchKind } from '../../../src-shared/lab/schema'
import type { World } from '../host/world'
import type { FrameList } from '../kernel/frame-list'
import {
  DST,
  ETHERNET_BYTES,
  FRAME_KIND,
  isGroup,
  KIND,
  OUT_PORT,
  SEGMENTS,
  SRC,
  VLAN,
  VLAN_TAG_BYTES,
} from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { cutSegment, largestFrame } from '../nic/offload/tso'
import type { PhysicalFunction } from '../nic/physical-function'
import type { UplinkConsumer } from '../nic/rx-queue'
import type { TxQueue } from '../nic/tx-queue'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import { mirrorCopy } from './mirror-copy'
import { Netflow } from './netflow'
import { PASS } from './policy/security'
import { carriesVlan, egressTag, ingressVlan, setTag } from './policy/vlan'
import { PortGroup } from './port-group'
import { PortIndex } from './port-index'
import { UplinkTeam } from './uplink-team'
import { VswitchCounters } from './vswitch-counters'
import { type PortClient, VswitchPort } from './vswitch-port'

const FORWARD: Record<VswitchKind, number> = {
  esx: stageIndex('vswitch-forward'),
  'linux-bridge': stageIndex('bridge-forward'),
}
const DRIVER_TRANSMIT = stageIndex('nic-driver-transmit')
const BACKEND_RECEIVE = stageIndex('backend-receive')
const MTU_EXCEEDED = reasonIndex('mtu-exceeded')
const VLAN_NOT_ALLOWED = reasonIndex('vlan-not-allowed')
const UNKNOWN = reasonIndex('unknown-destination')
const NO_UPLINK = reasonIndex('no-uplink')
const INACTIVE = reasonIndex('inactive-uplink')
const REMOVED = reasonIndex('device-removed')

/** OUT_PORT of a frame that leaves by an uplink: UPLINK_BASE + number of the uplink. */
const UPLINK_BASE = 1 << 20
/** Leaves by every uplink (V13). */
const ALL_UPLINKS = -1

export class Vswitch implements UplinkConsumer {
  readonly path: string
  readonly portGroups: readonly PortGroup[]
  readonly team: UplinkTeam
  /** By number; null where a port was disconnected. */
  readonly ports: (VswitchPort | null)[] = []
  readonly dropBase: number
  private readonly counters: VswitchCounters
  private readonly index = new PortIndex(this.ports)
  private readonly uplinks: readonly PhysicalFunction[]
  /** Reports flows; null: nobody asked for that. */
  private readonly netflow: Netflow | null = null
  // What every frame asks is here, and not in the objects that know it best.
  private readonly mtu: number
  /** Stage (index) of a look-up. */
  private readonly forward: number
  /** A bit for each uplink in use: frames may come in there. */
  private usedUplinks = 0
  /** The policy looks at every frame; else a port has one uplink. */
  private picksByFrame = false
  private isAmbiguous = false
  /** A bit for the last digits of each address of a port: an address without it is not local. */
  private localDigits = 0
  /** Enabled ports that are given the frames of the others. */
  private listeners: VswitchPort[] = []

  constructor(
    readonly sim: Simulator,
    readonly model: VswitchModel,
    nics: readonly PhysicalFunction[],
  ) {
    this.path = model.path
    this.mtu = model.mtu
    this.forward = FORWARD[model.kind]
    this.counters = new VswitchCounters(sim, model.path)
    this.dropBase = this.counters.dropBase
    const { netflowPs } = model
    if (netflowPs > 0) this.netflow = new Netflow(sim, model.path, netflowPs, ...this.counters.records)
    this.portGroups = model.portGroups.map((group) => new PortGroup(sim, group))
    this.uplinks = [...model.activeUplinks, ...model.standbyUplinks].map((nic) => nics[nic])
    this.team = new UplinkTeam(sim, this, this.uplinks, this.counters)
    this.uplinks.forEach((pf, index) => {
      pf.consumer = this
      pf.uplinkIndex = index
      pf.mapsBuffers = model.kind === 'linux-bridge' && pf.iommu.mapsBuffers
      pf.linkListener = this.team
    })
    this.teamChanged()
  }

  /** Plugs something in. The port carries frames when it is enabled. */
  connect(group: PortGroup, client: PortClient, path: string, mac: number): VswitchPort {
    let number = this.ports.indexOf(null)
    if (number < 0) number = this.ports.length
    const port = new VswitchPort(this.sim, this, number, group, client, path, mac)
    this.ports[number] = port
    return port
  }

  disconnect(port: VswitchPort): void {
    this.disablePort(port)
    port.shaper?.discard(REMOVED)
    if (this.ports[port.index] === port) this.ports[port.index] = null
  }

  enablePort(port: VswitchPort): void {
    if (port.isEnabled) return
    port.isEnabled = true
    this.index.enter(port)
    this.team.assign(port)
    this.refresh()
  }

  disablePort(port: VswitchPort): void {
    if (!port.isEnabled) return
    port.isEnabled = false
    this.index.leave(port)
    this.team.release(port)
    this.refresh()
  }

  changeMac(port: VswitchPort, mac: number): void {
    if (!port.isEnabled) {
      port.mac = mac
      return
    }
    this.index.leave(port)
    this.team.release(port)
    port.mac = mac
    this.index.enter(port)
    this.team.assign(port)
    this.refresh()
  }

  /** Ports, port groups, or what their guests ask for, were changed. */
  refresh(): void {
    const ports = this.enabledPorts()
    for (const port of ports) port.listens = port.group.promiscuous && port.client.isPromiscuous
    this.listeners = ports.filter((port) => port.listens)
    this.localDigits = ports.reduce((digits, port) => digits | (1 << (port.mac & 31)), 0)
  }

  /** The team uses other uplinks, or in another way. */
  teamChanged(): void {
    const { team } = this
    this.usedUplinks = this.uplinks.reduce((used, _, uplink) => (team.accepts(uplink) ? used | (1 << uplink) : used), 0)
    this.picksByFrame = team.picksByFrame
    this.isAmbiguous = team.isAmbiguous
  }

  enabledPorts(): VswitchPort[] {
    return this.ports.filter((port): port is VswitchPort => port !== null && port.isEnabled)
  }

  /** Another VLAN for a group: the filters of the NICs follow. */
  setVlan(group: PortGroup, vlan: number): void {
    group.vlan = vlan
    for (const port of this.ports) if (port !== null && port.group === group) port.follow()
    for (const port of this.enabledPorts()) if (port.group === group) this.team.assign(port)
  }

  /** Other limits for the ports of a group; null: none. */
  shape(group: PortGroup, shaping: ShapingModel | null): void {
    group.shaping = shaping
    for (const port of this.ports) if (port !== null && port.group === group) port.shape(shaping)
  }

  /** A queue that one port has alone writes the frame into the memory of its guest. */
  writesInPlace(frame: number): boolean {
    const d = this.sim.frames.data
    return this.index.find(d[frame + DST], d[frame + VLAN])?.client.writesInPlace === true
  }

  wantsMerged(frame: number, inHardware: boolean): boolean {
    const d = this.sim.frames.data
    const port = this.index.find(d[frame + DST], d[frame + VLAN])
    return port !== null && port.client.takesLarge && (inHardware || port.client.wantsMerged)
  }

  /** From a port, in startSlice of its world (`world` null: outside of any, and nobody pays). Results go to `out`. */
  fromPort(world: World | null, frame: number, port: VswitchPort, out: FrameList): void {
    const { sim } = this
    const d = sim.frames.data
    const { group } = port
    if (this.ports[port.index] !== port) {
      sim.traffic.drop(frame, REMOVED, this.dropBase)
      return
    }
    this.counters.received(frame, group)
    if (world !== null) world.charge(this.forward)
    if (this.netflow !== null) this.netflow.note(world, frame)
    const tag = d[frame + VLAN]
    if (largestFrame(d, frame) - ETHERNET_BYTES - (tag > 0 ? VLAN_TAG_BYTES : 0) > this.mtu) {
      sim.traffic.drop(frame, MTU_EXCEEDED, this.dropBase)
      return
    }
    const refused = port.outbound(world, d, frame)
    if (refused !== PASS) {
      sim.traffic.drop(frame, refused, group.dropBase)
      return
    }
    const vlan = ingressVlan(port.vlan, tag)
    if (vlan < 0) {
      sim.traffic.drop(frame, VLAN_NOT_ALLOWED, group.dropBase)
      return
    }
    if (port.shaper === null || port.passesShaper(frame)) this.route(world, frame, port, vlan, out)
  }

  /** What the shaper held back leaves; its way was paid for when it came. */
  sendShaped(frame: number, port: VswitchPort): void {
    const out = this.team.scratch
    this.route(null, frame, port, ingressVlan(port.vlan, this.sim.frames.data[frame + VLAN]), out)
    for (let next = out.shift(); next >= 0; next = out.shift()) this.output(next)
  }

  fromUplink(world: World, frame: number, uplink: number, direct: boolean, out: FrameList): void {
    const { sim } = this
    const d = sim.frames.data
    this.counters.received(frame, null)
    world.charge(this.forward)
    if (this.netflow !== null) this.netflow.note(world, frame)
    const vlan = d[frame + VLAN]
    if (largestFrame(d, frame) - ETHERNET_BYTES - (vlan > 0 ? VLAN_TAG_BYTES : 0) > this.mtu) {
      sim.traffic.drop(frame, MTU_EXCEEDED, this.dropBase)
      return
    }
    if (d[frame + KIND] === FRAME_KIND.beacon) {
      this.team.beaconSeen(frame, uplink, this.dropBase)
      return
    }
    if ((this.usedUplinks & (1 << uplink)) === 0 || this.isLocal(d[frame + SRC], vlan)) {
      sim.traffic.drop(frame, INACTIVE, this.dropBase)
      return
    }
    const destination = d[frame + DST]
    if (isGroup(destination)) {
      this.mirror(world, frame, null, null, vlan, out)
      this.spread(world, frame, null, vlan, uplink, out)
      return
    }
    const port = this.index.find(destination, vlan)
    if (this.listeners.length > 0) this.mirror(world, frame, null, port, vlan, out)
    if (port !== null) this.toPort(world, frame, port, vlan, direct, out)
    else {
      const elsewhere = this.index.has(destination)
      sim.traffic.drop(frame, elsewhere ? VLAN_NOT_ALLOWED : UNKNOWN, this.dropBase)
    }
  }

  output(frame: number): TxQueue | null {
    const { sim } = this
    const d = sim.frames.data
    const to = d[frame + OUT_PORT]
    if (to >= UPLINK_BASE) return this.team.transmit(frame, to - UPLINK_BASE)
    if (to === ALL_UPLINKS) return this.team.transmitByAll(frame)
    const port = this.ports[to]
    if (port === null) {
      sim.traffic.drop(frame, REMOVED, this.dropBase)
      return null
    }
    this.counters.sent(frame, port.group)
    const { client } = port
    if (!client.takesLarge) {
      while (sim.frames.data[frame + SEGMENTS] > 1) client.deliver(cutSegment(sim.frames, frame))
    }
    client.deliver(frame)
    return null
  }

  /** What a frame from `port` would cost here if it were cut, without moving it: for adapters that send from within an exit. */
  chargeOutput(world: World, frame: number, port: VswitchPort): void {
    const d = this.sim.frames.data
    const frames = d[frame + SEGMENTS]
    const target = this.index.find(d[frame + DST], ingressVlan(port.vlan, d[frame + VLAN]))
    world.charge(this.forward, frames)
    if (target === null) {
      world.charge(DRIVER_TRANSMIT, frames)
      const pf = this.uplinks[port.uplink]
      if (pf?.mapsBuffers) pf.iommu.chargeMapping(world, frames)
    } else {
      target.client.chargeDelivery(world, frame, false)
      if (target.client.takesLarge) world.charge(BACKEND_RECEIVE, frames - 1)
    }
  }

  private route(world: World | null, frame: number, port: VswitchPort, vlan: number, out: FrameList): void {
    const d = this.sim.frames.data
    const destination = d[frame + DST]
    if (isGroup(destination)) {
      this.mirror(world, frame, port, null, vlan, out)
      this.spread(world, frame, port, vlan, -1, out)
      return
    }
    const target = this.index.find(destination, vlan)
    if (this.listeners.length > 0) this.mirror(world, frame, port, target, vlan, out)
    if (target === port) this.sim.traffic.filter(frame, this.dropBase)
    else if (target !== null) {
      this.counters.local(d[frame + SEGMENTS])
      this.toPort(world, frame, target, vlan, false, out)
    } else this.toUplink(world, frame, port, vlan, out)
  }

  /** A group frame: copies for ports of the VLAN, and from a port one for its uplink. `uplink` ≥ 0: it came in there. */
  private spread(
    world: World | null,
    frame: number,
    from: VswitchPort | null,
    vlan: number,
    uplink: number,
    out: FrameList,
  ): void {
    const { sim, ports } = this
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i]
      if (port === null || port === from || !port.isEnabled || !carriesVlan(port.vlan, vlan)) continue
      if (port.listens) continue
      if (uplink >= 0 && port.receiveUplink >= 0 && port.receiveUplink !== uplink) continue
      if (from !== null) this.counters.local(1)
      this.toPort(world, sim.traffic.copy(frame), port, vlan, false, out)
    }
    if (from !== null) this.toUplink(world, frame, from, vlan, out)
    else sim.traffic.filter(frame, this.dropBase)
  }

  /** V9: copies for ports that listen. A group frame reaches them as one of its copies, and any other as one of no flow. */
  private mirror(
    world: World | null,
    frame: number,
    from: VswitchPort | null,
    target: VswitchPort | null,
    vlan: number,
    out: FrameList,
  ): void {
    const { listeners, sim } = this
    for (let i = 0; i < listeners.length; i++) {
      const port = listeners[i]
      if (port === from || port === target || !carriesVlan(port.vlan, vlan)) continue
      const group = isGroup(sim.frames.data[frame + DST])
      this.toPort(world, group ? sim.traffic.copy(frame) : mirrorCopy(sim, frame), port, vlan, false, out)
    }
  }

  private toPort(
    world: World | null,
    frame: number,
    port: VswitchPort,
    vlan: number,
    direct: boolean,
    out: FrameList,
  ): void {
    const { group, client } = port
    const d = this.sim.frames.data
    const refused = port.inbound(world, d, frame)
    if (direct && client.writesInPlace) client.exposed(refused !== PASS)
    if (refused !== PASS) {
      this.sim.traffic.drop(frame, refused, group.dropBase)
      return
    }
    const tag = egressTag(port.vlan, vlan)
    if (d[frame + VLAN] !== tag) setTag(d, frame, tag)
    d[frame + OUT_PORT] = port.index
    if (world !== null) client.chargeDelivery(world, frame, direct)
    out.push(frame)
  }

  private toUplink(world: World | null, frame: number, port: VswitchPort, vlan: number, out: FrameList): void {
    const uplink = this.picksByFrame ? this.team.pick(port, frame) : port.uplink
    if (uplink < 0) {
      this.sim.traffic.drop(frame, NO_UPLINK, this.dropBase)
      return
    }
    const d = this.sim.frames.data
    if (d[frame + VLAN] !== vlan) setTag(d, frame, vlan)
    d[frame + OUT_PORT] = this.isAmbiguous ? ALL_UPLINKS : UPLINK_BASE + uplink
    if (world !== null) this.team.chargeTransmit(world, frame, uplink)
    out.push(frame)
  }

  private isLocal(mac: number, vlan: number): boolean {
    return (this.localDigits & (1 << (mac & 31))) !== 0 && this.index.find(mac, vlan) !== null
  }
}
