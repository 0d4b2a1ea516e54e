// Random labs that a person could have made: hosts with NICs and functions, teams and policies, VMs with every adapter, switches,
// stations, flows of all types, and a script that breaks things. For properties that must hold whatever the lab is.
// What cannot be is left out or turned into something that can be, so that every wish is a lab without errors.
import fc from 'fast-check'
import { adapter } from '../../src-shared/catalogue/adapters'
import { NIC_MODELS, type NicModelEntry } from '../../src-shared/catalogue/nic-models'
import type {
  IommuMode,
  Lab,
  LabFlow,
  LabHost,
  LabNic,
  LabPortGroup,
  LabStation,
  LabVm,
  LabVnic,
} from '../../src-shared/lab/schema'
import { IDLE_MODES } from '../../src-shared/lab/schema'
import { randomEvent, scriptWish, type ScriptPlaces, type ScriptWish } from './random-script'

const ADAPTERS = [
  'vlance',
  'e1000',
  'vmxnet',
  'vmxnet',
  'virtio',
  'xen-vif',
  'passthrough',
  'upt',
  'upt',
  'npa',
  'npa',
  'failover',
  'replug',
] as const
const TEAMS = ['originating-port', 'source-mac', 'ip-hash', 'explicit'] as const
/** EST (no tag), VST and VGT groups, and one that is shaped. */
const GROUPS = ['plain', 'plain', 'plain', 'plain', 'plain', 'tagged', 'guest', 'shaped'] as const
const VLAN = 10

const LIMITS = { vms: 6, hosts: 3, stations: 2, flows: 6 }
const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
/** The first nearly always, the others now and then. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })
const upTo = (max: number): fc.Arbitrary<number> => fc.nat(max)

const hostWish = fc.record({
  model: fc.nat(NIC_MODELS.length - 1),
  vfs: upTo(4),
  iommu: mostly<IommuMode>('strict', 'off', 'lazy', 'passthrough'),
  interrupts: oneOf('trap' as const, 'posted' as const),
  uplinks: fc.integer({ min: 1, max: 3 }),
  hasStandby: fc.boolean(),
  teaming: oneOf(...TEAMS),
  /** Its ports of the physical switch are a channel. */
  hasChannel: mostly(false, true),
  isBeaconing: fc.boolean(),
  failback: fc.boolean(),
  netqueue: oneOf(0, 0, 2, 8),
  moderation: oneOf(undefined, '0us', '50us'),
  switching: oneOf('veb' as const, 'vepa' as const),
  isPlain: fc.boolean(),
  vf: fc.record({ vlan: mostly(0, VLAN), spoofCheck: fc.boolean(), trust: fc.boolean(), isLimited: fc.boolean() }),
  /** The physical switch tags for the host. */
  isAccess: mostly(false, true),
  cores: fc.integer({ min: 1, max: 4 }),
  idle: oneOf(...IDLE_MODES),
  overcommit: oneOf(1, 1.5),
  haltPoll: mostly('0s', '50us', '200us'),
  rss: oneOf(1, 1, 4),
  isPinned: fc.boolean(),
  balancer: mostly('0s', '1ms'),
  isUnsafe: mostly(false, true),
  hasReset: mostly(true, false),
  vswitch: mostly<'esx' | 'linux-bridge'>('esx', 'linux-bridge'),
  netflow: mostly(undefined, '1ms'),
  macVlan: mostly(undefined, VLAN),
})

