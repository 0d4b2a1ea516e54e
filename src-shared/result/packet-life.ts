// The stages of a frame's life, and the lane in which each is drawn. Both directions use the same names.
// A lane is who does the work; a stage that several can do (a copy, a checksum, a wait) names the usual one here, and
// each life says who it was. Waiting is always a stage of its own.

export const LIFE_LANES = ['guest', 'vnic', 'hypervisor', 'nic', 'iommu', 'wire'] as const

export type LifeLane = (typeof LIFE_LANES)[number]

export interface LifeStageEntry {
  lane: LifeLane
  says: string
}

export const LIFE_STAGES = {
  application: { lane: 'guest', says: 'The application writes or reads the data.' },
  'socket-send': { lane: 'guest', says: 'The system call hands the data to the socket.' },
  'stack-transmit': { lane: 'guest', says: 'The network stack makes a segment or datagram.' },
  'address-resolution': { lane: 'guest', says: 'The frame waits until the address of the receiver is known (ARP).' },
  'stack-queue': { lane: 'guest', says: 'The frame waits in the stack for room in the transmit ring.' },
  retransmission: { lane: 'guest', says: 'The data was sent before and is taken for lost; it is sent again.' },
  'driver-transmit': { lane: 'guest', says: 'The driver puts the frame on the transmit ring.' },
  doorbell: { lane: 'vnic', says: 'The guest tells the device that there is work.' },
  exit: { lane: 'vnic', says: 'The guest leaves for the hypervisor, which emulates the access.' },
  'transmit-ring': { lane: 'vnic', says: 'The frame waits in the transmit ring of the adapter.' },
  'wake-wait': { lane: 'hypervisor', says: 'Whoever handles the frame next sleeps, and is being woken.' },
  'backend-wake': { lane: 'hypervisor', says: 'The worker behind the adapter wakes up.' },
  'backend-transmit': { lane: 'hypervisor', says: 'The worker takes the frame from the ring of the guest.' },
  'backend-call': {
    lane: 'hypervisor',
    says: 'The process behind the adapter reads or sends the frame: a system call.',
  },
  copy: { lane: 'hypervisor', says: 'The bytes are copied.' },
  pin: { lane: 'hypervisor', says: 'The pages of the frame are pinned until the NIC has read them.' },
  'page-exchange': { lane: 'hypervisor', says: 'The page that holds the bytes is given from one domain to the other.' },
  'security-service': {
    lane: 'hypervisor',
    says: 'A security service in the hypervisor (VMsafe) holds the frame against its rules.',
  },
  'security-policy': { lane: 'hypervisor', says: 'The port group checks the source address.' },
  shaping: { lane: 'hypervisor', says: 'The frame waits for the traffic shaper.' },
  'vlan-tag': { lane: 'hypervisor', says: 'The VLAN tag is put on or taken off.' },
  'vswitch-forward': { lane: 'hypervisor', says: 'The vSwitch decides where the frame goes.' },
  teaming: { lane: 'hypervisor', says: 'The teaming policy chooses the uplink.' },
  segmentation: { lane: 'nic', says: 'The super-frame is cut into frames.' },
  checksum: { lane: 'nic', says: 'The checksum is computed or checked.' },
  'nic-driver-transmit': { lane: 'hypervisor', says: 'The driver of the physical NIC puts the frame on its ring.' },
  'iommu-map': {
    lane: 'hypervisor',
    says: 'The driver maps a buffer for the NIC or unmaps one, and has the IOTLB forget it.',
  },
  'dma-read': { lane: 'iommu', says: 'The NIC fetches the frame from memory.' },
  'nic-transmit-queue': { lane: 'nic', says: 'The frame waits in the NIC for its turn.' },
  'spoof-check': { lane: 'nic', says: 'The NIC compares the source address with that of the function.' },
  'rate-limit': { lane: 'nic', says: 'The frame waits for the transmit limit of the function.' },
  'port-queue': { lane: 'nic', says: 'The frame waits at the port for the frames in front of it.' },
  'embedded-switch': { lane: 'nic', says: 'The embedded switch decides: another function, or the wire.' },
  loopback: { lane: 'nic', says: 'The frame goes over PCIe from one function to another.' },
  transmission: { lane: 'wire', says: 'The bits go onto the wire.' },
  propagation: { lane: 'wire', says: 'The signal travels.' },
  'switch-forward': { lane: 'wire', says: 'A physical switch looks the address up.' },
  'switch-queue': { lane: 'wire', says: 'The frame waits at the port of a physical switch.' },
  'nic-receive-filter': { lane: 'nic', says: 'The NIC chooses the queue by address and VLAN.' },
  'dma-write': { lane: 'iommu', says: 'The NIC writes the frame to memory.' },
  'readable-early': {
    lane: 'vnic',
    says: 'The frame lies in the memory of the guest, which can read it before anybody has decided whether it may.',
  },
  'iommu-translate': { lane: 'iommu', says: 'The IOMMU translates the address.' },
  'host-ring': { lane: 'nic', says: 'The frame lies in the receive ring of the host until it is polled.' },
  'idle-exit': { lane: 'hypervisor', says: 'The core that the guest has for itself leaves its idle state.' },
  'vm-switch': { lane: 'hypervisor', says: 'The core goes from one guest to another.' },
  moderation: { lane: 'nic', says: 'The NIC holds the interrupt back, to let frames gather.' },
  'host-interrupt': { lane: 'hypervisor', says: 'The host takes the interrupt; a core that slept wakes up for it.' },
  'nic-driver-receive': { lane: 'hypervisor', says: 'The driver of the physical NIC takes the frame from its ring.' },
  merge: { lane: 'hypervisor', says: 'Frames of one connection are merged into one buffer.' },
  'merge-wait': { lane: 'hypervisor', says: 'The frame is held, to be merged with the next of its connection.' },
  'tap-queue': { lane: 'hypervisor', says: 'The frame waits for the thread behind the adapter to read it.' },
  'backend-receive': { lane: 'hypervisor', says: 'The worker puts the frame on the ring of the guest.' },
  'receive-ring': { lane: 'vnic', says: 'The frame lies in the receive ring of the adapter until the driver polls.' },
  'virtual-interrupt': { lane: 'vnic', says: 'The guest is interrupted.' },
  'posted-interrupt': { lane: 'vnic', says: 'The hardware delivers the interrupt without an exit.' },
  'vcpu-wake': { lane: 'vnic', says: 'The virtual CPU was halted and wakes up.' },
  'poll-wait': {
    lane: 'guest',
    says: 'The guest polls, or the hypervisor for it, and finds the frame when it looks the next time.',
  },
  'guest-interrupt': { lane: 'guest', says: 'The guest handles the interrupt and schedules its poll.' },
  'driver-receive': { lane: 'guest', says: 'The driver takes the frame from the receive ring.' },
  'stack-receive': { lane: 'guest', says: 'The network stack finds the socket.' },
  'ip-forward': { lane: 'guest', says: 'A machine that routes looks up the next hop and passes the packet on.' },
  'batch-wait': {
    lane: 'hypervisor',
    says: 'The frame waits for the rest of the batch that one slice of a core handles.',
  },
  'core-wait': {
    lane: 'hypervisor',
    says: 'Whoever handles the frame next is ready and waits for a core, or for one that wakes from a deep idle state.',
  },
  stunned: { lane: 'guest', says: 'The virtual CPUs are stopped for a migration.' },
  delivered: { lane: 'guest', says: 'The application has the data.' },
  dropped: { lane: 'wire', says: 'The frame is lost here.' },
} as const satisfies Record<string, LifeStageEntry>

export type LifeStage = keyof typeof LIFE_STAGES
