// Properties of a host and of what is inside it: NICs and functions, vSwitches, port groups, VMkernel adapters.
import { maxSpeed, NIC_MODELS, nicModel } from '../../src-shared/catalogue/nic-models'
import { DEFAULTS } from '../../src-shared/lab/defaults'
import { entries, own } from '../../src-shared/lab/maps'
import { IDLE_MODES, type Lab, type LabHost, TEAMING_POLICIES, VSWITCH_KINDS } from '../../src-shared/lab/schema'
import { formatRate } from '../ui/format'
import { choice, choices, type FieldGroup, flag, number, quantity, text, written } from './field'

const D = DEFAULTS

export const hostFields = (): FieldGroup[] => [
  {
    label: 'Processor and memory',
    fields: [
      number(['cpu', 'cores'], 'Cores', { min: 1, otherwise: String(D.hostCores) }),
      quantity(['cpu', 'clock'], 'Clock', 'clock', { otherwise: D.hostClock }),
      choice(['cpu', 'idle'], 'Idle states', choices(...IDLE_MODES), {
        otherwise: D.idle,
        says: 'How deep cores sleep that have nothing to do: waking them takes cycles, and from deep states time.',
      }),
      quantity('memory', 'Memory', 'size', { otherwise: D.hostMemory }),
      number('overcommit', 'Overcommit', {
        min: 1,
        unit: '×',
        otherwise: String(D.overcommit),
        says: 'Configured memory of the VMs may exceed physical memory by this factor.',
      }),
      quantity('haltPoll', 'Halt polling', 'time', {
        otherwise: 'none',
        says: 'How long a virtual CPU may poll before it is halted: what comes meanwhile need not wake it.',
      }),
    ],
  },
  {
    label: 'Passthrough',
    fields: [
      choice('iommu', 'IOMMU', choices('strict', 'lazy', 'passthrough', 'off'), {
        otherwise: D.iommu,
        says: 'Translates the addresses of DMA. Strict and lazy: drivers of a Linux host map each buffer. Passthrough: they see all memory. Off: no function can be given to a guest.',
      }),
      choice('interrupts', 'Interrupts', choices('trap', 'posted'), {
        otherwise: D.interrupts,
        says: 'How the interrupts of a passthrough function reach the guest.',
      }),
      number('interruptVectors', 'Interrupt vectors', {
        min: 0,
        otherwise: String(D.interruptVectors),
        says: 'What the host has for functions of guests: one for each queue pair, and one for the mailbox.',
      }),
    ],
  },
  {
    label: 'For training only',
    isRare: true,
    fields: [
      flag('allowUnsafeReset', 'Functions without reset', D.allowUnsafeReset, {
        says: 'VMs get functions that cannot be reset: what the hardware still holds of the last owner reaches the next.',
      }),
      flag('allowUnsafeDma', 'Functions without IOMMU', D.allowUnsafeDma, {
        says: 'VMs get functions although the IOMMU is off: nothing then keeps a function to its own VM.',
      }),
    ],
  },
]

export function nicFields(lab: Lab, id: string): FieldGroup[] {
  const [, host = '', , name = ''] = id.split('/')
  const nic = own(own(lab.hosts, host)?.nics, name)
  const model = nicModel(nic?.model ?? '')
  const pointer = id.split('/')
  return [
    {
      label: 'Card',
      fields: [
        choice(
          'model',
          'Model',
          NIC_MODELS.map((entry) => ({
            value: entry.id,
            label: `${entry.name}, ${formatRate(maxSpeed(entry))}${entry.usableVfs > 0 ? '' : ', no SR-IOV'}`,
          })),
        ),
        choice(
          'speed',
          'Speed',
          (model?.speedsBps ?? []).map((speed) => ({ value: `${speed / 1e9}Gbps`, label: formatRate(speed) })),
          {
            otherwise: model ? formatRate(maxSpeed(model)) : '',
            says: 'It runs at the speed of its link, if that is slower.',
          },
        ),
        number('mtu', 'MTU', { min: 68, max: model?.maxMtu, unit: 'bytes', otherwise: String(D.nicMtu) }),
        number('vfs', 'Virtual functions', {
          min: 0,
          max: model?.usableVfs,
          unit: `of ${model?.usableVfs ?? 0}`,
          otherwise: String(D.vfs),
          says: 'Shares of the port that can be given to guests (NumVFs).',
          command: (value) => ({ id: 'set-vfs', payload: { nic: pointer, count: Number(value ?? 0) } }),
        }),
      ],
    },
    {
      label: 'Queues and offloads',
      isRare: true,
      fields: [
        number('netqueue', 'NetQueue', {
          min: 0,
          max: model?.netqueues,
          unit: `of ${model?.netqueues ?? 0}`,
          otherwise: String(D.netqueue),
          says: 'Receive queues with a MAC filter, beside the default queue.',
        }),
        number('rss', 'RSS', {
          min: 1,
          max: model?.rssQueues,
          unit: `of ${model?.rssQueues ?? 1}`,
          otherwise: String(D.rss),
          says: 'Hardware queues over which the default queue spreads frames by a hash of addresses and ports.',
        }),
        quantity('balancer', 'Balancer', 'time', {
          otherwise: 'none',
          says: 'Period in which busy vNICs get receive queues of their own, and idle ones lose theirs.',
        }),
        quantity('moderation', 'Moderation', 'time', {
          otherwise: 'of the model',
          says: 'Least time between two interrupts; 0: one for every frame.',
        }),
        flag(['offloads', 'tso'], 'TSO', model?.tso ?? true, { says: 'The NIC cuts large segments into frames.' }),
        flag(['offloads', 'lro'], 'LRO', model?.lro ?? true, { says: 'The NIC merges received frames.' }),
        flag(['offloads', 'checksum'], 'Checksums', model?.checksum ?? true),
        choice('switching', 'Switching', choices('veb', 'vepa'), {
          otherwise: D.switching,
          says: 'veb: frames between functions turn in the NIC; vepa: they go to the switch and back.',
        }),
        written('affinity', 'Cores of the queues', 'numbers', {
          otherwise: 'any free core',
          says: 'Cores that serve the receive queues, default queues first: 0, 1, 2. The list starts over at its end.',
        }),
        flag('ari', 'Slot forwards ARI', D.ari, {
          says: 'Without it only the first eight functions of the device can be reached.',
        }),
        choice('resetMethod', 'Reset of a function', choices(['flr', 'FLR'], ['none', 'none']), {
          otherwise: 'of the model',
          says: 'How a function is reset between two owners.',
        }),
      ],
    },
  ]
}