const vmWish = fc.record({
  host: upTo(LIMITS.hosts - 1),
  adapters: fc.tuple(oneOf(...ADAPTERS), mostly(null, ...ADAPTERS)).map((pair) => pair.filter((kind) => kind !== null)),
  group: oneOf(...GROUPS),
  vcpus: fc.integer({ min: 1, max: 3 }),
  offloads: fc.record({ tso: fc.boolean(), lro: fc.boolean(), checksum: fc.boolean(), zeroCopyTx: fc.boolean() }),
  zeroCopyRx: fc.boolean(),
  mtu: mostly(1500, 9000, 600),
  driver: mostly(true, false),
  services: mostly<string[]>([], ['vmsafe'], ['fault-tolerance']),
  isReserved: fc.boolean(),
  /** The guest tags by itself. */
  isTagging: mostly(false, true),
  rss: oneOf(1, 1, 3),
  standby: mostly(true, false),
  answersUnplug: mostly(true, false),
  firstMailbox: mostly(undefined, true),
  groups: mostly(undefined, ['239.1.1.1']),
  filter: mostly(undefined, [{ protocol: 'udp' as const }], [{ peer: '10.0.1.1' }]),
  allGroups: mostly(false, true),
  source: mostly(undefined, '02:bb:00:00:00:01'),
  /** What it receives is written to the memory of another VM. */
  isAttacker: mostly(false, true),
  hasTail: fc.boolean(),
  /** Which of the backends that the adapter may have. */
  backend: mostly(undefined, 0, 1, 2),
  latencySensitivity: mostly<'normal' | 'high'>('normal', 'high'),
  /** To the first and the last core of its host. */
  isBound: mostly(false, true),
})

const flowWish = fc.record({
  from: fc.nat(LIMITS.vms + LIMITS.stations - 1),
  to: fc.nat(LIMITS.vms + LIMITS.stations - 1),
  type: oneOf('tcp' as const, 'udp' as const, 'rr' as const, 'ping' as const),
  mbps: fc.integer({ min: 1, max: 2000 }),
  size: fc.integer({ min: 1, max: 1472 }),
  isExponential: fc.boolean(),
  group: mostly(undefined, '239.1.1.1', '239.1.2.1'),
  streams: fc.integer({ min: 1, max: 3 }),
  bytes: oneOf(undefined, undefined, 1, 20_000),
  timestamps: fc.boolean(),
  socketBuffer: mostly(undefined, '2KiB', '64KiB'),
  start: fc.nat(40),
  stop: oneOf(undefined, undefined, 60, 90),
})

/** Most are over soon; a few last until functions are reset, VMs have moved and timers have run out. */
const DURATIONS_MS = [6, 10, 10, 15, 20, 30, 60]

export const labWish = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  durationMs: oneOf(...DURATIONS_MS),
  profile: oneOf('modern' as const, 'modern' as const, 'legacy' as const),
  hosts: fc.array(hostWish, { minLength: 1, maxLength: LIMITS.hosts }),
  vms: fc.array(vmWish, { minLength: 1, maxLength: LIMITS.vms }),
  stations: fc.array(
    fc.record({
      hasCpu: fc.boolean(),
      isTagged: mostly(false, true),
      mtu: mostly(1500, 9000),
      rss: oneOf(1, 2),
      isRouter: mostly(false, true),
    }),
    {
      minLength: 1,
      maxLength: LIMITS.stations,
    },
  ),
  flows: fc.array(flowWish, { minLength: 1, maxLength: LIMITS.flows }),
  events: fc.array(scriptWish, { maxLength: 6 }),
  migration: fc.record({
    policy: oneOf('pre-copy' as const, 'pre-copy' as const, 'stop-and-copy' as const),
    maxRounds: oneOf(1, 30),
    dirtyRate: oneOf(0, 1000, 100_000),
    isAdaptive: mostly(false, true),
    skipRewritten: fc.boolean(),
    leaveFunctions: mostly<'first' | 'last'>('first', 'last'),
    unplugTimeout: oneOf(undefined, '2ms'),
  }),
  loss: oneOf(0, 0, 0.001, 0.05),
  delay: oneOf('100ns', '500ns', '20us'),
  speed: mostly(undefined, 1e9, 1e8),
  queue: oneOf(8, 64, 1024),
  switchMtu: oneOf(1500, 9216),
})

