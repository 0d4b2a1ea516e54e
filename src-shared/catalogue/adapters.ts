// What each adapter of a vNIC is, can and needs. `vmxnet` stands for the family up to vmxnet3.
// `failover` and `replug` are the designs that the plug-in architecture is compared with: they need the guest's help to move.
// Left out: the flexible adapter that turns from vlance into vmxnet, and RSS inside the guest.
import type { AdapterKind, Backend } from '../lab/schema'

export interface AdapterEntry {
  id: AdapterKind
  name: string
  says: string
  /** `emulated`: a real device in software; `paravirtual`: made for a hypervisor; `direct`: a function of a NIC. */
  path: 'emulated' | 'paravirtual' | 'direct'
  /** Can use a physical or virtual function; `required`: is nothing without one. */
  function: 'none' | 'optional' | 'required'
  /** What can stand behind it on the way through the vSwitch; the first is the usual one. */
  backends: readonly Backend[]
  /** Needs a network, because the data path or its fall-back is the vSwitch. */
  network: boolean
  /** Needs a paravirtual driver in the guest. */
  driver: boolean
  /** Can run in emulation when there is no function, and change between the two without the guest noticing. */
  switchable: boolean
  /** How a function is taken from the running guest: never, exchanged under it, or by the removal of a device that it sees. */
  leaves: 'never' | 'switched' | 'unplugged'
  tso: boolean
  /** What is received can be merged, by the hypervisor or by the driver of a device that takes single frames. */
  lro: boolean
  /** A driver with TSO takes super-frames as well, though nobody merges for it (GUEST_TSO4 of virtio, feature-gso of Xen). */
  gso: boolean
  checksum: boolean
  zeroCopyTx: boolean
  zeroCopyRx: boolean
  maxMtu: number
  /** Descriptors of a ring as the driver sets it up. */
  txRing: number
  rxRing: number
  /** Size of a receive buffer, where a frame may take several; null: each takes the longest frame. */
  bufferBytes: number | null
  /** Nominal speed that the guest is shown, bit/s; it limits nothing. */
  reportedBps: number
  /** Vendor and device id; null: that of the function, or it is no PCI device. */
  pciId: string | null
  /** Driver that the guest loads for it; null: that of the function. */
  guestDriver: string | null
  /** The name in libvirt's `<model type>`; null: the adapter is a host device. */
  libvirt: string | null
}

const OFFLOADS = { tso: true, lro: true, gso: false, checksum: true, zeroCopyTx: true, zeroCopyRx: true } as const

/** The device of virtio-net, alone or as one of a pair. Its buffers are pages, where frames are long (mergeable buffers). */
const VIRTIO_NET = {
  ...OFFLOADS,
  gso: true,
  backends: ['vhost', 'user'],
  network: true,
  driver: true,
  switchable: false,
  maxMtu: 9000,
  txRing: 256,
  rxRing: 256,
  bufferBytes: 4096,
  reportedBps: 10e9,
  pciId: '1af4:1041',
  guestDriver: 'virtio_net',
  libvirt: 'virtio',
} as const

