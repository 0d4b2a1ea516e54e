// The lab document with its meaning: units are numbers, defaults are filled in, references are indices.
// This is all that the engine, the compatibility checks and the reports read; `resolve-lab.ts` makes it from a `Lab`.
// Times are picoseconds (whole numbers in a double), rates bit/s, sizes bytes, clocks Hz, MAC addresses 48-bit numbers,
// IPv4 addresses unsigned 32-bit numbers. Lists keep the order of the document; indices point into these lists.
import type { ModerationModel } from './moderation-model'
import type {
  AdapterKind,
  Backend,
  FlowType,
  IdleMode,
  IommuMode,
  VmEvent,
  VmOperationEvent,
  VswitchKind,
} from './schema'

export interface CpuModel {
  cores: number
  clockHz: number
  /** How deep idle cores sleep. */
  idle: IdleMode
}

export interface IpModel {
  address: number
  prefix: number
}

export interface VfModel {
  index: number
  /** `esx-a/vmnic0.vf3` */
  path: string
  /** Set by the administrator through the PF; null: none, the vNIC's own address is used. */
  mac: number | null
  /** Port VLAN; 0: none. */
  vlan: number
  spoofCheck: boolean
  trust: boolean
  /** Transmit limit in bit/s; 0: none. */
  rateBps: number
  /** Its driver programs addresses outside of the memory of the VM. */
  strays: boolean
}

export interface NicModel {
  id: string
  /** `esx-a/vmnic0` */
  path: string
  /** Name in the catalogue (`catalogue/nic-models.ts`). */
  model: string
  speedBps: number
  mtu: number
  vfs: VfModel[]
  /** RX queues with filters beside the default queue; 0: only the default queue. */
  netqueue: number
  /** Queues over which the default queue spreads by hash; 1: none but itself. */
  rss: number
  /** Cores that poll the receive queues in turn, in the order of the queues; empty: any. */
  affinity: number[]
  /** Between two looks of the NetQueue balancer; 0: filters stay where they were put first. */
  balancerPs: number
  /** Shortest time between two interrupts of a queue. */
  moderation: ModerationModel
  /** The same of virtual functions, for the driver of guests. */
  vfModeration: ModerationModel
  tso: boolean
  lro: boolean
  checksum: boolean
  switching: 'veb' | 'vepa'
  /** The slot forwards ARI: functions beyond the first eight on the bus of the device can be reached. */
  ari: boolean
  /** PCI bus of the port. */
  bus: number
  /** Of its functions, between two owners. */
  resetMethod: 'flr' | 'none'
}

export interface ShapingModel {
  averageBps: number
  peakBps: number
  burstBytes: number
}

export interface PortGroupModel {
  id: string
  /** `esx-a/vSwitch0/prod` */
  path: string
  /** 0: EST (untagged), 1–4094: VST, 4095: VGT. */
  vlan: number
  promiscuous: boolean
  macChanges: boolean
  forgedTransmits: boolean
  shaping: ShapingModel | null
  /** VLANs of single addresses (MAC). */
  macVlans: { mac: number; vlan: number }[]
}

export interface VswitchModel {
  id: string
  path: string
  kind: VswitchKind
  mtu: number
  /** Indices into the host's `nics`. */
  activeUplinks: number[]
  standbyUplinks: number[]
  teaming: 'originating-port' | 'source-mac' | 'ip-hash' | 'explicit'
  failback: boolean
  notifySwitches: boolean
  detection: 'link' | 'beacon'
  /** Between two reports of the flows that pass (NetFlow); 0: none. */
  netflowPs: number
  portGroups: PortGroupModel[]
}

/** What a security service drops: protocols as bits by FRAME_KIND, and an IPv4 address at either end; null: any. */
export interface FilterRule {
  kinds: number
  peer: number | null
}

/** A port group on one host: indices into `host.vswitches` and `vswitch.portGroups`. */
export interface NetworkRef {
  vswitch: number
  portGroup: number
  /** The port group's name, by which a destination host is searched. */
  label: string
}

export interface VmkernelModel {
  id: string
  path: string
  network: NetworkRef
  ip: IpModel
  mac: number
  vmotion: boolean
}

