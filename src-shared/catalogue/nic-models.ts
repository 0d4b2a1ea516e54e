// The NIC models that a document may name: figures per port, with the source of each.
// Left out: firmware settings (ConnectX takes its VF count from NUM_OF_VFS), partitioning, RDMA.
// Sources: `lspci` listings and driver sources named per entry; the help page on models repeats them.

export type ResetMethod = 'flr' | 'none'

export interface NicModelEntry {
  id: string
  name: string
  vendor: string
  /** Speeds that a port can run at, ascending, bit/s. The last is the default. */
  speedsBps: readonly number[]
  /** What the slot carries in each direction: generation and lanes, with the coding of the line taken off, bit/s. */
  slotBps: number
  /** TotalVFs of the port (or of the device where ports share them); 0: no SR-IOV. */
  totalVfs: number
  /** What the driver lets people create. */
  usableVfs: number
  /** RX queues with filters beside the default queue; 0: none. */
  netqueues: number
  /** Queues over which RSS can spread, as the Linux driver of the model has them; 1: none. */
  rssQueues: number
  reset: ResetMethod
  /** Whose plug-in drives a function of this model in an NPA shell; null: there is none. */
  ihv: string | null
  /** Its functions speak the uniform (vmxnet) interface. */
  uniform: boolean
  tso: boolean
  lro: boolean
  checksum: boolean
  maxMtu: number
  /** RX and TX descriptors of a queue, the driver's default. */
  ring: number
  /** Queue pairs of one function. */
  queuesPerVf: number
  /** Transmit limit per function. */
  vfRate: boolean
  /** A trusted function may see the frames of the others. */
  vfPromiscuous: boolean
  /** All functions of the port share one limit of frames: one whose size does not go with it is given no frames. */
  oneFrameSize: boolean
  /** Multicast addresses are compared by twelve of their bits, in one table for the port; else as they are. */
  groupHash: boolean
  /** PCI ids as four hexadecimal digits. */
  vendorId: string
  deviceId: string
  vfDeviceId: string | null
  /** First VF Offset and VF Stride with ARI: RID of VF i = RID of the PF + offset + i * stride. */
  vfOffset: number
  /** First VF Offset where the slot does not forward ARI; absent: the same, or not known. */
  vfOffsetWithoutAri?: number
  vfStride: number
  linuxDriver: string
  linuxVfDriver: string | null
  esxiDriver: string
  source: string
}

const G = 1e9
/** A lane by the generation of PCIe, bit/s: 8b/10b up to the second, then 128b/130b. */
const LANE = { 1: 2 * G, 2: 4 * G, 3: 7.88 * G, 4: 15.75 * G } as const
const pcie = (generation: keyof typeof LANE, lanes: number): number => LANE[generation] * lanes

const SRIOV = {
  reset: 'flr',
  tso: true,
  lro: true,
  checksum: true,
  vfRate: true,
  oneFrameSize: false,
  groupHash: false,
  ring: 512,
} as const

