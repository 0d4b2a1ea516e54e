// The uplinks of a vSwitch as a team: which one a port uses, what happens when one fails or returns, and telling the physical
// network about it. The choice itself is in policy/teaming.ts, beacons in beacon-probe.ts.
import { FrameList } from '../kernel/frame-list'
import { SEGMENTS } from '../kernel/frame-store'
import type { World } from '../host/world'
import type { Simulator } from '../kernel/simulator'
import type { LinkListener, PhysicalFunction } from '../nic/physical-function'
import { ANY_VLAN } from '../nic/rx-filter'
import { chargeChecksum } from '../nic/offload/checksum'
import { cutSegment } from '../nic/offload/tso'
import type { TxQueue } from '../nic/tx-queue'
import { stageIndex } from '../observe/cycle-ledger'
import { COUNTERS } from '../../../src-shared/result/counters'
import { type BeaconListener, BeaconProbe } from './beacon-probe'
import { Teaming, type TeamingPolicy } from './policy/teaming'
import { GUEST_TAGGING } from './policy/vlan'
import { rarpFrame } from './rarp-frame'
import type { Vswitch } from './vswitch'
import type { VswitchCounters } from './vswitch-counters'
import type { VswitchPort } from './vswitch-port'

const NAMES = Object.keys(COUNTERS.vswitch)
const NOTIFICATIONS = NAMES.indexOf('notifications')
const FAILOVERS = NAMES.indexOf('failovers')

const DRIVER_TRANSMIT = stageIndex('nic-driver-transmit')
const GSO_SEGMENT = stageIndex('gso-segment')

export class UplinkTeam implements BeaconListener, LinkListener {
  /** For frames that are decided and put out in one go. */
  readonly scratch = new FrameList()
  /** Beacons fail, and nobody can tell whose: frames leave by every uplink. */
  isAmbiguous = false
  notifySwitches: boolean
  private readonly teaming: Teaming
  private readonly probe: BeaconProbe | null
  private readonly linkUp: boolean[]
  private beaconLost: readonly boolean[]

  constructor(
    private readonly sim: Simulator,
    private readonly vswitch: Vswitch,
    private readonly uplinks: readonly PhysicalFunction[],
    private readonly counters: VswitchCounters,
  ) {
    const { model } = vswitch
    this.notifySwitches = model.notifySwitches
    this.teaming = new Teaming(model.teaming, model.failback, model.activeUplinks.length, uplinks.length)
    this.linkUp = uplinks.map(() => false)
    this.beaconLost = uplinks.map(() => false)
    for (let i = 0; i < uplinks.length; i++) this.teaming.setUp(i, false)
    const probing = model.detection === 'beacon' && uplinks.length > 1
    this.probe = probing ? new BeaconProbe(sim, `${vswitch.path}/beacon`, uplinks, this) : null
  }

  /** The uplink got its cable while the lab was built. */
  uplinkAttached(index: number): void {
    this.linkUp[index] = true
    this.teaming.setUp(index, true)
    for (const port of this.vswitch.enabledPorts()) this.assign(port)
    this.vswitch.teamChanged()
  }

  uplinkChanged(index: number, up: boolean): void {
    this.linkUp[index] = up
    this.update(index)
  }

  set policy(policy: TeamingPolicy) {
    this.teaming.setPolicy(policy)
    this.reassign('failover')
  }

  set failback(failback: boolean) {
    this.teaming.failback = failback
  }

  /** The uplink depends on the frame, and not on its port alone. */
  get picksByFrame(): boolean {
    return this.teaming.policy === 'ip-hash' || this.teaming.policy === 'source-mac'
  }

  /** Frames that come in here are taken. */
  accepts(uplink: number): boolean {
    return this.isAmbiguous || this.teaming.accepts(uplink)
  }

  /** Uplink of a frame from a port; -1: none works. */
  pick(port: VswitchPort, frame: number): number {
    return this.teaming.pick(port.uplink, this.sim.frames.data, frame)
  }

  /** The PF's driver, and cutting and checksums in its place where the NIC has no offloads. */
  chargeTransmit(world: World, frame: number, uplink: number): void {
    const pf = this.uplinks[uplink]
    const segments = this.sim.frames.data[frame + SEGMENTS]
    if (segments === 1 || pf.tso) world.charge(DRIVER_TRANSMIT)
    else {
      world.charge(GSO_SEGMENT, segments)
      world.charge(DRIVER_TRANSMIT, segments)
    }
    if (pf.mapsBuffers) pf.iommu.chargeMapping(world, pf.tso ? pf.iommu.buffersOf(frame) : segments)
    if (!pf.checksum) chargeChecksum(world, this.sim.frames, frame)
  }

