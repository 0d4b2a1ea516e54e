// Random labs that a person could have made: hosts with NICs and functions, VMs with every adapter, switches, stations, flows of
// all types, and a script that breaks things. For properties that must hold whatever the lab is.
import fc from 'fast-check'
import type { Lab, LabEvent, LabFlow, LabHost, LabStation, LabVm } from '../../src-shared/lab/schema'

const ADAPTERS = ['vlance', 'e1000', 'vmxnet', 'virtio', 'passthrough', 'upt', 'npa'] as const
const MODELS = ['intel-82599', 'intel-x710', 'cisco-vic1280', 'intel-82598'] as const
const VLANS = [0, 0, 0, 10] as const

interface VmWish {
  host: number
  adapter: (typeof ADAPTERS)[number]
  vcpus: number
  vlan: number
  lro: boolean
}

interface FlowWish {
  from: number
  to: number
  type: LabFlow['type']
  mbps: number
  size: number
  streams: number
}

export interface LabWish {
  seed: number
  hosts: { model: (typeof MODELS)[number]; vfs: number; iommu: 'off' | 'strict' | 'lazy'; uplinks: 1 | 2 }[]
  vms: VmWish[]
  stations: number
  flows: FlowWish[]
  events: { at: number; what: number; which: number }[]
  loss: number
  queue: number
}

const LIMITS = { vms: 6, hosts: 3, stations: 2, flows: 6, events: 4 }
export const DURATION_MS = 60

export const labWish: fc.Arbitrary<LabWish> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  hosts: fc.array(
    fc.record({
      model: fc.constantFrom(...MODELS),
      vfs: fc.integer({ min: 0, max: 3 }),
      iommu: fc.constantFrom('off' as const, 'strict' as const, 'lazy' as const),
      uplinks: fc.constantFrom(1 as const, 2 as const),
    }),
    { minLength: 1, maxLength: LIMITS.hosts },
  ),
  vms: fc.array(
    fc.record({
      host: fc.nat(LIMITS.hosts - 1),
      adapter: fc.constantFrom(...ADAPTERS),
      vcpus: fc.integer({ min: 1, max: 3 }),
      vlan: fc.constantFrom(...VLANS),
      lro: fc.boolean(),
    }),
    { minLength: 1, maxLength: LIMITS.vms },
  ),
  stations: fc.integer({ min: 1, max: LIMITS.stations }),
  flows: fc.array(
    fc.record({
      from: fc.nat(LIMITS.vms + LIMITS.stations - 1),
      to: fc.nat(LIMITS.vms + LIMITS.stations - 1),
      type: fc.constantFrom('tcp' as const, 'udp' as const, 'rr' as const, 'ping' as const),
      mbps: fc.integer({ min: 1, max: 2000 }),
      size: fc.integer({ min: 1, max: 1472 }),
      streams: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: LIMITS.flows },
  ),
  events: fc.array(
    fc.record({ at: fc.integer({ min: 0, max: DURATION_MS * 1000 }), what: fc.nat(5), which: fc.nat(5) }),
    { maxLength: LIMITS.events },
  ),
  loss: fc.constantFrom(0, 0, 0.001, 0.05),
  queue: fc.constantFrom(8, 64, 1024),
})

/** The lab that is wished for, with everything that cannot be left out or turned into something that can be. */
export function labOf(wish: LabWish): Lab {
  const hosts: Record<string, LabHost> = {}
  const links: NonNullable<Lab['links']> = []
  let port = 0
  wish.hosts.forEach((host, i) => {
    const nics: NonNullable<LabHost['nics']> = {}
    const names = Array.from({ length: host.uplinks }, (_, n) => `vmnic${n}`)
    for (const name of names) {
      const vfs = host.model === 'intel-82598' ? 0 : host.vfs
      nics[name] = { model: host.model, ...(vfs > 0 ? { vfs } : {}) }
      links.push({ ends: [`h${i}/${name}`, `core/${++port}`], loss: wish.loss })
    }
    hosts[`h${i}`] = {
      iommu: host.iommu,
      nics,
      vswitches: {
        vSwitch0: {
          uplinks: { active: names },
          portGroups: { plain: {}, tagged: { vlan: 10 }, vmotion: { vlan: 20 } },
        },
      },
      vmkernel: { vmk0: { network: 'vmotion', ip: `10.9.0.${i + 1}/24`, vmotion: true } },
    }
  })
  const vms: Record<string, LabVm> = {}
  const ends: string[] = []
  wish.vms.forEach((vm, i) => {
    const host = vm.host % wish.hosts.length
    const needsFunction = vm.adapter === 'passthrough' || vm.adapter === 'upt' || vm.adapter === 'npa'
    vms[`v${i}`] = {
      host: `h${host}`,
      vcpus: vm.vcpus,
      memory: '8MiB',
      dirty: { rate: 1000, workingSet: '1MiB' },
      nics: {
        eth0: {
          adapter: vm.adapter,
          network: vm.vlan === 0 ? 'plain' : 'tagged',
          ip: `10.0.${vm.vlan}.${i + 1}/16`,
          offloads: { lro: vm.lro },
          ...(needsFunction ? { function: 'auto' } : {}),
          ...(vm.adapter === 'npa' ? { plugins: ['intel', 'cisco', 'emulation'] } : {}),
        },
      },
    }
    ends.push(`v${i}/eth0`)
  })
  const stations: Record<string, LabStation> = {}
  for (let i = 0; i < wish.stations; i++) {
    stations[`s${i}`] = { ip: `10.0.0.${200 + i}/16` }
    links.push({ ends: [`s${i}`, `core/${++port}`], loss: wish.loss })
    ends.push(`s${i}`)
  }
  const flows: Record<string, LabFlow> = {}
  wish.flows.forEach((flow, i) => {
    const from = flow.from % ends.length
    const to = flow.to % ends.length
    if (from === to) return
    const { type, size, streams } = flow
    flows[`f${i}`] = {
      from: ends[from],
      to: ends[to],
      type,
      start: '1ms',
      ...(type === 'tcp' ? { streams } : { size }),
      ...(type === 'udp' ? { rate: `${flow.mbps}Mbps`, arrival: flow.mbps % 2 === 0 ? 'constant' : 'poisson' } : {}),
      ...(type === 'ping' ? { interval: '500us' } : {}),
    }
  })
  return {
    format: 'iov-lab/1',
    name: 'random',
    seed: wish.seed,
    duration: `${DURATION_MS}ms`,
    hosts,
    vms,
    switches: { core: { ports: 16, queue: wish.queue } },
    stations,
    links,
    flows,
    events: wish.events.map(({ at, what, which }) => event(wish, links, at, what, which)),
  }
}

function event(
  wish: LabWish,
  links: readonly { ends: [string, string] }[],
  at: number,
  what: number,
  which: number,
): LabEvent {
  const [link] = links[which % links.length].ends
  if (what === 0) return { at: `${at}us`, do: 'link-down', link }
  if (what === 1) return { at: `${at}us`, do: 'link-up', link }
  if (what === 5) {
    return { at: `${at}us`, do: 'set', path: 'h0/vSwitch0/plain/promiscuous', value: which % 2 === 0 }
  }
  // mostly to another host
  const from = wish.vms[which % wish.vms.length].host
  return {
    at: `${at}us`,
    do: 'vmotion',
    vm: `v${which % wish.vms.length}`,
    to: `h${(from + what - 1) % wish.hosts.length}`,
  }
}
