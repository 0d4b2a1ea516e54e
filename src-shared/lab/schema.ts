// The lab document, `iov-lab/1`: its shape as people write it. Types are inferred from here and written nowhere else.
// Objects are loose on purpose: fields that this version does not know survive a round trip (rule 13 of the house).
// Meaning (defaults, units, references) is resolved by `resolve-lab.ts`; every mistake is reported by `check-lab.ts`.
import { z } from 'zod'
import { cpu } from './cpu-schema'
import { eventSchema, type VM_EVENTS, type VM_OPERATIONS } from './event-schema'
import { quantity } from './quantity-schema'
import { type ADAPTERS, type BACKENDS, vnic } from './vnic-schema'

/** `[A-Za-z0-9][A-Za-z0-9 ._-]*`; a path joins identifiers with `/`. */
export const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/

const map = <T extends z.ZodType>(value: T) => z.record(z.string(), value)

const IOMMU_MODES = ['off', 'strict', 'lazy', 'passthrough'] as const
export type IommuMode = (typeof IOMMU_MODES)[number]

export const VSWITCH_KINDS = ['esx', 'linux-bridge'] as const
export const FLOW_TYPES = ['tcp', 'udp', 'rr', 'ping'] as const
export const TEAMING_POLICIES = ['originating-port', 'source-mac', 'ip-hash', 'explicit'] as const
export const SERVICES = ['vmsafe', 'fault-tolerance'] as const

const vfSettings = z.looseObject({
  mac: z.string().optional(),
  vlan: z.number().optional(),
  spoofCheck: z.boolean().optional(),
  trust: z.boolean().optional(),
  rate: quantity.optional(),
  dma: z
    .enum(['own', 'foreign'])
    .optional()
    .describe('Where the driver of the guest lets the function read and write: foreign is memory of somebody else'),
})

const nic = z.looseObject({
  model: z.string(),
  speed: quantity
    .optional()
    .describe('Of the port, one that the model can; absent: its fastest. It runs at the speed of its link.'),
  mtu: z.number().optional(),
  vfs: z.number().optional(),
  vf: map(vfSettings).optional(),
  netqueue: z.number().optional(),
  rss: z
    .number()
    .optional()
    .describe('Hardware queues over which the default receive queue spreads frames by their RSS hash; absent: one.'),
  affinity: z
    .array(z.number())
    .optional()
    .describe(
      'Cores that serve the receive queues, default queues first; the list starts over at its end. Absent: any free core.',
    ),
  balancer: quantity
    .optional()
    .describe(
      'Period of the NetQueue balancer (ESX: about 5 s), which gives busy vNICs queues of their own and puts idle ones ' +
        'back on the default queue. Absent or 0: filters are spread evenly as they come and stay.',
    ),
  moderation: quantity.optional(),
  offloads: z
    .looseObject({ tso: z.boolean().optional(), lro: z.boolean().optional(), checksum: z.boolean().optional() })
    .optional(),
  switching: z.enum(['veb', 'vepa']).optional(),
  ari: z
    .boolean()
    .optional()
    .describe(
      'The slot forwards ARI. false: only the first eight functions on the bus of the device can be reached; some models ' +
        'then have theirs on the next bus. Absent: it does.',
    ),
  resetMethod: z
    .enum(['flr', 'none'])
    .optional()
    .describe('How a function of the NIC is reset between two owners; none: not at all. Absent: what the model can.'),
})

const shaping = z.looseObject({ average: quantity, peak: quantity.optional(), burst: quantity.optional() })

const portGroup = z.looseObject({
  vlan: z.number().optional(),
  promiscuous: z.boolean().optional(),
  macChanges: z.boolean().optional(),
  forgedTransmits: z.boolean().optional(),
  shaping: shaping.optional(),
  macVlans: map(z.number())
    .optional()
    .describe('VLANs of single MAC addresses, which go before that of the group; functions know nothing of them.'),
})

const vswitch = z.looseObject({
  kind: z
    .enum(VSWITCH_KINDS)
    .optional()
    .describe(
      'Whose software forwards, and what a frame costs in it: esx, or the learning bridge of Linux with its hooks.',
    ),
  mtu: z.number().optional(),
  uplinks: z
    .looseObject({ active: z.array(z.string()).optional(), standby: z.array(z.string()).optional() })
    .optional(),
  teaming: z.enum(TEAMING_POLICIES).optional(),
  failback: z.boolean().optional(),
  notifySwitches: z.boolean().optional(),
  detection: z.enum(['link', 'beacon']).optional(),
  netflow: z
    .looseObject({ interval: quantity.optional() })
    .optional()
    .describe('Reports each flow that passes, with its frames and bytes, at this interval (60 s). Absent: no reports.'),
  portGroups: map(portGroup).optional(),
})

