// The closed list of reasons for which a frame is lost. Codes are causes, never places; they keep their meaning.
// `kinds` are the components that may use a reason: a counter `drops.<reason>` elsewhere is a bug.
import type { ComponentKind } from './component-kinds'

export interface DropReasonEntry {
  says: string
  kinds: readonly ComponentKind[]
}

const WIRE = ['nic', 'vf', 'vnic', 'vmkernel', 'switch-port', 'station', 'link'] as const
const GUEST = ['vnic', 'vmkernel', 'station'] as const
const HARDWARE = ['nic', 'vf'] as const
const EVERYWHERE = [
  'nic',
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

export const DROP_REASONS = {
  'mtu-exceeded': { says: 'The frame is longer than the MTU here; nobody is told.', kinds: EVERYWHERE },
  'queue-full': {
    says: 'The queue in front of a slower stage had no room left.',
    kinds: EVERYWHERE,
  },
  'no-buffer': {
    says: 'The receiver had no empty buffer posted: it could not keep up.',
    kinds: [...HARDWARE, ...GUEST],
  },
  'link-down': { says: 'The link was down, or went down while the frame was on it.', kinds: WIRE },
  'bit-error': { says: 'The frame was damaged on the wire and failed its check sequence.', kinds: WIRE },
  'vlan-not-allowed': {
    says: 'The port does not carry the VLAN of the frame, or does not accept its tag.',
    kinds: EVERYWHERE,
  },
  'forged-source': {
    says: 'The port group rejects forged transmits, and the source address is not the one of the vNIC.',
    kinds: ['vswitch', 'port-group', 'vnic'],
  },
  'mac-changed': {
    says: 'The port group rejects MAC changes, and the guest uses another address than it was given.',
    kinds: ['vswitch', 'port-group', 'vnic'],
  },
  'spoofed-source': {
    says: 'The spoof check of the virtual function found a source address or VLAN that is not its own.',
    kinds: HARDWARE,
  },
  'unknown-destination': {
    says: 'Nothing behind this switch has the destination address, and it does not flood.',
    kinds: ['vswitch', 'port-group', 'switch', 'switch-port', 'nic', 'vf'],
  },
  'not-addressed-to-us': {
    says: 'The frame was delivered to a port whose address it does not carry, and was filtered there.',
    kinds: ['nic', 'vf', 'vnic', 'vmkernel', 'vswitch', 'port-group', 'switch', 'switch-port', 'station'],
  },
  filtered: {
    says: 'A security service in the hypervisor (VMsafe) has a rule against the frame.',
    kinds: ['port-group'],
  },
  'no-route': { says: 'The destination is in another subnet, and there is no router.', kinds: GUEST },
  'address-unresolved': { says: 'Nobody answered for the IP address of the destination.', kinds: GUEST },
  'no-uplink': { says: 'The vSwitch has no uplink that works.', kinds: ['vswitch', 'port-group'] },
  'inactive-uplink': {
    says: 'The frame came in on an uplink that is not the active one of its port group.',
    kinds: ['vswitch', 'port-group', 'nic'],
  },
  'shaper-overflow': {
    says: 'The traffic shaper had no tokens, and its queue was full.',
    kinds: ['port-group', 'vnic', 'vf', 'vswitch'],
  },
  'iommu-fault': {
    says: 'The IOMMU refused the transfer of the function: the memory is not its own.',
    kinds: HARDWARE,
  },
  'wrong-memory': {
    says: 'The function wrote the frame into the memory of another VM, and nothing stopped it: the IOMMU is off.',
    kinds: HARDWARE,
  },
  'checksum-error': { says: 'A checksum of the packet was wrong.', kinds: GUEST },
  'no-driver': { says: 'The guest has no driver for this adapter.', kinds: ['vnic'] },
  'vm-paused': { says: 'The VM did not run: powered off, or stopped for a switch-over.', kinds: ['vnic', 'vf'] },
  'reset-in-progress': { says: 'The function was being reset.', kinds: ['vf', 'nic', 'vnic'] },
  'function-failed': { says: 'The function does not work any more.', kinds: ['vf', 'nic', 'vnic'] },
  'receive-off': {
    says: 'The PF has switched off what the function receives: the frame size of its guest does not go with that of the port.',
    kinds: ['vf'],
  },
  'device-removed': {
    says: 'The device was taken away from the guest while the frame was in it.',
    kinds: ['vf', 'vnic', 'nic'],
  },
} as const satisfies Record<string, DropReasonEntry>

export type DropReason = keyof typeof DROP_REASONS

export const DROP_REASON_CODES = Object.keys(DROP_REASONS) as DropReason[]

const DROPS = 'drops.'

/** What the drops of a component are called beside its counters: `drops.queue-full`. */
export const dropName = (reason: string): string => `${DROPS}${reason}`

/** The reason in a name that `dropName` made; null: the name of a counter. */
export const reasonIn = (name: string): string | null => (name.startsWith(DROPS) ? name.slice(DROPS.length) : null)
