// The lab that proves each entry of the capability table: a vNIC that has lost the capability, one that has kept it, and the
// check of the lab that shows the loss in the traffic, in the memory or in what was refused. Tests run every one of them.
import type { CapabilityCode } from './capability-codes'

export interface CapabilityLab {
  /** Id of a lab that ships with the program. */
  lab: string
  check: string
  lost: string
  kept: string
  /** The capability itself is what the lab uses; else the lab shows the cause that it shares with others. */
  isShown: boolean
}

const FIXED = { lost: 'fixed/eth0', kept: 'para/eth0' } as const
const saved = { lab: 'cost-saved-state', ...FIXED, isShown: true }
const path = { lab: 'cost-bypassed-switch', check: 'bypass', ...FIXED, isShown: false }

export const CAPABILITY_LABS: Record<CapabilityCode, CapabilityLab> = {
  vmotion: { lab: 'cost-opaque-state', check: 'refused', ...FIXED, isShown: true },
  'storage-vmotion': { ...saved, check: 'disks' },
  suspend: { lab: 'cost-suspend', check: 'refused', ...FIXED, isShown: true },
  snapshot: { ...saved, check: 'snapshot' },
  'record-replay': { ...saved, check: 'recorded' },
  'hot-add': { ...saved, check: 'memory' },
  'high-availability': { lab: 'cost-restart-elsewhere', check: 'off', ...FIXED, isShown: true },
  'fault-tolerance': { lab: 'cost-fault-tolerance', check: 'tied', ...FIXED, isShown: true },
  drs: { lab: 'cost-cluster', check: 'stays', ...FIXED, isShown: true },
  dpm: { lab: 'cost-cluster', check: 'not-empty', ...FIXED, isShown: true },
  'memory-overcommit': { lab: 'cost-pinned-memory', check: 'refused', ...FIXED, isShown: true },
  vmsafe: path,
  netflow: path,
  'mac-based-vlan': path,
  'port-mirror': { ...path, check: 'mirror', isShown: true },
  'port-statistics': { ...path, check: 'statistics', isShown: true },
  shaping: { ...path, check: 'shaping', isShown: true },
  'forged-transmits': { lab: 'cost-forged-transmits', check: 'policy', ...FIXED, isShown: true },
  promiscuous: { lab: 'cost-promiscuous', check: 'none', ...FIXED, isShown: true },
  teaming: { lab: 'cost-teaming', check: 'stays', lost: 'fixed/eth0', kept: 'vm-1/eth0', isShown: true },
}
