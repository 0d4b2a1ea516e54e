// The kinds of component that count, log and drop; the `kind` of a row of counters.
export const COMPONENT_KINDS = [
  'nic',
  'rx-queue',
  'vf',
  'vnic',
  'vmkernel',
  'vswitch',
  'port-group',
  'switch',
  'switch-port',
  'station',
  'link',
] as const

export type ComponentKind = (typeof COMPONENT_KINDS)[number]
