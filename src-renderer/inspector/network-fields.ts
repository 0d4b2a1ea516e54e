// Properties of what is outside the hosts, of traffic, of the script, and of the lab itself.
import { DEFAULTS } from '../../src-shared/lab/defaults'
import { entries, own } from '../../src-shared/lab/maps'
import { EVENT_KINDS, FLOW_TYPES, IDLE_MODES, type Lab, VM_EVENTS } from '../../src-shared/lab/schema'
import { choice, choices, type Field, type FieldGroup, flag, number, quantity, text, written } from './field'

const D = DEFAULTS

export const labFields = (): FieldGroup[] => [
  {
    label: 'Lab',
    fields: [
      text('name', 'Name'),
      { kind: 'long-text', at: ['description'], label: 'Description' },
      quantity('duration', 'Duration', 'time', { otherwise: D.duration, says: 'Simulated time of a run.' }),
      number('seed', 'Seed', { otherwise: String(D.seed), says: 'The same seed gives the same run, everywhere.' }),
      choice('profile', 'Costs', choices(['modern', 'modern (≈ 2015)'], ['legacy', 'legacy (≈ 2006)']), {
        otherwise: D.profile,
      }),
      written('costs', 'Other costs', 'costs', {
        otherwise: 'none',
        says: 'Stages that cost something else than in the cost model (Help > Cost Model): vm-exit 1200, copy-byte 0.3.',
      }),
    ],
  },
  {
    label: 'Migration',
    fields: [
      choice(['migration', 'policy'], 'Policy', choices('pre-copy', 'stop-and-copy'), { otherwise: D.migrationPolicy }),
      quantity(['migration', 'downtimeGoal'], 'Downtime goal', 'time', { otherwise: D.downtimeGoal }),
      number(['migration', 'maxRounds'], 'Most rounds', { min: 1, otherwise: String(D.maxRounds) }),
      quantity(['migration', 'bandwidth'], 'Bandwidth', 'rate', { otherwise: 'unlimited' }),
      written(['migration', 'rate'], 'Adaptive rate', 'adaptiveRate', {
        otherwise: 'none',
        says: `In place of the downtime goal: the rate of the first round, the highest rate, and where wanted the step (${D.rateIncrement}) and the rest to stop for (${D.rateRemainder}).`,
      }),
      choice(
        ['migration', 'leaveFunctions'],
        'To emulation',
        choices(['first', 'before pre-copy'], ['last', 'at the stop']),
        {
          otherwise: D.leaveFunctions,
          says: 'When a passthrough adapter leaves its function. At the stop: what the function writes meanwhile is lost.',
        },
      ),
      quantity(['migration', 'unplugTimeout'], 'Unplug timeout', 'time', {
        otherwise: 'by the design',
        says: 'How long the guest may take to let a device go. Not given: 5 s for unplug and replug, no limit for a failover pair.',
      }),
      flag(['migration', 'skipRewritten'], 'Skip pages written again', D.skipRewritten),
    ],
  },
]

export const switchFields = (): FieldGroup[] => [
  {
    label: 'Switch',
    fields: [
      number('ports', 'Ports', { min: 1, otherwise: String(D.switchPorts) }),
      number('mtu', 'MTU', { min: 68, unit: 'bytes', otherwise: String(D.switchMtu) }),
      number('queue', 'Queue', {
        min: 1,
        unit: 'frames',
        otherwise: String(D.switchQueue),
        says: 'Frames that a port can hold back.',
      }),
      written('channels', 'Channels', 'numberLists', {
        otherwise: 'none',
        says: 'Ports that are one for the machine behind them, as teaming by IP hash needs it: 1 2, 3 4 are two channels.',
      }),
    ],
  },
]

export const switchPortFields = (): FieldGroup[] => [
  {
    label: 'Port',
    fields: [
      number('access', 'Access VLAN', { min: 1, max: 4094, otherwise: String(D.accessVlan) }),
      written('trunk', 'Tagged VLANs', 'numbers', {
        otherwise: 'all',
        says: 'The tagged VLANs that pass, such as 10, 20.',
      }),
      number('native', 'Native VLAN', { min: 1, max: 4094, otherwise: 'none' }),
    ],
  },
]

export const stationFields = (): FieldGroup[] => [
  {
    label: 'Addresses',
    fields: [
      text('ip', 'IP address', { says: 'With prefix: 10.10.0.100/24' }),
      text('mac', 'MAC address', { otherwise: 'made from its name' }),
      number('mtu', 'MTU', { min: 68, unit: 'bytes', otherwise: String(D.stationMtu) }),
      number('vlan', 'VLAN tag', { min: 0, max: 4094, otherwise: 'none' }),
      text('gateway', 'Gateway', {
        otherwise: 'none',
        says: 'Address on its subnet of the machine that packets for other subnets go to.',
      }),
      flag('forwarding', 'Forwards', D.forwarding, {
        says: 'Passes packets for others on, as a router with one interface does.',
      }),
    ],
  },
  {
    label: 'Processor and NIC',
    isRare: true,
    fields: [
      number(['cpu', 'cores'], 'Cores', { min: 1, otherwise: 'never the bottleneck' }),
      quantity(['cpu', 'clock'], 'Clock', 'clock', { otherwise: 'never the bottleneck' }),
      choice(['cpu', 'idle'], 'Idle states', choices(...IDLE_MODES), {
        otherwise: D.idle,
        says: 'How deep cores sleep that have nothing to do. Without a processor they never do.',
      }),
      number(['nic', 'rss'], 'Receive queues', {
        min: 1,
        otherwise: 'one a core',
        says: 'Of the NIC, chosen by the RSS hash, each with its interrupt and core.',
      }),
      quantity(['nic', 'moderation'], 'Moderation', 'time', {
        otherwise: 'adaptive',
        says: 'Gap between two interrupts of a queue.',
      }),
      flag(['offloads', 'tso'], 'TSO', D.stationTso),
      flag(['offloads', 'lro'], 'LRO', true),
    ],
  },
]