export type LabWish = typeof labWish extends fc.Arbitrary<infer Wish> ? Wish : never
type HostWish = LabWish['hosts'][number]
type VmWish = LabWish['vms'][number]
type FlowWish = LabWish['flows'][number]

const modelOf = ({ model }: HostWish): NicModelEntry => NIC_MODELS[model]!
const needsFunction = (kind: VmWish['adapters'][number]): boolean => adapter(kind).function !== 'none'

function nicOf(wish: HostWish): LabNic {
  const model = modelOf(wish)
  const vfs = Math.min(wish.vfs, model.usableVfs)
  const { vlan, spoofCheck, trust, isLimited } = wish.vf
  const isRated = isLimited && model.vfRate
  const netqueue = Math.min(wish.netqueue, model.netqueues)
  return {
    model: model.id,
    switching: wish.switching,
    mtu: 9000 <= model.maxMtu ? 9000 : 1500,
    ...(vfs > 0 ? { vfs, vf: { 0: { vlan, spoofCheck, trust, ...(isRated ? { rate: '500Mbps' } : {}) } } } : {}),
    ...(netqueue > 0 ? { netqueue, balancer: wish.balancer } : {}),
    rss: Math.min(wish.rss, model.rssQueues),
    ...(wish.isPinned ? { affinity: [0, wish.cores - 1] } : {}),
    ...(wish.hasReset ? {} : { resetMethod: 'none' }),
    ...(wish.moderation === undefined ? {} : { moderation: wish.moderation }),
    ...(wish.isPlain ? { offloads: { tso: false, lro: false, checksum: false } } : {}),
  }
}

const portGroups = (macVlan: number | undefined): Record<string, LabPortGroup> => ({
  plain: macVlan === undefined ? {} : { macVlans: { '02:aa:00:00:00:01': macVlan } },
  tagged: { vlan: VLAN },
  guest: { vlan: 4095 },
  shaped: { shaping: { average: '100Mbps', peak: '400Mbps', burst: '30KB' } },
  vmotion: { vlan: 20 },
})

function hostOf(wish: HostWish, index: number): LabHost {
  const names = Array.from({ length: wish.uplinks }, (_, n) => `vmnic${n}`)
  const standby = wish.hasStandby && wish.teaming !== 'ip-hash' ? names.slice(1) : []
  const active = names.filter((name) => !standby.includes(name))
  return {
    cpu: { cores: wish.cores, idle: wish.idle },
    iommu: wish.iommu,
    interrupts: wish.interrupts,
    overcommit: wish.overcommit,
    haltPoll: wish.haltPoll,
    ...(wish.isUnsafe ? { allowUnsafeReset: true, allowUnsafeDma: true } : {}),
    nics: Object.fromEntries(names.map((name) => [name, nicOf(wish)])),
    vswitches: {
      vSwitch0: {
        kind: wish.vswitch,
        mtu: 9000,
        uplinks: { active, standby },
        teaming: wish.teaming,
        failback: wish.failback,
        detection: wish.isBeaconing ? 'beacon' : 'link',
        portGroups: portGroups(wish.macVlan),
        ...(wish.netflow === undefined ? {} : { netflow: { interval: wish.netflow } }),
      },
    },
    vmkernel: { vmk0: { network: 'vmotion', ip: `10.9.0.${index + 1}/24`, vmotion: true } },
  }
}

