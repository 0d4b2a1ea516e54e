// Properties of VMs and their vNICs.
import { adapter, ADAPTER_ENTRIES } from '../../src-shared/catalogue/adapters'
import { PLUGINS } from '../../src-shared/catalogue/plugins'
import { DEFAULTS } from '../../src-shared/lab/defaults'
import { entries, own } from '../../src-shared/lab/maps'
import { type AdapterKind, type Lab, SERVICES } from '../../src-shared/lab/schema'
import type { LabCommand } from '../canvas/drop-rules'
import { nameOf, userOfFunction } from '../canvas/lab-facts'
import {
  type Choice,
  choice,
  choices,
  type Field,
  type FieldGroup,
  flag,
  number,
  quantity,
  text,
  written,
} from './field'
import { networksOf } from './host-fields'

const D = DEFAULTS

export function vmFields(lab: Lab, id: string): FieldGroup[] {
  const vm = id.split('/')[1] ?? ''
  return [
    {
      label: 'Machine',
      fields: [
        choice('host', 'Host', choices(...Object.keys(lab.hosts ?? {})), {
          says: 'Where it starts. During a run a VM moves by VMotion.',
          command: (host) => ({ id: 'move-vm', payload: { vm, host } }),
        }),
        number('vcpus', 'vCPUs', { min: 1, otherwise: String(D.vcpus) }),
        written('affinity', 'Cores', 'numbers', {
          otherwise: 'any core of the host',
          says: 'Cores on which its virtual CPUs may run: 0, 1, 2. VMotion does not move such a VM.',
        }),
        quantity('memory', 'Memory', 'size', { otherwise: D.vmMemory }),
        choice('latencySensitivity', 'Latency sensitivity', choices('normal', 'high'), {
          otherwise: D.latencySensitivity,
          says: 'High: each virtual CPU has a core of the host to itself and does not halt, if one core stays for others.',
        }),
        quantity('reservation', 'Reserved', 'size', {
          otherwise: 'all of it',
          says: 'Memory that the host guarantees. Passthrough of any kind wants all of it.',
        }),
        {
          kind: 'set',
          at: ['services'],
          label: 'Services',
          choices: choices(...SERVICES),
          says: 'Features that need the hypervisor in the data path.',
        },
      ],
    },
    {
      label: 'What it writes',
      fields: [
        number(['dirty', 'rate'], 'Dirty pages', {
          min: 0,
          unit: 'per s',
          otherwise: String(D.dirtyRate),
          says: 'Pages of 4 KiB written per second: what pre-copy has to run after.',
        }),
        quantity(['dirty', 'workingSet'], 'Within', 'size', { otherwise: D.workingSet }),
        written(['dirty', 'more'], 'Further sets', 'pageSets', {
          otherwise: 'none',
          says: 'Pages written at rates of their own, a tail beside the hot set: 500 in 8MiB, 20 in 256MiB.',
        }),
      ],
    },
  ]
}

/** Functions of the VM's host; those that carry another vNIC say so. */
function functionChoices(lab: Lab, vnic: string): Choice[] {
  const hostName = own(lab.vms, vnic.split('/')[1] ?? '')?.host ?? ''
  const list: Choice[] = [{ value: 'auto', label: 'any free function' }]
  const add = (nic: string, vf: number | null): void => {
    const value = vf === null ? nic : `${nic}.vf${vf}`
    const user = userOfFunction(lab, hostName, nic, vf)
    const note = user === null || user === vnic ? '' : ` (used by ${user.split('/')[1]}/${nameOf(user)})`
    list.push({ value, label: `${vf === null ? `${nic}, the whole port` : value}${note}` })
  }
  for (const [nic, settings] of entries(own(lab.hosts, hostName)?.nics)) {
    add(nic, null)
    for (let vf = 0; vf < (settings.vfs ?? 0); vf++) add(nic, vf)
  }
  return list
}

/** An adapter comes with the function that it needs, and goes without the one that it cannot use. */
function adapterCommand(vnic: string[], kind: AdapterKind, has: string | undefined): LabCommand {
  const isDirect = adapter(kind).function !== 'none'
  if (!isDirect && has === undefined) {
    return { id: 'set-property', payload: { pointer: [...vnic, 'adapter'], value: kind } }
  }
  return { id: 'assign-function', payload: { vnic, function: isDirect ? (has ?? 'auto') : null, adapter: kind } }
}

/** What the driver of the guest asks of the PF; the administrator's settings of the function decide. */
const askedOfFunction: FieldGroup = {
  label: 'Asked of its function',
  isRare: true,
  fields: [
    flag('allGroups', 'All multicast groups', false, { says: 'Granted where the function is trusted.' }),
    flag('firstMailbox', 'First mailbox', false, {
      says: 'An old driver, which cannot be told the frame size of the port: on an 82599 with jumbo frames it receives nothing.',
    }),
  ],
}