export const linkFields = (): FieldGroup[] => [
  {
    label: 'Wire',
    fields: [
      quantity('speed', 'Speed', 'rate', {
        otherwise: 'of the slower NIC',
        says: 'What both ends agree on. Write it where a switch port or a station is slower than the NIC.',
      }),
      quantity('delay', 'Delay', 'time', {
        otherwise: D.linkDelay,
        says: 'Propagation in one direction: 5 ns a metre.',
      }),
      number('loss', 'Loss', {
        min: 0,
        max: 1,
        otherwise: '0',
        says: 'Probability that a frame is lost, in each direction.',
      }),
    ],
  },
]

const endpoints = (lab: Lab): string[] => [
  ...entries(lab.vms).flatMap(([vm, settings]) => Object.keys(settings.nics ?? {}).map((nic) => `${vm}/${nic}`)),
  ...Object.keys(lab.stations ?? {}),
]

export function flowFields(lab: Lab, id: string): FieldGroup[] {
  const flow = own(lab.flows, id.slice('flows/'.length))
  const byType: Record<string, Field[]> = {
    tcp: [
      number('streams', 'Connections', { min: 1, otherwise: String(D.tcpStreams) }),
      quantity('bytes', 'Bytes of each', 'size', { otherwise: 'unlimited' }),
      quantity('size', 'Bytes of a write', 'size', {
        otherwise: `${D.tcpSize}B`,
        says: 'Each write is a call of the system.',
      }),
      quantity('socketBuffer', 'Socket buffers', 'size', {
        otherwise: D.socketBuffer,
        says: 'Of both ends: they bound what is on the way.',
      }),
      flag('timestamps', 'Timestamps', D.timestamps, { says: 'RFC 7323: twelve bytes of every segment.' }),
    ],
    udp: [
      quantity('rate', 'Rate', 'rate', { otherwise: D.udpRate }),
      quantity('size', 'Payload', 'size', { otherwise: `${D.udpSize}B` }),
      choice('arrival', 'Arrival', choices('constant', 'poisson'), { otherwise: D.arrival }),
      choice('sizes', 'Sizes', choices('constant', 'exponential'), { otherwise: D.sizes }),
      text('group', 'Multicast group', {
        otherwise: 'none',
        says: 'Sent to all who have joined it; the end of the flow has.',
      }),
    ],
    rr: [
      quantity('size', 'Request', 'size', { otherwise: `${D.rrSize}B` }),
      quantity('reply', 'Reply', 'size', { otherwise: `${D.rrReply}B` }),
    ],
    ping: [
      quantity('interval', 'Interval', 'time', { otherwise: D.pingInterval }),
      quantity('size', 'Payload', 'size', { otherwise: `${D.pingSize}B` }),
    ],
  }
  return [
    {
      label: 'Traffic',
      fields: [
        choice('from', 'From', choices(...endpoints(lab))),
        choice('to', 'To', choices(...endpoints(lab))),
        choice('type', 'Kind', choices(...FLOW_TYPES)),
        ...(byType[flow?.type ?? 'tcp'] ?? []),
      ],
    },
    {
      label: 'When',
      fields: [
        quantity('start', 'Start', 'time', { otherwise: D.flowStart }),
        quantity('stop', 'Stop', 'time', { otherwise: 'end of the run' }),
      ],
    },
  ]
}

export function eventFields(lab: Lab, id: string): FieldGroup[] {
  const event = lab.events?.[Number(id.split('/')[1])]
  const isOfVm = event?.do === 'vmotion' || event?.do === 'hot-add' || VM_EVENTS.some((one) => one === event?.do)
  const isLink = event?.do === 'link-down' || event?.do === 'link-up'
  const ends = (lab.links ?? []).map((link) => link.ends[0])
  return [
    {
      label: 'Event of the script',
      fields: [
        quantity('at', 'At', 'time'),
        choice('do', 'Does', choices(...EVENT_KINDS)),
        ...(isOfVm ? [choice('vm', 'VM', choices(...Object.keys(lab.vms ?? {})))] : []),
        ...(event?.do === 'vmotion' ? [choice('to', 'To host', choices(...Object.keys(lab.hosts ?? {})))] : []),
        ...(event?.do === 'hot-add' ? [quantity('memory', 'Memory', 'size')] : []),
        ...(isLink ? [choice('link', 'Link of', choices(...ends))] : []),
        ...(event?.do === 'vf-failure' || event?.do === 'vf-recovery' ? [text('path', 'Virtual function')] : []),
        ...(event?.do === 'set' ? [text('path', 'Property'), written('value', 'Value', 'anyValue')] : []),
      ],
    },
  ]
}

export const captureFields = (): FieldGroup[] => [
  {
    label: 'Capture',
    fields: [
      text('at', 'At'),
      text('file', 'File'),
      number('snaplen', 'Bytes of each frame', { min: 1, otherwise: String(D.snaplen) }),
    ],
  },
]
