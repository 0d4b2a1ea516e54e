// The lab that proves each entry of the capability table: a vNIC that has lost the capability, one that has kept it, and the
// check of the lab that shows the loss in the traffic, in the memory or in what was refused. Tests run every one of them.
import type { CapabilityCode } from './capability-codes'

export interface CapabilityLab {
  /** Id of a lab that ships with the program. */
  lab: string
  check: string
  lost: string
  kept: string
}

const FIXED = { lost: 'fixed/eth0', kept: 'para/eth0' } as const
const saved = { lab: 'cost-saved-state', ...FIXED }
const path = { lab: 'cost-bypassed-switch', ...FIXED }

export const CAPABILITY_LABS: Record<CapabilityCode, CapabilityLab> = {
  vmotion: { lab: 'cost-opaque-state', check: 'refused', ...FIXED },
  'storage-vmotion': { ...saved, check: 'disks' },
  suspend: { lab: 'cost-suspend', check: 'refused', ...FIXED },
  snapshot: { ...saved, check: 'snapshot' },
  'record-replay': { ...saved, check: 'recorded' },
  'hot-add': { ...saved, check: 'memory' },
  'high-availability': { lab: 'cost-restart-elsewhere', check: 'off', ...FIXED },
  'fault-tolerance': { lab: 'cost-fault-tolerance', check: 'tied', ...FIXED },
  drs: { lab: 'cost-cluster', check: 'stays', ...FIXED },
  dpm: { lab: 'cost-cluster', check: 'not-empty', ...FIXED },
  'memory-overcommit': { lab: 'cost-pinned-memory', check: 'refused', ...FIXED },
  vmsafe: { lab: 'cost-vmsafe', check: 'past', ...FIXED },
  netflow: { lab: 'cost-netflow', check: 'missing', ...FIXED },
  'mac-based-vlan': { lab: 'cost-mac-based-vlan', check: 'stays', ...FIXED },
  'port-mirror': { ...path, check: 'mirror' },
  'port-statistics': { ...path, check: 'statistics' },
  shaping: { ...path, check: 'shaping' },
  'forged-transmits': { lab: 'cost-forged-transmits', check: 'policy', ...FIXED },
  promiscuous: { lab: 'cost-promiscuous', check: 'none', ...FIXED },
  teaming: { lab: 'cost-teaming', check: 'stays', lost: 'fixed/eth0', kept: 'vm-1/eth0' },
}