export function vnicFields(lab: Lab, id: string): FieldGroup[] {
  const [, vmName = '', , name = ''] = id.split('/')
  const vm = own(lab.vms, vmName)
  const vnic = own(vm?.nics, name)
  const pointer = id.split('/')
  const kind = adapter(vnic?.adapter ?? 'vmxnet')
  const host = own(lab.hosts, vm?.host ?? '')
  const assign: Field = choice('function', 'Function', functionChoices(lab, id), {
    otherwise: 'none',
    says: 'The physical or virtual function that carries its frames past the hypervisor.',
    command: (value) => ({ id: 'assign-function', payload: { vnic: pointer, function: value ?? null } }),
  })
  const attach: Field = choice('network', 'Port group', choices(...networksOf(host)), {
    otherwise: 'none',
    says: 'Where the path through the hypervisor is plugged in.',
    command: (network) =>
      network == null
        ? { id: 'set-property', payload: { pointer: [...pointer, 'network'], value: null } }
        : { id: 'attach-network', payload: { vnic: pointer, network } },
  })
  const backend: Field = choice('backend', 'Backend', choices(...kind.backends), {
    otherwise: kind.backends[0],
    says: 'What stands behind the adapter: the hypervisor, a thread of its kernel, a process, or a driver domain.',
  })
  const standing = vnic?.backend ?? kind.backends[0]
  const plugins: Field = {
    kind: 'set',
    at: ['plugins'],
    label: 'Plug-ins',
    choices: PLUGINS.map((entry) => ({ value: entry.id, label: entry.name })),
    otherwise: D.plugins.join(', '),
    says: 'What the shell in the guest can load.',
  }
  return [
    {
      label: 'Adapter',
      fields: [
        choice(
          'adapter',
          'Adapter',
          ADAPTER_ENTRIES.map((entry) => ({ value: entry.id, label: entry.name })),
          {
            otherwise: D.adapter,
            says: kind.says,
            command: (value) => adapterCommand(pointer, (value ?? D.adapter) as AdapterKind, vnic?.function),
          },
        ),
        ...(kind.network ? [attach] : []),
        ...(kind.backends.length > 1 ? [backend] : []),
        ...(kind.function === 'none' ? [] : [assign]),
        ...(kind.id === 'npa' ? [plugins] : []),
      ],
    },
    {
      label: 'Addresses',
      fields: [
        text('ip', 'IP address', { otherwise: 'none', says: 'With prefix: 10.10.0.11/24' }),
        text('mac', 'MAC address', { otherwise: 'made from its path' }),
        number('mtu', 'MTU', { min: 68, max: kind.maxMtu, unit: 'bytes', otherwise: String(D.guestMtu) }),
        flag('promiscuous', 'Promiscuous', false, {
          says: 'Granted where the port group allows it; of a function where it is trusted and the NIC model can show it the frames of others.',
        }),
      ],
    },
    ...(kind.function === 'none' ? [] : [askedOfFunction]),
    {
      label: 'Groups and filter',
      isRare: true,
      fields: [
        written('groups', 'Multicast groups', 'addresses', {
          otherwise: 'those of its flows',
          says: 'What the guest has joined beside the groups of its flows: 239.1.1.1, 239.1.1.2.',
        }),
        written('filter', 'Filter drops', 'filterRules', {
          otherwise: 'no service',
          says: 'A security service in the hypervisor (VMsafe) drops what a rule names: tcp 10.10.0.11, icmp. On a function it sees nothing.',
        }),
        number('vlan', 'Tags for VLAN', {
          min: 0,
          max: 4094,
          otherwise: 'none',
          says: 'A sub-interface of the guest, for a port group with VLAN 4095 or a function without a port VLAN.',
        }),
      ],
    },
    {
      label: 'For training only',
      isRare: true,
      fields: [
        text('source', 'Sends as', { otherwise: 'itself', says: 'A foreign MAC address under which the guest sends.' }),
        choice(
          'dmaTarget',
          'Attacks memory of',
          choices(
            ...entries(lab.vms).flatMap(([other, { host }]) => (other !== vmName && host === vm?.host ? [other] : [])),
          ),
          {
            otherwise: 'nobody',
            says: 'The guest has its function write what it receives into the memory of that VM; the IOMMU stops it.',
          },
        ),
      ],
    },
    {
      label: 'Driver and offloads',
      isRare: true,
      fields: [
        number('rss', 'Receive queues', {
          min: 1,
          otherwise: '1',
          says: 'Chosen by the RSS hash of a frame: one vCPU each, and as many queues with filters of the uplink where it has them.',
        }),
        flag('driver', 'Driver in the guest', D.driver, {
          says: 'Without its driver a paravirtual adapter stays down.',
        }),
        ...(kind.id === 'failover'
          ? [
              flag('standby', 'Pairs its devices', D.standby, {
                says: 'Else the guest sees two devices with one address.',
              }),
            ]
          : []),
        ...(kind.leaves === 'unplugged'
          ? [
              flag('answersUnplug', 'Gives its function back', D.answersUnplug, {
                says: 'Else a move waits for the guest in vain.',
              }),
            ]
          : []),
        flag(['offloads', 'tso'], 'TSO', kind.tso),
        flag(['offloads', 'lro'], 'LRO', kind.lro),
        flag(['offloads', 'checksum'], 'Checksums', kind.checksum),
        flag(['offloads', 'zeroCopyTx'], 'Zero-copy send', D.zeroCopyTx && kind.zeroCopyTx && standing !== 'user', {
          says: 'vhost still copies what is shorter than 256 bytes and what stays on the host; a process copies everything.',
        }),
        flag(['offloads', 'zeroCopyRx'], 'Zero-copy receive', D.zeroCopyRx),
      ],
    },
  ]
}
