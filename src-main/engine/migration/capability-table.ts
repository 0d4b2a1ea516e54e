// What a VM keeps and what it loses with each vNIC in the mode that it has: the price of going past the hypervisor.
// Data in, table out. Three causes stand behind every loss: state in the card that nobody can read, memory that a device
// writes without anybody seeing it, and frames that the vSwitch never sees.
// Source: the vendor's lists in the reference of VMDirectPath I/O, SR-IOV and DirectPath I/O generation 2.
import type { AdapterKind } from '../../../src-shared/lab/schema'
import type { CapabilityCode } from '../../../src-shared/result/capability-codes'
import type { Capability } from '../../../src-shared/result/result'
import type { NicPlan } from './compatibility'

type Cause = 'opaque-state' | 'untraced-dma' | 'bypassed-switch' | 'pinned-memory' | 'fixed-hardware'

const WHY: Record<Cause, string> = {
  'opaque-state': 'Its state is inside the function, where the hypervisor can neither read nor restore it.',
  'untraced-dma': 'The function writes to guest memory, and nobody can tell which pages.',
  'bypassed-switch': 'Frames go past the vSwitch, which can neither see, count, copy nor hold them.',
  'pinned-memory': 'A device may write to any page at any time, so all memory of the VM is pinned.',
  'fixed-hardware': 'The guest drives one particular function of one host.',
}

/** Capability → the cause by which fixed passthrough loses it, and whether a switchable adapter keeps it by switching first. */
const TABLE: Record<CapabilityCode, { cause: Cause; switchable: boolean; kept: string }> = {
  vmotion: { cause: 'untraced-dma', switchable: true, kept: 'The VM can be moved while it runs.' },
  'storage-vmotion': { cause: 'fixed-hardware', switchable: true, kept: 'Its disks can be moved while it runs.' },
  'high-availability': {
    cause: 'fixed-hardware',
    switchable: true,
    kept: 'Another host can start it after a failure.',
  },
  drs: { cause: 'fixed-hardware', switchable: true, kept: 'The cluster may move it to balance load.' },
  dpm: { cause: 'fixed-hardware', switchable: true, kept: 'Its host can be emptied and powered off.' },
  snapshot: { cause: 'opaque-state', switchable: true, kept: 'Its state can be saved and restored.' },
  suspend: { cause: 'opaque-state', switchable: true, kept: 'It can be suspended and resumed.' },
  'hot-add': {
    cause: 'fixed-hardware',
    switchable: true,
    kept: 'Devices, memory and vCPUs can be added while it runs.',
  },
  'record-replay': { cause: 'opaque-state', switchable: false, kept: 'Its execution can be recorded and replayed.' },
  'fault-tolerance': { cause: 'opaque-state', switchable: false, kept: 'A second VM can follow it step by step.' },
  'memory-overcommit': {
    cause: 'pinned-memory',
    switchable: false,
    kept: 'The host may take back memory that it does not use.',
  },
  vmsafe: { cause: 'bypassed-switch', switchable: false, kept: 'A filter in the hypervisor sees every frame.' },
  shaping: { cause: 'bypassed-switch', switchable: false, kept: 'The port shapes what the VM sends.' },
  promiscuous: {
    cause: 'bypassed-switch',
    switchable: false,
    kept: 'The port can be given the traffic of its neighbours.',
  },
  'forged-transmits': {
    cause: 'bypassed-switch',
    switchable: false,
    kept: 'The port refuses foreign source addresses.',
  },
  'port-mirror': { cause: 'bypassed-switch', switchable: false, kept: 'The port can be mirrored.' },
  netflow: { cause: 'bypassed-switch', switchable: false, kept: 'The vSwitch reports the flows of the VM.' },
  'port-statistics': {
    cause: 'bypassed-switch',
    switchable: false,
    kept: 'The vSwitch counts the frames of the port.',
  },
  'mac-based-vlan': { cause: 'bypassed-switch', switchable: false, kept: 'The VLAN can follow the address.' },
  teaming: { cause: 'bypassed-switch', switchable: false, kept: 'Traffic moves to another uplink when one fails.' },
}

export const CAPABILITY_CODES = Object.keys(TABLE)

const SWITCHES_FIRST = 'The hypervisor takes the vNIC back into emulation first; the guest does not notice.'

/** What has to happen first, where a function can be taken away at all. */
const FIRST: Partial<Record<AdapterKind, string>> = {
  upt: SWITCHES_FIRST,
  npa: SWITCHES_FIRST,
  failover: 'The guest gives its function back first; the standby device serves meanwhile.',
  replug: 'The guest gives its function back first, and has no network until it is given another one.',
}

const NO_DEVICE = 'The guest has no device here.'

export function capabilitiesOf(adapter: AdapterKind, mode: NicPlan['mode']): Record<string, Capability> {
  const first = FIRST[adapter]
  const table: Record<string, Capability> = {}
  for (const [code, entry] of Object.entries(TABLE)) {
    if (mode === 'absent' && entry.cause === 'bypassed-switch') table[code] = { available: false, why: NO_DEVICE }
    else if (mode !== 'passthrough') table[code] = { available: true, why: entry.kept }
    else if (first && entry.switchable) table[code] = { available: true, why: `${entry.kept} ${first}` }
    else table[code] = { available: false, why: WHY[entry.cause] }
  }
  return table
}
