// libvirt domains and networks as a lab: one host, a vSwitch for each bridge or network, a VM for each domain. What the
// model has no place for (disks, graphics, NAT, DHCP …) is listed, never dropped silently.
// Read first: libvirt's formatdomain and formatnetwork. Left out: host inventory, so models of NICs are assumed and said so.
import { DEFAULT_NIC_MODEL } from '@shared/catalogue/nic-models'
import { FORMAT, type AdapterKind, type Lab, type LabVm, type LabVnic } from '@shared/lab/schema'
import { importCores } from './libvirt-cores'
import { ALL_VLANS, ImportedHost, identifier, vlanOf } from './libvirt-import-host'
import { child, children, parseXml, type XmlElement } from './xml'

export interface ImportFile {
  name: string
  text: string
}

export interface ImportProblem {
  file: string
  line: number
  says: string
}

export type Imported = { ok: true; lab: Lab; notes: string[] } | { ok: false; problems: ImportProblem[] }

/** Nothing comes out of files of which one is wrong: half a host would be a different host. */
export function importLibvirt(files: readonly ImportFile[], name = 'Imported from libvirt'): Imported {
  const problems: ImportProblem[] = []
  const roots: { file: string; root: XmlElement }[] = []
  for (const file of files) {
    const parsed = parseXml(file.text)
    if (!parsed.ok) problems.push({ file: file.name, line: parsed.line, says: parsed.says })
    else if (parsed.root.name !== 'domain' && parsed.root.name !== 'network') {
      const says = `<${parsed.root.name}> is neither a <domain> nor a <network>: use the output of "virsh dumpxml" or "virsh net-dumpxml"`
      problems.push({ file: file.name, line: parsed.root.line, says })
    } else roots.push({ file: file.name, root: parsed.root })
  }
  if (problems.length > 0) return { ok: false, problems }

  const host = new ImportedHost()
  for (const { root } of roots) if (root.name === 'network') host.addNetwork(root)
  const vms: Record<string, LabVm> = {}
  for (const { file, root } of roots) {
    if (root.name !== 'domain') continue
    const label = child(root, 'name')?.text ?? ''
    if (label === '') {
      problems.push({ file, line: root.line, says: 'the domain has no <name>' })
      continue
    }
    const id = identifier(label, vms)
    if (id !== label) host.note(`domain "${label}" is called ${id} here`)
    const converted = domain(root, id, host)
    if (typeof converted === 'string') problems.push({ file, line: root.line, says: converted })
    else vms[id] = converted
  }
  if (problems.length > 0) return { ok: false, problems }
  const lab: Lab = {
    format: FORMAT,
    name,
    description: `Imported from ${files.length === 1 ? 'one file' : `${files.length} files`} of libvirt. The host is assumed: ${DEFAULT_NIC_MODEL} NICs, no physical switch.`,
    hosts: { [host.id]: host.asDocument(Object.values(vms)) },
    vms,
  }
  return { ok: true, lab, notes: host.notes }
}

const UNITS: Record<string, number> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  k: 1024,
  KiB: 1024,
  MB: 1e6,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  GB: 1e9,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  TB: 1e12,
  T: 1024 ** 4,
  TiB: 1024 ** 4,
}

/** Bytes of a `<memory unit='KiB'>`; null: no number. */
function memoryBytes(element: XmlElement | undefined): number | null {
  const amount = Number(element?.text)
  const unit = UNITS[element?.attributes.unit ?? 'KiB']
  if (element === undefined || element.text === '' || unit === undefined) return null
  return Number.isFinite(amount) && amount > 0 ? Math.round(amount * unit) : null
}