const host = z.looseObject({
  cpu: cpu.optional(),
  memory: quantity.optional(),
  overcommit: z.number().optional(),
  haltPoll: quantity
    .optional()
    .describe(
      'Longest time that a virtual CPU polls before it is halted (halt_poll_ns of KVM: 200us); none: it is halted at once.',
    ),
  iommu: z
    .enum(IOMMU_MODES)
    .optional()
    .describe(
      'strict and lazy: the drivers of a Linux host map and unmap each buffer, and wait for the IOTLB each time or once for many; ' +
        'passthrough: they see all memory, and functions of guests their own alone; off: no function can be given to a guest.',
    ),
  interrupts: z.enum(['trap', 'posted']).optional(),
  interruptVectors: z
    .number()
    .optional()
    .describe(
      'Interrupt vectors that the host has for functions of guests; each function takes one for each of its queue pairs and one ' +
        'for its mailbox. Absent: 3,072.',
    ),
  allowUnsafeReset: z
    .boolean()
    .optional()
    .describe(
      'For training: VMs get functions that cannot be reset. What the hardware still holds of the last owner reaches the next.',
    ),
  allowUnsafeDma: z
    .boolean()
    .optional()
    .describe(
      'For training: VMs get functions although the IOMMU is off. Nothing then keeps a function to its own VM.',
    ),
  nics: map(nic).optional(),
  vswitches: map(vswitch).optional(),
  vmkernel: map(z.looseObject({ network: z.string(), ip: z.string(), vmotion: z.boolean().optional() })).optional(),
})

const vm = z.looseObject({
  host: z.string(),
  latencySensitivity: z
    .enum(['normal', 'high'])
    .optional()
    .describe(
      'high: each virtual CPU has a core of the host to itself, where it waits instead of halting. Where the host cannot give one ' +
        'to each and keep one for others, they share and halt like all, until others leave enough.',
    ),
  affinity: z
    .array(z.number())
    .optional()
    .describe(
      'Cores of the host on which its virtual CPUs may run (scheduling affinity of vSphere); others may run there too. VMotion ' +
        'does not move such a VM. Absent: any core.',
    ),
  vcpus: z.number().optional(),
  memory: quantity.optional(),
  reservation: quantity.optional(),
  services: z.array(z.string()).optional(),
  dirty: z
    .looseObject({
      rate: z.number().optional(),
      workingSet: quantity.optional(),
      more: z
        .array(z.looseObject({ rate: z.number(), workingSet: quantity }))
        .optional()
        .describe('Further sets of pages, each written at a rate of its own: a tail beside the hot set'),
    })
    .optional(),
  nics: map(vnic).optional(),
})

const switchPort = z.looseObject({
  access: z.number().optional(),
  trunk: z.array(z.number()).optional(),
  native: z.number().optional(),
})

const physicalSwitch = z.looseObject({
  ports: z.number().optional(),
  mtu: z.number().optional(),
  queue: z.number().optional(),
  vlans: map(switchPort).optional(),
  channels: z
    .array(z.array(z.number()))
    .optional()
    .describe(
      'Static channels (link aggregation without LACP): lists of ports that are one for the machine behind them, as teaming by ' +
        'IP hash needs it.',
    ),
})

const station = z.looseObject({
  ip: z.string().optional(),
  mac: z.string().optional(),
  mtu: z.number().optional(),
  vlan: z.number().optional(),
  gateway: z
    .string()
    .optional()
    .describe('Address on its subnet of the machine that packets for other subnets go to. Absent: they are lost.'),
  forwarding: z
    .boolean()
    .optional()
    .describe(
      'Passes packets for others on, as a router with one interface does; received segments are then not merged.',
    ),
  cpu: cpu.optional(),
  nic: z
    .looseObject({
      rss: z
        .number()
        .optional()
        .describe(
          'Receive queues that the RSS hash chooses from, each with its interrupt and core. Absent: a queue a core, and ' +
            'every frame comes to the core of its socket.',
        ),
      moderation: quantity.optional().describe('Gap between two interrupts of a queue. Absent: adaptive.'),
    })
    .optional(),
  offloads: z.looseObject({ tso: z.boolean().optional(), lro: z.boolean().optional() }).optional(),
})

const link = z.looseObject({
  ends: z.tuple([z.string(), z.string()]),
  delay: quantity.optional(),
  loss: z.number().optional(),
  speed: quantity
    .optional()
    .describe(
      'What both ends agree on, written where a switch port or a station is slower than the NIC. Absent: that of the slower ' +
        'NIC at its ends, 10 Gb/s where there is none.',
    ),
})

const flow = z.looseObject({
  from: z.string(),
  to: z.string(),
  type: z.enum(FLOW_TYPES),
  start: quantity.optional(),
  stop: quantity.optional(),
  streams: z.number().optional(),
  bytes: quantity.optional(),
  timestamps: z.boolean().optional(),
  socketBuffer: quantity
    .optional()
    .describe(
      'tcp: socket buffers of both ends, which bound what is on the way. Absent: 4 MiB. Two segments fit in always.',
    ),
  rate: quantity.optional(),
  size: quantity
    .optional()
    .describe('udp, ping: payload; rr: request; tcp: what the application hands over with one call (64 KiB).'),
  arrival: z.enum(['constant', 'poisson']).optional(),
  sizes: z.enum(['constant', 'exponential']).optional(),
  group: z
    .string()
    .optional()
    .describe(
      'udp: multicast group that the datagrams are sent to, such as 239.1.1.1; the end of the flow has joined it.',
    ),
  reply: quantity.optional(),
  interval: quantity.optional(),
})