  /** Sends a frame by one uplink, cut where the NIC cannot do that. Returns the queue that has no room for more, or null. */
  transmit(frame: number, uplink: number): TxQueue | null {
    const { sim } = this
    const pf = this.uplinks[uplink]
    this.counters.sent(frame, null)
    if (!pf.tso) {
      while (sim.frames.data[frame + SEGMENTS] > 1) pf.transmitFromHost(cutSegment(sim.frames, frame))
    }
    return pf.transmitFromHost(frame)
  }

  /** Sends a frame by one uplink and copies of it by all others (V13); a super-frame is cut first. */
  transmitByAll(frame: number): TxQueue | null {
    const { sim, uplinks } = this
    let wait: TxQueue | null = null
    while (sim.frames.data[frame + SEGMENTS] > 1) this.transmitByAll(cutSegment(sim.frames, frame))
    for (let i = 1; i < uplinks.length; i++) wait = this.transmit(sim.traffic.copy(frame), i) ?? wait
    return this.transmit(frame, 0) ?? wait
  }

  /** Gives a port its uplink; NICs with receive filters get its address. */
  assign(port: VswitchPort): void {
    const { teaming } = this
    this.release(port)
    port.uplink = teaming.uplinkOf(port.index, port.mac)
    port.receiveUplink = teaming.receiveUplink(port.index, port.mac)
    const vlan = port.vlan === GUEST_TAGGING ? ANY_VLAN : port.vlan
    if (teaming.policy === 'ip-hash') for (const pf of this.uplinks) pf.filter.add(port, vlan)
    else if (port.uplink >= 0) this.uplinks[port.uplink].filter.add(port, vlan)
  }

  release(port: VswitchPort): void {
    for (const pf of this.uplinks) pf.filter.remove(port)
  }

  /** The NIC that frames of the port leave by; null: none. */
  nicPath(port: VswitchPort): string | null {
    return port.uplink < 0 ? null : this.uplinks[port.uplink].path
  }

  /** Tells the physical network where the address of the port is (RARP), by the uplink that the port uses. */
  announce(port: VswitchPort): void {
    if (!port.isEnabled || port.uplink < 0) return
    const { sim } = this
    const vlan = port.vlan === GUEST_TAGGING ? 0 : port.vlan
    const frame = rarpFrame(sim, port.mac, vlan)
    sim.counters.data[this.counters.base + NOTIFICATIONS]++
    this.uplinks[port.uplink].transmitFromHost(frame)
  }

  beaconVlans(): number[] {
    const vlans = this.vswitch.portGroups.map((group) => (group.vlan === GUEST_TAGGING ? 0 : group.vlan))
    return [...new Set(vlans)]
  }

  beaconSeen(frame: number, uplink: number, dropBase: number): void {
    if (this.probe !== null) this.probe.seen(frame, uplink, dropBase)
    else this.sim.traffic.filter(frame, dropBase)
  }

  beaconsChecked(lost: readonly boolean[]): void {
    const working = lost.filter((isLost, i) => this.linkUp[i] && !isLost).length
    const ambiguous = lost.includes(true) && working === 0
    if (ambiguous !== this.isAmbiguous) {
      this.isAmbiguous = ambiguous
      const { log } = this.sim
      const { path } = this.vswitch
      const says = 'no uplink of the team hears another: frames leave by all of them'
      if (ambiguous) log.add('warning', path, 'beacon-ambiguous', says)
      else log.add('info', path, 'beacons-heard', 'frames leave by one uplink again')
    }
    this.beaconLost = ambiguous ? lost.map(() => false) : lost
    for (let i = 0; i < lost.length; i++) this.update(i)
    this.vswitch.teamChanged()
  }

  private update(index: number): void {
    const up = this.linkUp[index] && !this.beaconLost[index]
    if (this.teaming.isUp(index) === up) return
    const { sim, uplinks, vswitch } = this
    const name = uplinks[index].settings.id
    if (up) sim.log.add('info', vswitch.path, 'uplink-restored', `${name} works again`)
    else sim.log.add('warning', vswitch.path, 'uplink-failed', `${name} is out of use`)
    if (this.teaming.setUp(index, up)) this.reassign(up ? 'failback' : 'failover')
  }

  /** Ports whose uplink is another one move, and the network is told. */
  private reassign(code: 'failover' | 'failback'): void {
    const { sim, vswitch } = this
    let moved = 0
    let told = 0
    for (const port of vswitch.enabledPorts()) {
      const before = port.uplink
      this.assign(port)
      if (port.uplink === before) continue
      moved++
      if (!this.notifySwitches || port.uplink < 0 || this.teaming.policy === 'ip-hash') continue
      this.announce(port)
      told++
    }
    vswitch.teamChanged()
    if (moved === 0) return
    sim.counters.data[this.counters.base + FAILOVERS]++
    sim.log.add(
      'info',
      vswitch.path,
      code,
      `${moved} ports ${this.teaming.isEmpty ? 'have no uplink left' : 'use another uplink'}`,
    )
    if (told > 0) sim.log.add('info', vswitch.path, 'switches-notified', `${told} addresses were announced`)
  }
}
