// What a VM can lose by the way its vNIC reaches the network: the closed list behind `capabilities.VM/NIC`.
// `needs` is what must be in the data path for a feature; the engine says per vNIC and mode whether it is available.

export interface CapabilityEntry {
  says: string
  /** `state`: the hypervisor must hold the state of the device. `path`: frames must pass the vSwitch. `memory`: pages must not be pinned. */
  needs: 'state' | 'path' | 'memory'
}

export const CAPABILITIES = {
  vmotion: { says: 'Moving the running VM to another host.', needs: 'state' },
  'storage-vmotion': { says: 'Moving the disks of the running VM.', needs: 'state' },
  'high-availability': { says: 'Restarting the VM on another host after a failure.', needs: 'state' },
  'fault-tolerance': { says: 'Running a second VM in lockstep.', needs: 'state' },
  drs: { says: 'Balancing VMs over hosts automatically.', needs: 'state' },
  dpm: { says: 'Emptying a host to switch it off.', needs: 'state' },
  suspend: { says: 'Suspending and resuming the VM.', needs: 'state' },
  snapshot: { says: 'Taking a snapshot with the state of memory.', needs: 'state' },
  'record-replay': { says: 'Recording and replaying the execution.', needs: 'state' },
  'hot-add': { says: 'Adding devices, memory or virtual CPUs to the running VM.', needs: 'state' },
  'memory-overcommit': { says: 'Ballooning, sharing and swapping of the memory of the VM.', needs: 'memory' },
  vmsafe: { says: 'Inspection of the traffic by a security service.', needs: 'path' },
  'forged-transmits': { says: 'Policies on MAC changes and forged transmits of the port group.', needs: 'path' },
  promiscuous: { says: 'Promiscuous mode as the port group allows it.', needs: 'path' },
  shaping: { says: 'Traffic shaping of the port group.', needs: 'path' },
  teaming: { says: 'Load balancing and failover of the uplinks.', needs: 'path' },
  'port-statistics': { says: 'Counters of the port on the vSwitch.', needs: 'path' },
  'port-mirror': { says: 'Copies of the frames to an observer.', needs: 'path' },
  netflow: { says: 'Records of the flows.', needs: 'path' },
  'mac-based-vlan': { says: 'VLANs by address.', needs: 'path' },
} as const satisfies Record<string, CapabilityEntry>

export type CapabilityCode = keyof typeof CAPABILITIES