export interface HostModel {
  id: string
  path: string
  cpu: CpuModel
  memoryBytes: number
  overcommit: number
  /** Longest time that a vCPU polls before it is halted; 0: none. */
  haltPollPs: number
  iommu: IommuMode
  interrupts: 'trap' | 'posted'
  /** Interrupt vectors for functions of guests. */
  interruptVectors: number
  /** VMs get functions that cannot be reset, or that no IOMMU confines. */
  allowUnsafeReset: boolean
  allowUnsafeDma: boolean
  nics: NicModel[]
  vswitches: VswitchModel[]
  vmkernel: VmkernelModel[]
}

/** What the document asks for: a PF (`vf` null), a VF, or any free one on the host. */
export type FunctionRef = { auto: true } | { auto: false; nic: number; vf: number | null }

export interface VnicModel {
  id: string
  /** `web-1/eth0` */
  path: string
  adapter: AdapterKind
  /** Null: a function carries the frames, or none is needed. */
  backend: Backend | null
  /** Null where the vNIC is plugged in nowhere (a fixed passthrough function needs no network). */
  network: NetworkRef | null
  function: FunctionRef | null
  /** npa: plug-ins that the shell may load (IHV names and `emulation`). */
  plugins: string[]
  mac: number
  ip: IpModel | null
  mtu: number
  tso: boolean
  /** Received segments are merged for it in software, by the host or by its driver. */
  lro: boolean
  /** Its ring takes merged buffers and super-frames, whoever made them. */
  takesLarge: boolean
  checksum: boolean
  zeroCopyTx: boolean
  zeroCopyRx: boolean
  /** The guest asks its function for every frame. */
  promiscuous: boolean
  /** Addresses (MAC) of the multicast groups that the guest has joined. */
  groups: number[]
  /** The guest asks its function for all of them. */
  allGroups: boolean
  /** Its driver speaks the first version of the mailbox. */
  firstMailbox: boolean
  /** VM into whose memory the guest has its function write; null: its own. */
  dmaTarget: string | null
  /** Rules of a security service in the path through the vSwitch; null: there is none. */
  filter: FilterRule[] | null
  /** Tag that the guest puts on its frames and takes them by; 0: none. */
  vlan: number
  /** Receive queues that a hash chooses from, in the guest and in the NIC; 0: each frame goes to the vCPU of its socket. */
  rss: number
  /** False: the guest has no paravirtual driver (vmxnet, virtio, upt and npa stay down). */
  driver: boolean
  /** Under which address the guest sends, where that is not its own. */
  source: number | null
  /** failover: the guest pairs the two devices. */
  standby: boolean
  /** failover, replug: the guest gives a function back when it is asked. */
  answersUnplug: boolean
}

export interface VmModel {
  id: string
  path: string
  /** Index into `hosts`. */
  host: number
  vcpus: number
  /** Its virtual CPUs want cores to themselves, and do not halt there. */
  neverHalts: boolean
  /** Cores of its host that its virtual CPUs may run on, each once; empty: all. */
  affinity: number[]
  memoryBytes: number
  /** Memory that the host guarantees; equal to `memoryBytes` where the document is silent. */
  reservationBytes: number
  services: string[]
  /** Pages (4 KiB) written per second, and within how many bytes. */
  dirtyPagesPerSecond: number
  workingSetBytes: number
  /** Further sets, written at rates of their own. */
  moreDirty: { bytes: number; rate: number }[]
  nics: VnicModel[]
}

export interface SwitchPortModel {
  /** Untagged VLAN of the port (access or native); 0: none, untagged frames are refused. */
  untagged: number
  /** VLANs that pass tagged; null: all. */
  tagged: number[] | null
}

export interface SwitchModel {
  id: string
  path: string
  mtu: number
  /** Frames that an egress port can hold. */
  queueFrames: number
  /** Index 0 is port 1. A port that the document does not mention is an access port of VLAN 1 that also passes all tagged VLANs. */
  ports: SwitchPortModel[]
  /** Ports (index 0 is port 1) that are one towards the machine behind them. */
  channels: number[][]
}

export interface StationModel {
  id: string
  path: string
  ip: IpModel
  mac: number
  mtu: number
  /** Tag that the station itself puts on its frames; 0: none. */
  vlan: number
  /** Null: never the bottleneck. */
  cpu: CpuModel | null
  /** As of a NIC of a host. */
  moderation: ModerationModel
  tso: boolean
  lro: boolean
  /** Passes on packets that are for others. */
  forwarding: boolean
  /** Where packets for other subnets go; null: nowhere. */
  gateway: number | null
  /** Receive queues that a hash chooses from; 0: a queue a core, and each frame goes to the core of its socket. */
  rss: number
}

