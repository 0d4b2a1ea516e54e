// Closed lists around power-on and migration: why one is refused, what is lost although it goes ahead, its phases.
// Codes keep their meaning; `says` explains the cause, `remedy` what a person can do about it.

export interface CodeEntry {
  says: string
  remedy: string
}

export const MIGRATION_REFUSALS = {
  'passthrough-device': {
    says: 'A function is passed through to the VM; its state is in the hardware, and nobody can see which pages it writes.',
    remedy: 'Use a vmxnet, uniform passthrough or plug-in adapter.',
  },
  'same-host': { says: 'The VM is on that host already.', remedy: 'Choose another host.' },
  'no-vmotion-network': {
    says: 'A host has no vmkernel interface for VMotion.',
    remedy: 'Give both hosts a vmkernel interface with vmotion on.',
  },
  'vmotion-unreachable': {
    says: 'The VMotion interfaces of the two hosts cannot reach each other.',
    remedy: 'Check links, VLANs and subnets between the two interfaces.',
  },
  'network-missing': {
    says: 'The destination has no port group of that name.',
    remedy: 'Create a port group with the same name there.',
  },
  'insufficient-memory': {
    says: 'The destination has not enough memory for the VM.',
    remedy: 'Free memory there, or allow more overcommitment.',
  },
  'already-migrating': { says: 'The VM is being migrated.', remedy: 'Wait until it has arrived.' },
  'operation-in-progress': {
    says: 'Another operation on the VM is under way.',
    remedy: 'Wait until it is over.',
  },
  'vm-off': { says: 'The VM is not running.', remedy: 'Mend what keeps it from starting.' },
  'cpu-affinity': {
    says: 'The virtual CPUs of the VM are bound to cores of its host.',
    remedy: 'Take the affinity off the VM.',
  },
  'service-blocks': {
    says: 'A service of the VM needs the VM to stay where it is.',
    remedy: 'Take the service off the VM, or give the destination what it needs.',
  },
} as const satisfies Record<string, CodeEntry>

export const MIGRATION_WARNINGS = {
  'no-sriov': {
    says: 'The host has no NIC with virtual functions on that network.',
    remedy: 'Use a NIC model with SR-IOV there, as an uplink of the network.',
  },
  'no-free-vf': {
    says: 'All virtual functions of the host are in use, or none was created.',
    remedy: 'Create more virtual functions there.',
  },
  'no-plugin': {
    says: 'The shell has no plug-in of the vendor of the NIC of the host.',
    remedy: 'Add the plug-in of that vendor to the vNIC.',
  },
  'iommu-off': { says: 'The IOMMU of the host is off.', remedy: 'Turn the IOMMU on there.' },
  'memory-not-reserved': {
    says: 'The memory of the VM is not reserved in full, which a function that writes into it needs.',
    remedy: 'Reserve all memory of the VM.',
  },
  'uniform-hardware-missing': {
    says: 'The NIC of the host does not speak the uniform interface.',
    remedy: 'Use a NIC model that does, as an uplink of the network.',
  },
  'service-conflict': {
    says: 'A service of the VM needs the hypervisor in the path of its frames.',
    remedy: 'Take the service off the VM.',
  },
} as const satisfies Record<string, CodeEntry>

export const POWER_ON_REFUSALS = {
  'iommu-off': {
    says: 'A function needs the IOMMU, and that of the host is off.',
    remedy: 'Turn the IOMMU of the host on.',
  },
  'no-reset': {
    says: 'The function has no function-level or other usable reset, so that state of its last owner would leak.',
    remedy: 'Use a NIC model whose functions can be reset.',
  },
  'function-in-use': {
    says: 'Another VM has the function, or had it and its reset is not over.',
    remedy: 'Choose another function, or `auto`.',
  },
  'no-free-vf': { says: 'No virtual function is free.', remedy: 'Create more virtual functions on a NIC of the host.' },
  'function-failed': {
    says: 'The function does not work.',
    remedy: 'Reset it (vf-recovery), or choose another one.',
  },
  'no-vector': {
    says: 'The host has not enough interrupt vectors left for the function.',
    remedy: 'Give functions to fewer VMs, or use a model with fewer queues.',
  },
  'memory-overcommitted': {
    says: 'The memory that must be pinned or reserved is more than the host has left.',
    remedy: 'Free memory, or do without the function.',
  },
  'not-isolated': {
    says: 'The function shares its isolation group with something that the host itself uses.',
    remedy: 'Take the NIC out of the vSwitch, or use a virtual function.',
  },
} as const satisfies Record<string, CodeEntry>

export const MIGRATION_FAILURES = {
  'network-lost': { says: 'The connection between the two hosts broke.', remedy: 'Repair the link and try again.' },
  aborted: { says: 'Somebody gave the migration up.', remedy: 'Start it again when you are ready.' },
  'unplug-unanswered': {
    says: 'The guest did not give its function back.',
    remedy: 'Mend the guest, or use an adapter that does not need its help.',
  },
  unfinished: { says: 'The run ended while the VM was on its way.', remedy: 'Make the run longer.' },
  'vm-stopped': { says: 'The VM stopped during the migration.', remedy: 'Start the VM and try again.' },
} as const satisfies Record<string, CodeEntry>

/** In their order. A phase that has nothing to do is left out. */
export const MIGRATION_PHASES = {
  compatibility: 'The destination is checked.',
  'to-emulation': 'Functions are given back; the vNICs run in emulation, so that the hypervisor sees every write.',
  unplug: 'The guest is asked to give its functions back; each is a device that it sees go.',
  'pre-copy': 'Memory is copied while the VM runs, round by round.',
  'switch-over': 'The VM is stopped, the last pages and its state are copied.',
  resume: 'The VM starts on the destination, in emulation.',
  announce: 'The destination tells the network where the addresses are.',
  'to-passthrough': 'Functions of the destination are taken, where there are any.',
  plug: 'Functions of the destination are plugged in; the guest finds new devices and loads their drivers.',
} as const satisfies Record<string, string>

export type MigrationRefusal = keyof typeof MIGRATION_REFUSALS
export type MigrationWarning = keyof typeof MIGRATION_WARNINGS
export type PowerOnRefusal = keyof typeof POWER_ON_REFUSALS
export type MigrationFailure = keyof typeof MIGRATION_FAILURES
export type MigrationPhase = keyof typeof MIGRATION_PHASES