const models = [
  {
    id: 'intel-82545',
    name: 'Intel 82545EM',
    vendor: 'Intel',
    speedsBps: [1 * G],
    // 64 bits at 133 MHz
    slotBps: 8.5 * G,
    totalVfs: 0,
    usableVfs: 0,
    netqueues: 0,
    rssQueues: 1,
    vfPromiscuous: false,
    oneFrameSize: false,
    groupHash: true,
    reset: 'none',
    ihv: null,
    uniform: false,
    tso: true,
    lro: false,
    checksum: true,
    maxMtu: 16110,
    ring: 256,
    queuesPerVf: 0,
    vfRate: false,
    vendorId: '8086',
    deviceId: '100f',
    vfDeviceId: null,
    vfOffset: 0,
    vfStride: 0,
    linuxDriver: 'e1000',
    linuxVfDriver: null,
    esxiDriver: 'e1000',
    source: 'Linux e1000 driver and its documentation: one queue, 16,128-byte frames; PCI-X, no usable reset',
  },
  {
    id: 'intel-82598',
    name: 'Intel 82598EB',
    vendor: 'Intel',
    speedsBps: [10 * G],
    slotBps: pcie(1, 8),
    totalVfs: 0,
    usableVfs: 0,
    netqueues: 16,
    rssQueues: 16,
    vfPromiscuous: false,
    oneFrameSize: false,
    groupHash: true,
    reset: 'none',
    ihv: null,
    uniform: false,
    tso: true,
    lro: true,
    checksum: true,
    maxMtu: 9710,
    ring: 512,
    queuesPerVf: 0,
    vfRate: false,
    vendorId: '8086',
    deviceId: '10c6',
    vfDeviceId: null,
    vfOffset: 0,
    vfStride: 0,
    linuxDriver: 'ixgbe',
    linuxVfDriver: null,
    esxiDriver: 'ixgbe',
    source: '82598 datasheet: 64 RX queues usable by up to 16 VMs (4-bit VMDq index); no SR-IOV',
  },
  {
    ...SRIOV,
    id: 'intel-82576',
    name: 'Intel 82576',
    vendor: 'Intel',
    speedsBps: [1 * G],
    slotBps: pcie(1, 4),
    totalVfs: 8,
    usableVfs: 7,
    netqueues: 4,
    rssQueues: 8,
    vfPromiscuous: false,
    groupHash: true,
    ihv: 'intel',
    uniform: false,
    maxMtu: 9216,
    ring: 256,
    queuesPerVf: 2,
    vendorId: '8086',
    deviceId: '10c9',
    vfDeviceId: '10ca',
    vfOffset: 128,
    vfOffsetWithoutAri: 384,
    vfStride: 2,
    linuxDriver: 'igb',
    linuxVfDriver: 'igbvf',
    esxiDriver: 'igbn',
    source: 'lspci: 8 VFs, offset 128 with ARI (384 without), stride 2; igb keeps one of 8 pools for the PF',
  },
  {
    ...SRIOV,
    id: 'intel-82599',
    name: 'Intel 82599 (X520)',
    vendor: 'Intel',
    speedsBps: [1 * G, 10 * G],
    slotBps: pcie(2, 8),
    totalVfs: 64,
    usableVfs: 63,
    netqueues: 64,
    rssQueues: 16,
    vfPromiscuous: false,
    oneFrameSize: true,
    groupHash: true,
    ihv: 'intel',
    uniform: false,
    maxMtu: 9710,
    queuesPerVf: 2,
    vendorId: '8086',
    deviceId: '10fb',
    vfDeviceId: '10ed',
    vfOffset: 128,
    vfOffsetWithoutAri: 384,
    vfStride: 2,
    linuxDriver: 'ixgbe',
    linuxVfDriver: 'ixgbevf',
    esxiDriver: 'ixgben',
    source:
      'lspci: 64 VFs, offset 128 (384 without ARI, recalled), stride 2; ixgbe allows 63; 128 queues as 64 pools of 2',
  },
  {
    ...SRIOV,
    id: 'intel-x710',
    name: 'Intel X710',
    vendor: 'Intel',
    speedsBps: [1 * G, 10 * G],
    slotBps: pcie(3, 8),
    totalVfs: 128,
    usableVfs: 128,
    netqueues: 256,
    rssQueues: 64,
    vfPromiscuous: true,
    ihv: 'intel',
    uniform: false,
    maxMtu: 9702,
    queuesPerVf: 4,
    vendorId: '8086',
    deviceId: '1572',
    vfDeviceId: '154c',
    vfOffset: 16,
    vfOffsetWithoutAri: 272,
    vfStride: 1,
    linuxDriver: 'i40e',
    linuxVfDriver: 'iavf',
    esxiDriver: 'i40en',
    source:
      'lspci: 128 VFs a device, offset 16 (272 without ARI, derived: 334 on a third port), stride 1; i40e documentation: MTU 9,702',
  },
  {
    ...SRIOV,
    id: 'intel-e810',
    name: 'Intel E810',
    vendor: 'Intel',
    speedsBps: [10 * G, 25 * G, 100 * G],
    slotBps: pcie(4, 16),
    totalVfs: 256,
    usableVfs: 256,
    netqueues: 256,
    rssQueues: 64,
    vfPromiscuous: true,
    ihv: 'intel',
    uniform: false,
    maxMtu: 9702,
    queuesPerVf: 16,
    vendorId: '8086',
    deviceId: '1592',
    vfDeviceId: '1889',
    vfOffset: 8,
    vfStride: 1,
    linuxDriver: 'ice',
    linuxVfDriver: 'iavf',
    esxiDriver: 'icen',
    source: 'lspci and the ice driver: 256 VFs a device, offset 8, stride 1, 1-16 queues a VF',
  },
  {
    ...SRIOV,
    id: 'mellanox-connectx5',
    name: 'Mellanox ConnectX-5',
    vendor: 'Mellanox',
    speedsBps: [10 * G, 25 * G, 100 * G],
    slotBps: pcie(3, 16),
    totalVfs: 127,
    usableVfs: 127,
    netqueues: 128,
    rssQueues: 64,
    vfPromiscuous: true,
    ihv: 'mellanox',
    uniform: false,
    maxMtu: 9978,
    ring: 1024,
    queuesPerVf: 8,
    vendorId: '15b3',
    deviceId: '1017',
    vfDeviceId: '1018',
    vfOffset: 1,
    vfStride: 1,
    linuxDriver: 'mlx5_core',
    linuxVfDriver: 'mlx5_core',
    esxiDriver: 'nmlx5_core',
    source: 'lspci: offset = number of PFs, stride 1; firmware allows up to 127 VFs a port',
  },
  {
    ...SRIOV,
    id: 'broadcom-bcm57810',
    name: 'Broadcom BCM57810',
    vendor: 'Broadcom',
    speedsBps: [1 * G, 10 * G],
    slotBps: pcie(2, 8),
    totalVfs: 16,
    usableVfs: 16,
    netqueues: 16,
    rssQueues: 16,
    vfPromiscuous: false,
    ihv: 'broadcom',
    uniform: false,
    maxMtu: 9600,
    queuesPerVf: 1,
    vendorId: '14e4',
    deviceId: '168e',
    vfDeviceId: '16af',
    vfOffset: 8,
    vfStride: 1,
    linuxDriver: 'bnx2x',
    linuxVfDriver: 'bnx2x',
    esxiDriver: 'qfle3',
    source: 'lspci: 16 VFs, offset 8, stride 1',
  },
  {
    ...SRIOV,
    id: 'cisco-vic1280',
    name: 'Cisco VIC 1280',
    vendor: 'Cisco',
    speedsBps: [10 * G, 40 * G],
    slotBps: pcie(2, 16),
    totalVfs: 256,
    usableVfs: 256,
    netqueues: 256,
    rssQueues: 8,
    vfPromiscuous: false,
    ihv: 'cisco',
    uniform: true,
    maxMtu: 9000,
    queuesPerVf: 8,
    vendorId: '1137',
    deviceId: '0043',
    vfDeviceId: '0071',
    vfOffset: 1,
    vfStride: 1,
    linuxDriver: 'enic',
    linuxVfDriver: 'enic',
    esxiDriver: 'nenic',
    source: 'VM-FEX: dynamic vNICs that speak vmxnet3 rings; offset and stride assumed, 1 and 1; its slot is recalled',
  },
  {
    ...SRIOV,
    id: 'nvidia-bluefield2',
    name: 'NVIDIA BlueField-2',
    vendor: 'NVIDIA',
    speedsBps: [10 * G, 25 * G, 100 * G],
    slotBps: pcie(4, 16),
    totalVfs: 127,
    usableVfs: 127,
    netqueues: 128,
    rssQueues: 64,
    vfPromiscuous: true,
    ihv: 'mellanox',
    uniform: true,
    maxMtu: 9978,
    ring: 1024,
    queuesPerVf: 8,
    vendorId: '15b3',
    deviceId: 'a2d6',
    vfDeviceId: '101e',
    vfOffset: 2,
    vfStride: 1,
    linuxDriver: 'mlx5_core',
    linuxVfDriver: 'mlx5_core',
    esxiDriver: 'nmlx5_core',
    source: 'ConnectX-6 Dx core: 127 VFs a port, offset = number of PFs (2); vSphere 8 uniform passthrough',
  },
] as const satisfies readonly NicModelEntry[]

export type NicModelId = (typeof models)[number]['id']

export const NIC_MODELS: readonly NicModelEntry[] = models

export const DEFAULT_NIC_MODEL: NicModelId = 'intel-82599'

const byId = new Map<string, NicModelEntry>(models.map((model) => [model.id, model]))

/** The model of that name; undefined: the catalogue has none. */
export const nicModel = (id: string): NicModelEntry | undefined => byId.get(id)

export const maxSpeed = (model: NicModelEntry): number => model.speedsBps[model.speedsBps.length - 1]!