function vnicOf(wish: VmWish, nic: number, index: number, victim: string | null): LabVnic {
  const kind = wish.adapters[nic]!
  const entry = adapter(kind)
  const { tso, lro, checksum, zeroCopyTx } = wish.offloads
  const backend = wish.backend === undefined ? undefined : entry.backends[wish.backend % entry.backends.length]
  const isPlain = needsFunction(kind) || wish.mtu > entry.maxMtu
  return {
    adapter: kind,
    network: wish.group,
    ip: `10.${nic}.0.${index + 1}/16`,
    mtu: isPlain ? 1500 : wish.mtu,
    offloads: {
      tso: tso && entry.tso,
      lro: lro && entry.lro,
      checksum: checksum && entry.checksum,
      zeroCopyTx: zeroCopyTx && entry.zeroCopyTx,
      zeroCopyRx: wish.zeroCopyRx && entry.zeroCopyRx,
    },
    ...(needsFunction(kind) ? { function: 'auto' } : {}),
    ...(kind === 'npa' ? { plugins: ['intel', 'cisco', 'mellanox', 'broadcom', 'emulation'] } : {}),
    ...(entry.driver && !needsFunction(kind) ? { driver: wish.driver } : {}),
    ...(wish.isTagging && (wish.group === 'guest' || kind === 'passthrough') ? { vlan: VLAN } : {}),
    rss: Math.min(wish.rss, wish.vcpus),
    ...(backend === undefined ? {} : { backend }),
    ...(kind === 'failover' ? { standby: wish.standby } : {}),
    ...(entry.leaves === 'unplugged' ? { answersUnplug: wish.answersUnplug } : {}),
    ...(wish.filter === undefined ? {} : { filter: wish.filter }),
    ...(wish.groups === undefined ? {} : { groups: wish.groups }),
    ...(wish.allGroups ? { allGroups: true } : {}),
    ...(wish.firstMailbox === undefined ? {} : { firstMailbox: true }),
    ...(wish.source === undefined ? {} : { source: wish.source }),
    ...(victim === null || !wish.isAttacker ? {} : { dmaTarget: victim }),
  }
}

function vmOf(wish: VmWish, index: number, lab: LabWish): LabVm {
  const hostIndex = wish.host % lab.hosts.length
  const other = lab.vms.findIndex(({ host }, i) => i !== index && host % lab.hosts.length === hostIndex)
  const victim = other < 0 ? null : `v${other}`
  const nics = wish.adapters.map((_, nic) => [`eth${nic}`, vnicOf(wish, nic, index, victim)] as const)
  return {
    host: `h${hostIndex}`,
    vcpus: wish.vcpus,
    latencySensitivity: wish.latencySensitivity,
    ...(wish.isBound ? { affinity: [0, lab.hosts[hostIndex]!.cores - 1] } : {}),
    memory: '4MiB',
    ...(wish.isReserved ? { reservation: '4MiB' } : {}),
    ...(wish.services.length > 0 ? { services: wish.services } : {}),
    dirty: {
      rate: lab.migration.dirtyRate,
      workingSet: '512KiB',
      ...(wish.hasTail ? { more: [{ rate: 200, workingSet: '1MiB' }] } : {}),
    },
    nics: Object.fromEntries(nics),
  }
}

function flowOf(wish: FlowWish, from: string, to: string, durationMs: number): LabFlow {
  const { type, size, streams, bytes, timestamps, socketBuffer } = wish
  const at = (percent: number): string => `${Math.round(durationMs * 10 * percent)}us`
  return {
    from,
    to,
    type,
    start: at(wish.start),
    ...(wish.stop === undefined ? {} : { stop: at(wish.stop) }),
    ...(type === 'tcp'
      ? {
          streams,
          timestamps,
          ...(bytes === undefined ? {} : { bytes }),
          ...(socketBuffer === undefined ? {} : { socketBuffer, size: 1 + size * 40 }),
        }
      : { size }),
    ...(type === 'udp' ? { rate: `${wish.mbps}Mbps`, arrival: wish.mbps % 2 === 0 ? 'constant' : 'poisson' } : {}),
    ...(type === 'udp' && wish.isExponential ? { sizes: 'exponential' } : {}),
    ...(type === 'udp' && wish.group !== undefined ? { group: wish.group } : {}),
    ...(type === 'ping' ? { interval: '200us' } : {}),
  }
}