export type LinkEndModel =
  | { kind: 'nic'; host: number; nic: number; path: string }
  | { kind: 'switch'; switch: number; port: number; path: string }
  | { kind: 'station'; station: number; path: string }

export interface LinkModel {
  /** Index in the document's list. */
  index: number
  ends: [LinkEndModel, LinkEndModel]
  speedBps: number
  delayPs: number
  /** Probability that a frame is lost, 0–1, in each direction. */
  loss: number
}

/** Who sends or receives: a vNIC or a station. */
export type EndpointRef = { kind: 'vnic'; vm: number; nic: number } | { kind: 'station'; station: number }

export interface FlowModel {
  id: string
  type: FlowType
  from: EndpointRef
  to: EndpointRef
  startPs: number
  /** End of sending; Infinity: the end of the run. */
  stopPs: number
  /** tcp: parallel connections. */
  streams: number
  /** tcp: payload bytes per stream; Infinity: unlimited. */
  bytes: number
  /** tcp: RFC 7323 timestamps on (12 bytes of options in every segment). */
  timestamps: boolean
  /** tcp: what each end may have received and not read, or sent and not seen acknowledged. */
  socketBufferBytes: number
  /** udp: offered rate of UDP payload in bit/s. */
  rateBps: number
  /** tcp: what a call hands to the socket; udp: payload; rr: request; ping: ICMP payload. */
  sizeBytes: number
  arrival: 'constant' | 'poisson'
  /** udp: multicast group (IPv4) that is sent to; null: the end of the flow alone. */
  group: number | null
  /** udp: `exponential`: the frame on the wire is, with the frame of `sizeBytes` as its mean, as far as MTU and minimum allow. */
  sizes: 'constant' | 'exponential'
  /** rr: reply payload. */
  replyBytes: number
  /** ping: between two requests. */
  intervalPs: number
}

export type EventModel =
  | { atPs: number; index: number; do: 'vmotion'; vm: number; to: number }
  | { atPs: number; index: number; do: Exclude<VmEvent, VmOperationEvent>; vm: number }
  | { atPs: number; index: number; do: VmOperationEvent; vm: number }
  | { atPs: number; index: number; do: 'hot-add'; vm: number; bytes: number }
  | { atPs: number; index: number; do: 'link-down' | 'link-up'; link: number }
  | { atPs: number; index: number; do: 'vf-failure' | 'vf-recovery'; path: string }
  | { atPs: number; index: number; do: 'set'; path: string; value: unknown }

export interface CaptureModel {
  at: string
  file: string
  snaplen: number
}

export interface CheckModel {
  id: string
  that: string
  says: string
}

export interface MigrationModel {
  policy: 'pre-copy' | 'stop-and-copy'
  downtimeGoalPs: number
  maxRounds: number
  /** Infinity: as fast as the network goes. */
  bandwidthBps: number
  /** Null: every round as fast as the bandwidth allows, until the downtime goal is met. */
  rate: AdaptiveRateModel | null
  /** Pages written again since their round began are left to the next one. */
  skipRewritten: boolean
  /** When vNICs that need no help of the guest leave their function. */
  leaveFunctions: 'first' | 'last'
  /** For a guest that does not give its function back; null: as long as the tools of each design. */
  unplugTimeoutPs: number | null
}

export interface AdaptiveRateModel {
  minBps: number
  maxBps: number
  incrementBps: number
  remainderBytes: number
}

export interface LabModel {
  name: string
  description: string
  seed: number
  durationPs: number
  profile: 'modern' | 'legacy'
  /** Overrides of single stages, by stage id. */
  costs: Record<string, number>
  migration: MigrationModel
  hosts: HostModel[]
  vms: VmModel[]
  switches: SwitchModel[]
  stations: StationModel[]
  links: LinkModel[]
  flows: FlowModel[]
  /** In the order in which they are played: by time, then by place in the document. */
  events: EventModel[]
  captures: CaptureModel[]
  checks: CheckModel[]
}