const capture = z.looseObject({ at: z.string(), file: z.string(), snaplen: z.number().optional() })
const check = z.looseObject({
  id: z.string(),
  that: z
    .string()
    .describe('A condition in the language of checks: Help > Language of checks, or `iov-lab check --words`'),
  says: z.string().optional(),
  hint: z.string().optional().describe('Shown when the check does not hold; else the step of the guide that names it'),
})

const variant = z.looseObject({
  says: z.string().optional(),
  set: map(z.unknown()).describe(
    'Place in the document, its names joined by /, to what is there instead; null takes it out',
  ),
})

const migration = z.looseObject({
  policy: z.enum(['pre-copy', 'stop-and-copy']).optional(),
  downtimeGoal: quantity.optional(),
  maxRounds: z.number().optional(),
  bandwidth: quantity.optional(),
  rate: z
    .looseObject({
      min: quantity,
      max: quantity,
      increment: quantity.optional(),
      remainder: quantity.optional(),
    })
    .optional()
    .describe(
      'Adaptive rate: the first round at min, each further one at the rate at which the last one dirtied pages and the increment; beyond max there is one round at max, then the VM is stopped, as it is when no more than the remainder is left; the rest goes at max. Takes the place of the downtime goal',
    ),
  leaveFunctions: z
    .enum(['first', 'last'])
    .optional()
    .describe(
      'When upt and npa leave their function: before the first page is sent, or only when the VM stands still, so that what the function writes meanwhile is lost; first where it is absent',
    ),
  unplugTimeout: quantity
    .optional()
    .describe(
      'How long a guest may take to give its function back before the move is given up. Absent: 5 s for replug, as libvirt ' +
        'waits, and without end for failover, as QEMU does',
    ),
  skipRewritten: z
    .boolean()
    .optional()
    .describe('Pages that were written again since their round began are left to the next round'),
})

export const FORMAT = 'iov-lab/1'

export const labSchema = z.looseObject({
  format: z.literal(FORMAT),
  name: z.string(),
  description: z.string().optional(),
  seed: z.number().optional(),
  duration: quantity.optional(),
  profile: z.enum(['modern', 'legacy']).optional(),
  costs: map(z.number()).optional(),
  migration: migration.optional(),
  hosts: map(host).optional(),
  vms: map(vm).optional(),
  switches: map(physicalSwitch).optional(),
  stations: map(station).optional(),
  links: z.array(link).optional(),
  flows: map(flow).optional(),
  events: z.array(eventSchema).optional(),
  captures: z.array(capture).optional(),
  checks: z.array(check).optional(),
  variants: map(variant)
    .optional()
    .describe('The same lab with changes, for run("NAME") and same(this, NAME) in checks'),
  answers: map(quantity)
    .optional()
    .describe('What was answered to the questions of the guide, by their ids; answer(ID) in checks'),
  guide: z.looseObject({}).optional(),
  view: z
    .looseObject({
      positions: map(z.tuple([z.number(), z.number()])).optional(),
      folded: z.array(z.string()).optional(),
    })
    .optional(),
})

/** Parts that commands take as they are. */
export const flowSchema = flow
export { IDLE_MODES, type IdleMode } from './cpu-schema'
export { EVENT_KINDS, eventSchema, VM_EVENTS, VM_OPERATIONS } from './event-schema'
export { quantity } from './quantity-schema'
export { ADAPTERS, BACKENDS } from './vnic-schema'

/** A lab document as it stands in a file. Unknown fields are kept. */
export type Lab = z.infer<typeof labSchema>
export type LabHost = z.infer<typeof host>
export type LabNic = z.infer<typeof nic>
export type LabVswitch = z.infer<typeof vswitch>
export type LabPortGroup = z.infer<typeof portGroup>
export type LabVm = z.infer<typeof vm>
export type LabVnic = z.infer<typeof vnic>
export type LabSwitch = z.infer<typeof physicalSwitch>
export type LabStation = z.infer<typeof station>
export type LabLink = z.infer<typeof link>
export type LabFlow = z.infer<typeof flow>
export type LabEvent = z.infer<typeof eventSchema>
export type Quantity = z.infer<typeof quantity>
export type AdapterKind = (typeof ADAPTERS)[number]
export type VmEvent = (typeof VM_EVENTS)[number]
export type VmOperationEvent = (typeof VM_OPERATIONS)[number]
export type Backend = (typeof BACKENDS)[number]
export type VswitchKind = (typeof VSWITCH_KINDS)[number]
export type FlowType = (typeof FLOW_TYPES)[number]
