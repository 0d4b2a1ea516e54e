// Cores of VMs as libvirt writes them: <cputune> with a <vcpupin> for each virtual CPU, and <vcpusched> where a virtual CPU has
// its core to itself, as guests for real time are set up. Read first: CPU Tuning in libvirt's formatdomain.
// Left out: where emulator and I/O threads run, shares and quotas; they are listed by their names.
import { type LabModel, type VmModel } from '@shared/lab/lab-model'
import { type LabVm } from '@shared/lab/schema'
import { child, type XmlElement } from './xml'

export interface CoresOfDomain {
  affinity?: number[]
  latencySensitivity?: LabVm['latencySensitivity']
  notes: string[]
}

/** Of a host in a lab. */
const MOST_CORES = 256

/** Cores for VMs that want them to themselves: those in nobody's affinity, in the order of the VMs; one stays for the others. */
export function ownCores(model: LabModel): Map<VmModel, number[]> {
  const own = new Map<VmModel, number[]>()
  for (const [index, host] of model.hosts.entries()) {
    const vms = model.vms.filter((vm) => vm.host === index)
    const bound = new Set([...host.nics, ...vms].flatMap(({ affinity }) => affinity))
    const free = Array.from({ length: host.cpu.cores }, (_, core) => core).filter((core) => !bound.has(core))
    let left = host.cpu.cores
    for (const vm of vms) {
      if (!vm.neverHalts || vm.affinity.length > 0 || vm.vcpus > Math.min(free.length, left - 1)) continue
      own.set(vm, free.splice(0, vm.vcpus))
      left -= vm.vcpus
    }
  }
  return own
}

/** The lines of a domain; `own`: the cores that it has to itself. */
export function coreLines(vm: VmModel, own: readonly number[] | undefined): string[] {
  const { affinity } = vm
  if (own === undefined && affinity.length === 0) return []
  const vcpus = Array.from({ length: vm.vcpus }, (_, vcpu) => vcpu)
  const pin = (vcpu: number): string => (own === undefined ? affinity.join(',') : String(own[vcpu]))
  return [
    '  <cputune>',
    ...vcpus.map((vcpu) => `    <vcpupin vcpu='${vcpu}' cpuset='${pin(vcpu)}'/>`),
    ...(own === undefined ? [] : [`    <vcpusched vcpus='0-${vm.vcpus - 1}' scheduler='fifo' priority='1'/>`]),
    '  </cputune>',
  ]
}

/** `0-3,^2,8`: cores, each once; null: no such list. */
export function coresOf(text: string | undefined): number[] | null {
  const cores = new Set<number>()
  for (const part of (text ?? '').split(',')) {
    const range = /^\s*(\^?)(\d{1,4})(?:-(\d{1,4}))?\s*$/.exec(part)
    if (range === null) return null
    const [, without, first, last = first] = range
    if (Number(last) >= MOST_CORES || Number(last) < Number(first)) return null
    for (let core = Number(first); core <= Number(last); core++) {
      if (without === '^') cores.delete(core)
      else cores.add(core)
    }
  }
  return cores.size === 0 ? null : [...cores].sort((a, b) => a - b)
}

/** What a domain says of its cores; `path`: of the VM, for notes. */
export function importCores(root: XmlElement, path: string, vcpus: number): CoresOfDomain {
  const tuned = child(root, 'cputune')?.children ?? []
  const notes: string[] = []
  const outside = tuned.map(({ name }) => name).filter((name) => name !== 'vcpupin' && name !== 'vcpusched')
  if (outside.length > 0) notes.push(`${path}: outside the model and left out: ${[...new Set(outside)].join(', ')}`)

  const places = new Array<readonly number[] | null>(vcpus).fill(coresOf(child(root, 'vcpu')?.attributes.cpuset))
  for (const { name, attributes } of tuned) {
    if (name !== 'vcpupin' || !(Number(attributes.vcpu) < vcpus)) continue
    const cores = coresOf(attributes.cpuset)
    if (cores === null) notes.push(`${path}: a <vcpupin> without a list of cores from 0 to 255 is left out`)
    else places[Number(attributes.vcpu)] = cores
  }
  const affinity = [...new Set(places.flatMap((cores) => cores ?? []))].sort((a, b) => a - b)
  const schedulers = tuned.filter(({ name }) => name === 'vcpusched')
  if (schedulers.length > 0) {
    const isAlone = affinity.length === vcpus && places.every((cores) => cores?.length === 1)
    if (isAlone && areRealTime(schedulers, vcpus)) return { latencySensitivity: 'high', notes }
    notes.push(`${path}: <vcpusched> is left out: its virtual CPUs have no core each to themselves`)
  }
  if (affinity.length === 0) return { notes }
  if (places.includes(null)) {
    notes.push(`${path}: pins of some virtual CPUs are left out, as the others run anywhere`)
    return { notes }
  }
  if (places.some((cores) => cores!.length < affinity.length))
    notes.push(`${path}: its virtual CPUs have different cores in libvirt, and all of them here`)
  return { affinity, notes }
}

/** Every virtual CPU has a scheduler of real time. */
function areRealTime(schedulers: readonly XmlElement[], vcpus: number): boolean {
  const served = new Set(
    schedulers
      .filter(({ attributes }) => attributes.scheduler === 'fifo' || attributes.scheduler === 'rr')
      .flatMap(({ attributes }) => coresOf(attributes.vcpus) ?? []),
  )
  return Array.from({ length: vcpus }, (_, vcpu) => vcpu).every((vcpu) => served.has(vcpu))
}