const sizeText = (bytes: number) =>
  bytes % 1024 ** 3 === 0 ? `${bytes / 1024 ** 3}GiB` : bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2}MiB` : bytes

/** Parts of a domain that are converted, or that say nothing about the network. */
const KNOWN = new Set([
  'name',
  'uuid',
  'title',
  'description',
  'memory',
  'currentMemory',
  'vcpu',
  'cputune',
  'devices',
  'os',
  'features',
])
const QUIET = new Set([
  'cpu',
  'clock',
  'on_poweroff',
  'on_reboot',
  'on_crash',
  'pm',
  'metadata',
  'resource',
  'seclabel',
  'genid',
  'iothreads',
  'memoryBacking',
])

/** The VM, or a sentence that says what is wrong. */
function domain(root: XmlElement, id: string, host: ImportedHost): LabVm | string {
  const memory = memoryBytes(child(root, 'memory'))
  if (memory === null) return `domain ${id}: <memory> is missing or not a number with a known unit`
  const vcpu = child(root, 'vcpu')
  // those that are on, of those that may be
  const vcpus = Number(vcpu?.attributes.current ?? vcpu?.text ?? '1')
  if (!Number.isInteger(vcpus) || vcpus < 1) return `domain ${id}: <vcpu> is not a whole number`
  const vm: LabVm = { host: host.id, vcpus, memory: sizeText(memory), nics: {} }
  if (child(child(root, 'memoryBacking'), 'locked') !== undefined) vm.reservation = vm.memory
  const { notes, ...cores } = importCores(root, `domain ${id}`, vcpus)
  Object.assign(vm, cores)
  for (const note of notes) host.note(note)

  const devices = child(root, 'devices')
  const interfaces = children(devices ?? root, 'interface').filter((one) => devices?.children.includes(one) ?? false)
  const partners = pairsOf(interfaces, host)
  const alone = interfaces.filter((one) => !partners.has(one))
  const names = new Map(alone.map((one, index) => [one, `eth${index}`]))
  for (const [one, nic] of names) vm.nics![nic] = vnic(one, `${id}/${nic}`, host)
  for (const [transient, persistent] of partners) join(transient, names.get(persistent)!, vm.nics!, id, host)
  for (const [one, nic] of names) {
    if (child(one, 'teaming')?.attributes.type === 'transient')
      host.note(`${id}/${nic}: one half of a failover pair without the other; it is taken as an adapter of its own`)
  }
  const outside = new Map<string, number>()
  const count = (name: string) => outside.set(name, (outside.get(name) ?? 0) + 1)
  for (const part of root.children) if (!KNOWN.has(part.name) && !QUIET.has(part.name)) count(part.name)
  for (const device of devices?.children ?? []) {
    if (device.name === 'hostdev') {
      const at = child(child(device, 'source'), 'address')
      host.note(
        `domain ${id}: host device ${at ? pciText(at) : '(no address)'} was left out: the file does not say whether it is a NIC`,
      )
    } else if (device.name !== 'interface') count(device.name)
  }
  if (outside.size > 0) {
    const list = [...outside].map(([name, times]) => (times === 1 ? name : `${times} ${name}`)).join(', ')
    host.note(`domain ${id}: outside the model and left out: ${list}`)
  }
  return vm
}

/** A transient function and the persistent adapter that it names are one failover pair: the first to the second. */
function pairsOf(interfaces: readonly XmlElement[], host: ImportedHost): Map<XmlElement, XmlElement> {
  const teaming = (one: XmlElement) => child(one, 'teaming')?.attributes
  const pairs = new Map<XmlElement, XmlElement>()
  for (const one of interfaces) {
    const team = teaming(one)
    if (team?.type !== 'transient' || !isFunction(one, host)) continue
    const partner = interfaces.find(
      (other) => teaming(other)?.type === 'persistent' && child(other, 'alias')?.attributes.name === team.persistent,
    )
    if (partner !== undefined && !isFunction(partner, host)) pairs.set(one, partner)
  }
  return pairs
}

function join(transient: XmlElement, nic: string, nics: Record<string, LabVnic>, id: string, host: ImportedHost) {
  const path = `${id}/${nic}`
  const half = vnic(transient, path, host)
  const persistent = nics[nic]!
  nics[nic] = { ...persistent, adapter: 'failover', function: half.function! }
  if (half.mac !== undefined && half.mac !== persistent.mac) {
    host.note(`${path}: the two halves of the failover pair have different addresses; a guest would not join them`)
  }
}

/** A function of a NIC, named by its address or taken from a pool. */
const isFunction = (element: XmlElement, host: ImportedHost): boolean =>
  element.attributes.type === 'hostdev' ||
  (element.attributes.type === 'network' && host.isPool(child(element, 'source')?.attributes.network ?? ''))

/** Parts of an interface that are converted or noted, or that only say where libvirt or QEMU keep it. */
const KNOWN_OF_INTERFACE = new Set([
  'mac',
  'mtu',
  'source',
  'model',
  'vlan',
  'bandwidth',
  'teaming',
  'link',
  'virtualport',
  'alias',
  'target',
  'address',
  'boot',
  'rom',
  'acpi',
  'actual',
])

const MODELS: Record<string, AdapterKind> = {
  virtio: 'virtio',
  'virtio-transitional': 'virtio',
  'virtio-non-transitional': 'virtio',
  e1000: 'e1000',
  vmxnet3: 'vmxnet',
  pcnet: 'vlance',
}

function vnic(element: XmlElement, path: string, host: ImportedHost): LabVnic {
  const type = element.attributes.type ?? 'user'
  const result: LabVnic = {}
  const mac = child(element, 'mac')?.attributes.address
  if (mac !== undefined) result.mac = mac.toLowerCase()
  const mtu = Number(child(element, 'mtu')?.attributes.size)
  if (Number.isInteger(mtu) && mtu > 0) result.mtu = mtu
  const source = child(element, 'source')
  const model = child(element, 'model')?.attributes.type
  const vlan = vlanOf(element)

  if (type === 'hostdev') {
    result.adapter = 'passthrough'
    const address = child(source ?? element, 'address')
    result.function = address === undefined ? 'auto' : host.functionAt(pciText(address), path)
    if (vlan !== null) host.setFunctionVlan(result.function, vlan)
  } else if (isFunction(element, host)) {
    result.adapter = 'passthrough'
    result.function = 'auto'
    host.usePool(source!.attributes.network!)
  } else {
    result.adapter = model === undefined ? 'e1000' : (MODELS[model] ?? 'e1000')
    if (model === undefined) host.note(`${path}: no model, taken as e1000`)
    else if (MODELS[model] === undefined) host.note(`${path}: model ${model} is taken as e1000`)
    const shaping = host.shaping(element, path)
    result.network = attach(type, source, path, host, { vlan, shaping })
  }
  if (child(element, 'link')?.attributes.state === 'down')
    host.note(`${path}: its link is down in libvirt, and up here`)
  if (child(element, 'virtualport') !== undefined) host.note(`${path}: <virtualport> is outside the model and left out`)
  if (vlan === ALL_VLANS) host.note(`${path}: several VLAN tags are taken as all VLANs, which the guest sees tagged`)
  const outside = element.children.map(({ name }) => name).filter((name) => !KNOWN_OF_INTERFACE.has(name))
  if (outside.length > 0) host.note(`${path}: outside the model and left out: ${outside.join(', ')}`)
  return result
}

type GroupWish = Parameters<ImportedHost['portGroup']>[1]

function attach(
  type: string,
  source: XmlElement | undefined,
  path: string,
  host: ImportedHost,
  wish: Omit<GroupWish, 'owner'>,
): string {
  const full = { ...wish, owner: path.replace('/', '-') }
  switch (type) {
    case 'bridge':
      return host.portGroup(host.bridge(source?.attributes.bridge ?? 'bridge'), full)
    case 'network':
      return host.networkGroup(source?.attributes.network ?? 'default', source?.attributes.portgroup, full)
    case 'direct':
      return host.portGroup(host.direct(source?.attributes.dev ?? 'eth0', source?.attributes.mode ?? 'vepa'), full)
    default:
      host.note(`${path}: an interface of type ${type} is outside the model, so it is alone on a vSwitch`)
      return host.portGroup(host.lonely(full.owner), full)
  }
}

function pciText(address: XmlElement): string {
  const part = (name: string, digits: number) =>
    Number(address.attributes[name] ?? '0')
      .toString(16)
      .padStart(digits, '0')
  return `${part('domain', 4)}:${part('bus', 2)}:${part('slot', 2)}.${part('function', 1)}`
}