const adapters: Record<AdapterKind, AdapterEntry> = {
  vlance: {
    id: 'vlance',
    name: 'vlance',
    says: 'an AMD 79C970 in software: two port accesses for every register, no offloads',
    path: 'emulated',
    function: 'none',
    backends: ['vmm', 'user'],
    network: true,
    driver: false,
    switchable: false,
    leaves: 'never',
    tso: false,
    lro: false,
    gso: false,
    checksum: false,
    zeroCopyTx: false,
    zeroCopyRx: false,
    maxMtu: 1500,
    txRing: 16,
    rxRing: 32,
    bufferBytes: null,
    reportedBps: 10e6,
    pciId: '1022:2000',
    guestDriver: 'pcnet32',
    libvirt: 'pcnet',
  },
  e1000: {
    id: 'e1000',
    name: 'e1000',
    says: 'an Intel 82545EM in software: memory-mapped registers that exit, TSO and checksum; its driver merges',
    path: 'emulated',
    function: 'none',
    backends: ['vmm', 'user'],
    network: true,
    driver: false,
    switchable: false,
    leaves: 'never',
    tso: true,
    lro: true,
    gso: false,
    checksum: true,
    zeroCopyTx: true,
    zeroCopyRx: false,
    maxMtu: 9000,
    txRing: 256,
    rxRing: 256,
    bufferBytes: null,
    reportedBps: 1e9,
    pciId: '8086:100f',
    guestDriver: 'e1000',
    libvirt: 'e1000',
  },
  vmxnet: {
    ...OFFLOADS,
    id: 'vmxnet',
    name: 'vmxnet',
    says: 'the paravirtual adapter: shared rings, few doorbells, all offloads',
    path: 'paravirtual',
    function: 'none',
    backends: ['vmm'],
    network: true,
    driver: true,
    switchable: false,
    leaves: 'never',
    maxMtu: 9000,
    txRing: 512,
    rxRing: 1024,
    bufferBytes: null,
    reportedBps: 10e9,
    pciId: '15ad:07b0',
    guestDriver: 'vmxnet3',
    libvirt: 'vmxnet3',
  },
  virtio: {
    ...VIRTIO_NET,
    id: 'virtio',
    name: 'virtio',
    says: 'the paravirtual adapter of KVM, with a backend in the kernel (vhost) or in a process',
    path: 'paravirtual',
    function: 'none',
    leaves: 'never',
  },
  'xen-vif': {
    ...OFFLOADS,
    gso: true,
    id: 'xen-vif',
    name: 'Xen virtual interface',
    says: 'the paravirtual adapter of Xen: a driver domain drives the NIC, and copies or exchanges pages with the guest',
    path: 'paravirtual',
    function: 'none',
    backends: ['grant-copy', 'page-flip'],
    network: true,
    driver: true,
    switchable: false,
    leaves: 'never',
    zeroCopyRx: false,
    maxMtu: 9000,
    txRing: 256,
    rxRing: 256,
    bufferBytes: 4096,
    reportedBps: 1e9,
    pciId: null,
    guestDriver: 'xen_netfront',
    libvirt: 'netfront',
  },
  passthrough: {
    ...OFFLOADS,
    id: 'passthrough',
    name: 'passthrough',
    says: 'a function given to the guest whole: the guest drives the hardware, the hypervisor sees nothing',
    path: 'direct',
    function: 'required',
    backends: [],
    network: false,
    driver: false,
    switchable: false,
    leaves: 'never',
    maxMtu: 9978,
    txRing: 512,
    rxRing: 512,
    bufferBytes: null,
    reportedBps: 10e9,
    pciId: null,
    guestDriver: null,
    libvirt: null,
  },
  upt: {
    ...OFFLOADS,
    id: 'upt',
    name: 'uniform passthrough',
    says: 'vmxnet rings that a function serves itself; the hypervisor can take them back at any time',
    path: 'direct',
    function: 'optional',
    backends: ['vmm'],
    network: true,
    driver: true,
    switchable: true,
    leaves: 'switched',
    maxMtu: 9000,
    txRing: 512,
    rxRing: 1024,
    bufferBytes: null,
    reportedBps: 10e9,
    pciId: '15ad:07b0',
    guestDriver: 'vmxnet3',
    libvirt: 'vmxnet3',
  },
  npa: {
    ...OFFLOADS,
    id: 'npa',
    name: 'plug-in (NPA)',
    says: 'a vmxnet shell that loads the plug-in of the function that it is given, or the one for emulation',
    path: 'direct',
    function: 'optional',
    backends: ['vmm'],
    network: true,
    driver: true,
    switchable: true,
    leaves: 'switched',
    maxMtu: 9000,
    txRing: 512,
    rxRing: 1024,
    bufferBytes: null,
    reportedBps: 10e9,
    pciId: '15ad:07b0',
    guestDriver: 'vmxnet3',
    libvirt: 'vmxnet3',
  },
  failover: {
    ...VIRTIO_NET,
    id: 'failover',
    name: 'failover pair',
    says: 'virtio and a function with one address, joined in the guest by net_failover; the function is unplugged for a move',
    path: 'direct',
    function: 'optional',
    leaves: 'unplugged',
  },
  replug: {
    ...OFFLOADS,
    id: 'replug',
    name: 'unplug and replug',
    says: 'a function given to the guest, which is taken away for a move and given back afterwards: no device meanwhile',
    path: 'direct',
    function: 'required',
    backends: [],
    network: true,
    driver: false,
    switchable: false,
    leaves: 'unplugged',
    maxMtu: 9978,
    txRing: 512,
    rxRing: 512,
    bufferBytes: null,
    reportedBps: 10e9,
    pciId: null,
    guestDriver: null,
    libvirt: null,
  },
}

export const ADAPTER_ENTRIES: readonly AdapterEntry[] = Object.values(adapters)

export const adapter = (kind: AdapterKind): AdapterEntry => adapters[kind]
