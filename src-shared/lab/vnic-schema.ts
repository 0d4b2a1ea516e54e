// A vNIC as a document describes it: its adapter, what carries its frames, its addresses, and what its guest does with it.
// Read first: schema.ts.
import { z } from 'zod'

export const ADAPTERS = [
  'vlance',
  'e1000',
  'vmxnet',
  'virtio',
  'xen-vif',
  'passthrough',
  'upt',
  'npa',
  'failover',
  'replug',
] as const
export const BACKENDS = ['vmm', 'vhost', 'user', 'grant-copy', 'page-flip'] as const

export const vnic = z.looseObject({
  adapter: z.enum(ADAPTERS).optional(),
  backend: z
    .enum(BACKENDS)
    .optional()
    .describe(
      'What stands behind an emulated or paravirtual adapter: vmm (in the hypervisor), vhost (a thread of the kernel), ' +
        'user (a process), or a driver domain that copies or exchanges pages (grant-copy, page-flip).',
    ),
  network: z.string().optional(),
  function: z.string().optional(),
  plugins: z.array(z.string()).optional(),
  mac: z.string().optional(),
  ip: z.string().optional(),
  mtu: z.number().optional(),
  promiscuous: z
    .boolean()
    .optional()
    .describe(
      'The guest takes every frame that it can be given: of its port where the port group allows it, of its function where that ' +
        'is trusted and the NIC model can. Absent: only its own.',
    ),
  groups: z
    .array(z.string())
    .optional()
    .describe(
      'Multicast groups that the guest has joined beside those of its flows; its function is told, the first 30 of them.',
    ),
  allGroups: z
    .boolean()
    .optional()
    .describe(
      'The guest asks its function for the frames of all multicast groups: granted where the function is trusted.',
    ),
  filter: z
    .array(z.looseObject({ protocol: z.enum(['tcp', 'udp', 'icmp']).optional(), peer: z.string().optional() }))
    .optional()
    .describe(
      'A security service in the hypervisor (VMsafe) looks at every frame that passes the vSwitch and drops what a rule names: a ' +
        'protocol, an address at the other end, or both. On a function it sees nothing. Absent: there is no service.',
    ),
  firstMailbox: z
    .boolean()
    .optional()
    .describe(
      'The driver of the guest speaks the first version of the mailbox to its PF: a port whose functions share one frame size ' +
        'gives it nothing while it carries jumbo frames. Absent: a later version.',
    ),
  dmaTarget: z
    .string()
    .optional()
    .describe('An attack: the guest has its function write what it receives into the memory of this VM of its host.'),
  vlan: z
    .number()
    .optional()
    .describe(
      'VLAN of a sub-interface of the guest (guest tagging): it tags what it sends and takes what bears the tag. For a port ' +
        'group with VLAN 4095, or a function without a port VLAN. Absent: the guest does not tag.',
    ),
  rss: z
    .number()
    .optional()
    .describe(
      'Receive queues of the vNIC, chosen by the RSS hash of a frame: one vCPU each, and as many queues with filters of the ' +
        'uplink where it has them. Absent: every frame comes to the vCPU of its socket, by one queue of the uplink.',
    ),
  driver: z.boolean().optional(),
  source: z.string().optional().describe('A foreign address under which the guest sends; absent: its own'),
  standby: z
    .boolean()
    .optional()
    .describe('failover: the guest knows the STANDBY feature, and pairs the two devices; true where it is absent'),
  answersUnplug: z
    .boolean()
    .optional()
    .describe(
      'failover, replug: the guest gives its function back when it is asked; true where it is absent. false: it does not answer.',
    ),
  offloads: z
    .looseObject({
      tso: z.boolean().optional(),
      lro: z.boolean().optional(),
      checksum: z.boolean().optional(),
      zeroCopyTx: z
        .boolean()
        .optional()
        .describe(
          'What the guest sends is read in its memory: always by vmxnet, by vhost from 256 bytes on and where it leaves the ' +
            'host; never by a process.',
        ),
      zeroCopyRx: z.boolean().optional(),
    })
    .optional(),
})
