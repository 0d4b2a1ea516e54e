// The host that imported domains run on, grown from what they refer to: bridges and networks become vSwitches, devices
// become NICs, pools and addresses of functions become virtual functions.
import { DEFAULT_NIC_MODEL } from '@shared/catalogue/nic-models'
import { DEFAULTS } from '@shared/lab/defaults'
import {
  IDENTIFIER,
  type LabHost,
  type LabNic,
  type LabPortGroup,
  type LabVm,
  type LabVswitch,
} from '@shared/lab/schema'
import { parseQuantity } from '@shared/lab/units'
import { child, children, type XmlElement } from './xml'

interface GroupWish {
  vlan: number | null
  shaping: LabPortGroup['shaping'] | null
  /** Names the port group where it cannot be shared. */
  owner: string
}

interface Network {
  /** Null: a pool of virtual functions. */
  vswitch: string | null
  group: string
  portGroups: Map<string, string>
  pool: string[]
}

const KIBIBYTE = 1024
const GIBIBYTE = 1024 ** 3
/** The guest sees all VLANs, with their tags. */
export const ALL_VLANS = 4095
const MAX_IDENTIFIER = 64
/** Enough for people to go on with. */
const LEAST_FUNCTIONS = 4

/** A name that a lab accepts and that is not taken. */
export function identifier(wanted: string, taken: object): string {
  const plain = wanted
    .replace(/[^A-Za-z0-9 ._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_IDENTIFIER - 4)
  const base = IDENTIFIER.test(plain) ? plain : 'unnamed'
  let name = base
  for (let number = 2; Object.hasOwn(taken, name); number++) name = `${base}-${number}`
  return name
}

/** VLAN of `<vlan><tag id=…/></vlan>`; several tags or a trunk pass to the guest. */
export function vlanOf(element: XmlElement): number | null {
  const vlan = child(element, 'vlan')
  if (vlan === undefined) return null
  const tags = children(vlan, 'tag').map((tag) => Number(tag.attributes.id))
  if (vlan.attributes.trunk === 'yes' || tags.length > 1) return ALL_VLANS
  return Number.isInteger(tags[0]) ? tags[0]! : null
}

/** `<bandwidth><outbound average='KiB/s' …/>`: what leaves the VM. */
function shapingOf(bandwidth: XmlElement | undefined): LabPortGroup['shaping'] | null {
  const outbound = child(bandwidth, 'outbound')?.attributes
  const average = Number(outbound?.average)
  if (outbound === undefined || !(average > 0)) return null
  const shaping: NonNullable<LabPortGroup['shaping']> = { average: average * KIBIBYTE * 8 }
  if (Number(outbound.peak) > average) shaping.peak = Number(outbound.peak) * KIBIBYTE * 8
  if (Number(outbound.burst) > 0) shaping.burst = Number(outbound.burst) * KIBIBYTE
  return shaping
}

export class ImportedHost {
  readonly id = 'host-1'
  readonly notes: string[] = []
  private readonly nics: Record<string, LabNic> = {}
  private readonly vswitches: Record<string, LabVswitch> = {}
  private readonly networks = new Map<string, Network>()
  /** NIC and number of each function by its PCI address. */
  private readonly functions = new Map<string, string>()

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text)
  }

  /** What a standard vSwitch does of the `<bandwidth>` of an interface, a network or a port group. */
  shaping(element: XmlElement, where: string): LabPortGroup['shaping'] | null {
    const bandwidth = child(element, 'bandwidth')
    if (child(bandwidth, 'inbound') !== undefined) {
      this.note(`${where}: <inbound> is left out: a standard vSwitch shapes only what leaves a VM`)
    }
    return shapingOf(bandwidth)
  }

  addNetwork(root: XmlElement): void {
    const name = child(root, 'name')?.text ?? 'network'
    const forward = child(root, 'forward')
    const mode = forward === undefined ? 'isolated' : (forward.attributes.mode ?? 'nat')
    const devices = [
      ...children(forward ?? root, 'interface').map((one) => one.attributes.dev),
      ...children(forward ?? root, 'pf').map((one) => one.attributes.dev),
      forward?.attributes.dev,
    ].filter((dev) => dev !== undefined)
    if (mode === 'hostdev') {
      if (devices.length === 0) {
        this.note(`network ${name}: a pool that lists single functions; one NIC is assumed`)
        devices.push('eth0')
      }
      const pool = [...new Set(devices)].map((dev) => this.nic(dev))
      this.networks.set(name, { vswitch: null, group: '', portGroups: new Map(), pool })
      return
    }
    const bridge = child(root, 'bridge')?.attributes.name
    const vswitch = this.vswitch(bridge ?? name)
    const mtu = Number(child(root, 'mtu')?.attributes.size)
    if (Number.isInteger(mtu) && mtu > 0) this.vswitches[vswitch]!.mtu = mtu
    if (mode === 'nat' || mode === 'route' || mode === 'open') {
      this.note(`network ${name}: forwarding by ${mode} is outside the model, so the network stays inside the host`)
    } else for (const dev of devices) this.addUplink(vswitch, dev)
    for (const part of ['ip', 'dns', 'domain', 'route', 'virtualport'] as const) {
      if (child(root, part) !== undefined) this.note(`network ${name}: <${part}> is outside the model and left out`)
    }
    const shaping = this.shaping(root, `network ${name}`)
    const group = this.makeGroup(vswitch, name, vlanOf(root), shaping)
    const portGroups = new Map(
      children(root, 'portgroup').map((one) => {
        const label = one.attributes.name ?? 'portgroup'
        const shaping = this.shaping(one, `network ${name}, port group ${label}`)
        return [label, this.makeGroup(vswitch, label, vlanOf(one), shaping)]
      }),
    )
    const preferred = children(root, 'portgroup').find((one) => one.attributes.default === 'yes')?.attributes.name
    this.networks.set(name, { vswitch, group: portGroups.get(preferred ?? '') ?? group, portGroups, pool: [] })
  }

  isPool(network: string): boolean {
    return this.networks.get(network)?.vswitch === null
  }

  /** One more function of the pool is in use. */
  usePool(network: string): void {
    for (const nic of this.networks.get(network)!.pool) this.nics[nic]!.vfs = (this.nics[nic]!.vfs ?? 0) + 1
  }

  /** The VF of an address: functions of one bus belong to one NIC, numbered as they come. */
  functionAt(address: string, path: string): string {
    const known = this.functions.get(address)
    if (known !== undefined) {
      this.note(`${path}: ${address} is given to several adapters`)
      return known
    }
    const nic = this.nic(`pci-${address.slice(0, 7).replaceAll(':', '-')}`)
    const index = [...this.functions.values()].filter((one) => one.startsWith(`${nic}.vf`)).length
    this.nics[nic]!.vfs = index + 1
    const name = `${nic}.vf${index}`
    this.functions.set(address, name)
    this.note(`${path}: the function ${address} is ${name} here; which number it has on its NIC the file does not say`)
    return name
  }

  setFunctionVlan(name: string, vlan: number): void {
    const match = /^(.+)\.vf(\d+)$/.exec(name)
    const nic = match && this.nics[match[1]!]
    if (!nic || vlan === ALL_VLANS) return
    nic.vf = { ...nic.vf, [match[2]!]: { vlan } }
  }

  /** vSwitch of a bridge that is only known by name. */
  bridge(name: string): string {
    if (!Object.hasOwn(this.vswitches, identifier(name, {}))) {
      this.note(`bridge ${name}: its uplink is not in these files, so the vSwitch has none`)
    }
    return this.vswitch(name)
  }

  /** For an adapter that is connected to nothing that a lab has. */
  lonely(owner: string): string {
    return this.vswitch(`alone-${owner}`)
  }

  /** macvtap: a vSwitch of its own above the device. */
  direct(dev: string, mode: string): string {
    const vswitch = this.vswitch(`macvtap-${dev}`)
    this.addUplink(vswitch, dev)
    if (mode === 'vepa') this.note(`macvtap on ${dev}: vepa sends all frames to the switch outside, a vSwitch does not`)
    if (mode === 'private' || mode === 'passthrough') this.note(`macvtap on ${dev}: mode ${mode} is taken as bridge`)
    return vswitch
  }

  networkGroup(name: string, portGroup: string | undefined, wish: GroupWish): string {
    let network = this.networks.get(name)
    if (network === undefined) {
      this.note(`network ${name}: its definition is not among the files, so it is taken as a bridge without uplink`)
      const vswitch = this.vswitch(name)
      network = { vswitch, group: this.makeGroup(vswitch, name, null, null), portGroups: new Map(), pool: [] }
      this.networks.set(name, network)
    }
    const group = portGroup === undefined ? network.group : network.portGroups.get(portGroup)
    if (group === undefined) this.note(`network ${name}: there is no port group ${portGroup}, the usual one is taken`)
    if (wish.vlan !== null || wish.shaping !== null) return this.portGroup(network.vswitch!, wish)
    return `${network.vswitch}/${group ?? network.group}`
  }

  /** A port group with these settings, shared where it can be. */
  portGroup(vswitch: string, wish: GroupWish): string {
    const label = wish.shaping !== null ? wish.owner : wish.vlan === null ? vswitch : `${vswitch}-vlan${wish.vlan}`
    return `${vswitch}/${this.makeGroup(vswitch, label, wish.vlan, wish.shaping)}`
  }

  asDocument(vms: readonly LabVm[]): LabHost {
    for (const nic of Object.values(this.nics)) {
      if (nic.vfs !== undefined) nic.vfs = Math.max(nic.vfs, LEAST_FUNCTIONS)
    }
    for (const { pool } of this.networks.values()) {
      for (const nic of pool) this.nics[nic]!.vfs ??= LEAST_FUNCTIONS
    }
    this.carryLongFrames(vms)
    const bytes = vms.reduce((sum, vm) => {
      const parsed = parseQuantity(vm.memory ?? 0, 'size')
      return sum + (parsed.ok ? parsed.value : 0)
    }, 0)
    let memory = 64
    while (memory * GIBIBYTE < bytes * 1.1) memory *= 2
    return {
      cpu: { cores: leastCores(vms), clock: '3GHz' },
      memory: `${memory}GiB`,
      iommu: 'strict',
      nics: this.nics,
      vswitches: this.vswitches,
    }
  }

  /** What domains send passes their bridge, and what passes a bridge its devices: the files say no more of their MTU. */
  private carryLongFrames(vms: readonly LabVm[]): void {
    const atLeast = (owner: { mtu?: number } | undefined, mtu: number): void => {
      if (owner && mtu > (owner.mtu ?? DEFAULTS.vswitchMtu)) owner.mtu = mtu
    }
    for (const vnic of vms.flatMap((vm) => Object.values(vm.nics ?? {}))) {
      if (vnic.mtu === undefined) continue
      atLeast(this.vswitches[vnic.network?.split('/')[0] ?? ''], vnic.mtu)
      atLeast(this.nics[vnic.function?.split('.vf')[0] ?? ''], vnic.mtu)
    }
    for (const { mtu, uplinks } of Object.values(this.vswitches)) {
      for (const nic of uplinks?.active ?? []) if (mtu !== undefined) atLeast(this.nics[nic], mtu)
    }
  }

  private nic(dev: string): string {
    const id = identifier(dev, {})
    if (!Object.hasOwn(this.nics, id)) {
      this.nics[id] = { model: DEFAULT_NIC_MODEL }
      this.note(`NIC ${id}: its model is not in these files; ${DEFAULT_NIC_MODEL} is assumed`)
    }
    return id
  }

  private vswitch(name: string): string {
    const id = identifier(name, {})
    this.vswitches[id] ??= { portGroups: {} }
    return id
  }

  private addUplink(vswitch: string, dev: string): void {
    const uplinks = (this.vswitches[vswitch]!.uplinks ??= { active: [] })
    const nic = this.nic(dev)
    if (!uplinks.active!.includes(nic)) uplinks.active!.push(nic)
  }

  private makeGroup(
    vswitch: string,
    label: string,
    vlan: number | null,
    shaping: LabPortGroup['shaping'] | null,
  ): string {
    const groups = this.vswitches[vswitch]!.portGroups!
    const id = identifier(label, {})
    groups[id] ??= { ...(vlan === null ? {} : { vlan }), ...(shaping ? { shaping } : {}) }
    return id
  }
}

/** Those that the VMs name, one for each virtual CPU that wants its own, and one for all others. */
function leastCores(vms: readonly LabVm[]): number {
  const named = new Set(vms.flatMap(({ affinity }) => affinity ?? []))
  const own = vms.filter((vm) => vm.latencySensitivity === 'high').reduce((sum, vm) => sum + (vm.vcpus ?? 1), 0)
  const most = vms.reduce((count, vm) => Math.max(count, vm.vcpus ?? 1), 8)
  return Math.max(most, ...[...named].map((core) => core + 1), own === 0 ? 0 : own + named.size + 1)
}