export const vfFields = (): FieldGroup[] => [
  {
    label: 'Set by the administrator',
    fields: [
      text('mac', 'MAC address', { otherwise: 'the vNIC’s own' }),
      number('vlan', 'Port VLAN', { min: 0, max: 4094, otherwise: 'none' }),
      flag('spoofCheck', 'Spoof check', D.spoofCheck, { says: 'Frames with a foreign source address are dropped.' }),
      flag('trust', 'Trusted', D.trust, { says: 'The guest may change its MAC address and be promiscuous.' }),
      quantity('rate', 'Rate limit', 'rate', { otherwise: 'none' }),
      choice('dma', 'Guest aims it at', choices(['own', 'its own memory'], ['foreign', 'memory of others']), {
        otherwise: D.dma,
        says: 'Where the driver of the guest lets the function read and write; the IOMMU stops what is foreign.',
      }),
    ],
  },
]

export const vswitchFields = (): FieldGroup[] => [
  {
    label: 'Switch',
    fields: [
      choice('kind', 'Kind', choices(...VSWITCH_KINDS), {
        otherwise: D.vswitchKind,
        says: 'Whose software forwards, and what a frame costs in it.',
      }),
      number('mtu', 'MTU', { min: 68, unit: 'bytes', otherwise: String(D.vswitchMtu) }),
      choice('teaming', 'Teaming', choices(...TEAMING_POLICIES), {
        otherwise: D.teaming,
        says: 'Which of the active uplinks a port uses.',
      }),
      quantity(['netflow', 'interval'], 'Reports flows every', 'time', {
        otherwise: 'never',
        says: 'NetFlow: a record of each flow that passes the vSwitch.',
      }),
      choice('detection', 'Detects failure by', choices('link', 'beacon'), { otherwise: D.detection }),
      flag('failback', 'Fail back', D.failback, { says: 'Returns to an uplink as soon as it is up again.' }),
      flag('notifySwitches', 'Notify switches', D.notifySwitches, {
        says: 'Announces the addresses of VMs where they move to another port.',
      }),
    ],
  },
]

export const portGroupFields = (): FieldGroup[] => [
  {
    label: 'Port group',
    fields: [
      number('vlan', 'VLAN', { min: 0, max: 4095, otherwise: 'none', says: '0: untagged, 4095: the guest tags.' }),
      written('macVlans', 'VLANs by MAC', 'macVlans', {
        otherwise: 'none',
        says: 'VLANs of single addresses, before that of the group: 02:00:00:00:00:10 20. Functions know nothing of them.',
      }),
    ],
  },
  {
    label: 'Security',
    fields: [
      flag('promiscuous', 'Promiscuous mode', D.promiscuous),
      flag('macChanges', 'MAC changes', D.macChanges),
      flag('forgedTransmits', 'Forged transmits', D.forgedTransmits),
    ],
  },
  {
    label: 'Traffic shaping',
    isRare: true,
    fields: [
      quantity(['shaping', 'average'], 'Average', 'rate', { otherwise: 'not shaped' }),
      quantity(['shaping', 'peak'], 'Peak', 'rate', { otherwise: 'the average' }),
      quantity(['shaping', 'burst'], 'Burst', 'size', { otherwise: D.burst }),
    ],
  },
]

/** Port groups of a host as `vSwitch0/prod`. */
export const networksOf = (host: LabHost | undefined): string[] =>
  entries(host?.vswitches).flatMap(([vswitch, settings]) =>
    Object.keys(settings.portGroups ?? {}).map((group) => `${vswitch}/${group}`),
  )

export function vmkernelFields(lab: Lab, id: string): FieldGroup[] {
  const host = own(lab.hosts, id.split('/')[1] ?? '')
  return [
    {
      label: 'Interface of the hypervisor',
      fields: [
        choice('network', 'Port group', choices(...networksOf(host))),
        text('ip', 'IP address', { says: 'With prefix: 10.20.0.1/24' }),
        flag('vmotion', 'For VMotion', D.vmotion, { says: 'Memory of VMs is copied through this interface.' }),
      ],
    },
  ]
}