/** The fastest that both ends of a link can, or less. */
const speedOf = (wish: LabWish, host: HostWish | null): { speed?: number } => {
  const fastest = host === null ? Infinity : Math.max(...modelOf(host).speedsBps)
  return wish.speed === undefined || wish.speed > fastest ? {} : { speed: wish.speed }
}

export function labOf(wish: LabWish): Lab {
  const { durationMs, loss, delay } = wish
  const links: NonNullable<Lab['links']> = []
  const vlans: NonNullable<NonNullable<Lab['switches']>[string]['vlans']> = {}
  const hosts: Record<string, LabHost> = {}
  const stations: Record<string, LabStation> = {}
  const channels: number[][] = []
  let port = 0
  wish.hosts.forEach((host, i) => {
    hosts[`h${i}`] = hostOf(host, i)
    const ports: number[] = []
    for (let n = 0; n < host.uplinks; n++) {
      ports.push(++port)
      links.push({ ends: [`h${i}/vmnic${n}`, `core/${port}`], loss, delay, ...speedOf(wish, host) })
      if (host.isAccess) vlans[port] = { access: VLAN }
    }
    if (host.hasChannel) channels.push(ports)
  })
  wish.stations.forEach(({ hasCpu, isTagged, mtu, rss, isRouter }, i) => {
    stations[`s${i}`] = {
      ip: `10.0.1.${i + 1}/16`,
      mtu,
      ...(hasCpu ? { cpu: { cores: 2 }, nic: { rss } } : {}),
      ...(isRouter ? { forwarding: true, gateway: `10.0.1.${((i + 1) % wish.stations.length) + 1}` } : {}),
      ...(isTagged ? { vlan: VLAN } : {}),
    }
    links.push({ ends: [`s${i}`, `core/${++port}`], loss, delay, ...speedOf(wish, null) })
  })
  const ends = [...wish.vms.map((_, i) => `v${i}/eth0`), ...wish.stations.map((_, i) => `s${i}`)]
  const flows: Record<string, LabFlow> = {}
  wish.flows.forEach((flow, i) => {
    const from = ends[flow.from % ends.length]!
    const to = ends[flow.to % ends.length]!
    if (from !== to) flows[`f${i}`] = flowOf(flow, from, to, durationMs)
  })
  const places: ScriptPlaces = {
    vms: wish.vms.map(({ host }) => host % wish.hosts.length),
    hosts: wish.hosts.map((host) => ({ vfs: Math.min(host.vfs, modelOf(host).usableVfs) })),
    links: links.map(({ ends: [end] }) => end),
    durationMs,
  }
  const events = wish.events.map((event: ScriptWish) => randomEvent(event, places))
  const { policy, maxRounds, isAdaptive, skipRewritten, leaveFunctions, unplugTimeout } = wish.migration
  return {
    format: 'iov-lab/1',
    name: 'random',
    seed: wish.seed,
    duration: `${durationMs}ms`,
    profile: wish.profile,
    // else nothing that was reset or moved would be back before the end
    costs: {
      'function-reset-latency': 5e8,
      'vf-start-latency': 2e8,
      'suspend-latency': 5e8,
      'hotplug-latency': 3e8,
      'attach-latency': 1e8,
    },
    migration: {
      policy,
      maxRounds,
      skipRewritten,
      leaveFunctions,
      ...(unplugTimeout === undefined ? {} : { unplugTimeout }),
      ...(isAdaptive ? { rate: { min: '100Mbps', max: '1Gbps', increment: '50Mbps', remainder: '64KiB' } } : {}),
    },
    hosts,
    vms: Object.fromEntries(wish.vms.map((vm, i) => [`v${i}`, vmOf(vm, i, wish)])),
    switches: { core: { ports: 16, queue: wish.queue, mtu: wish.switchMtu, vlans, channels } },
    stations,
    links,
    flows,
    events,
  }
}
