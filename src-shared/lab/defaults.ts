// What an absent optional field means. One sentence each; `resolve-lab.ts` and the inspector read this and nothing else.
import { FORMAT, type AdapterKind, type Lab } from './schema'

export const DEFAULTS = {
  /** A headless run simulates ten seconds. */
  duration: '10s',
  /** Every random stream derives from it. */
  seed: 1,
  profile: 'modern',

  /** Memory is copied while the VM runs; it stops once the rest fits into the downtime goal, or after so many rounds. */
  migrationPolicy: 'pre-copy',
  downtimeGoal: '500ms',
  maxRounds: 30,
  /** Adaptive rate: above the rate at which pages were dirtied, and what is little enough to stop for. */
  rateIncrement: '50Mbps',
  rateRemainder: '256KiB',
  skipRewritten: false,
  /** Else nobody would see what a function writes. */
  leaveFunctions: 'first',

  hostCores: 8,
  hostClock: '3GHz',
  hostMemory: '64GiB',
  /** Configured memory may not exceed physical memory. */
  overcommit: 1,
  /** Virtual CPUs are halted at once; KVM must be told to poll. */
  haltPoll: '0s',
  /** Passthrough is possible, every unmap is invalidated at once. */
  idle: 'shallow',
  iommu: 'strict',
  /** The interrupts of a passthrough function exit to the hypervisor, as before posted interrupts. */
  interrupts: 'trap',
  /** vSphere 6 and later keeps 3,072 vectors for functions of guests. */
  interruptVectors: 3072,
  allowUnsafeReset: false,
  allowUnsafeDma: false,

  /** A NIC runs at the highest speed of its model, with no virtual functions and one receive queue. */
  nicMtu: 1500,
  vfs: 0,
  netqueue: 0,
  rss: 1,
  /** Filters are put on receive queues once; the balancer of ESX must be asked for. */
  balancer: '0s',
  /** Frames between functions of a port are switched in the NIC. */
  switching: 'veb',
  ari: true,
  /** A virtual function: no port VLAN, spoof check on, not trusted, no limit. */
  vfVlan: 0,
  spoofCheck: true,
  trust: false,
  /** The driver of the guest programs memory of its VM. */
  dma: 'own',

  /** Its cost is that of an ESX-class switch. */
  vswitchKind: 'esx',
  vswitchMtu: 1500,
  teaming: 'originating-port',
  failback: true,
  notifySwitches: true,
  detection: 'link',
  /** Active time-out of a distributed switch. */
  netflowInterval: '60s',
  /** Untagged. */
  vlan: 0,
  /** The security policy of a standard switch: promiscuous mode is rejected, MAC changes and forged transmits are not. */
  promiscuous: false,
  macChanges: true,
  forgedTransmits: true,
  /** Without a burst size a shaped port may send this much at its peak. */
  burst: '1MiB',
  /** A vmkernel interface is not for VMotion unless it says so. */
  vmotion: false,

  vcpus: 1,
  /** Virtual CPUs halt when they have nothing to do. */
  latencySensitivity: 'normal',
  vmMemory: '2GiB',
  /** A guest that is not idle: 1,000 pages a second, written over and over within 64 MiB. */
  dirtyRate: 1000,
  workingSet: '64MiB',

  adapter: 'vmxnet' as AdapterKind,
  guestMtu: 1500,
  /** The guest has the driver that its adapter needs. */
  driver: true,
  /** The guest of a failover pair knows the STANDBY feature. */
  standby: true,
  answersUnplug: true,
  /** The bytes of a guest are sent from its own memory, unless its backend copies; received bytes are copied into it. */
  zeroCopyTx: true,
  zeroCopyRx: false,
  /** A shell without a list has the software plug-in alone, and always runs in emulation. */
  plugins: ['emulation'],

  /** A port that is not mentioned is an access port of VLAN 1 that also passes every tagged VLAN. */
  switchPorts: 48,
  switchMtu: 9216,
  switchQueue: 1024,
  accessVlan: 1,

  stationMtu: 1500,
  stationTso: true,
  /** A station keeps what is for it and nothing else. */
  forwarding: false,

  /** A link runs at the speed of its slower NIC; between parts that have none, at this. */
  linkSpeed: '10Gbps',
  /** 100 m of cable. */
  linkDelay: '500ns',
  loss: 0,

  flowStart: '0s',
  tcpStreams: 1,
  /** RFC 7323 timestamps take 12 bytes of every segment; a full frame carries 1,460 bytes without them. */
  timestamps: false,
  /** What a buffer of Linux grows to of itself, and a little less. */
  socketBuffer: '4MiB',
  /** Bytes that an application hands to TCP with one call: a super-frame at a time. */
  tcpSize: 65_536,
  udpRate: '100Mbps',
  /** Fills a frame of 1,500 bytes. */
  udpSize: 1472,
  arrival: 'constant',
  /** All datagrams of a flow have the same size. */
  sizes: 'constant',
  rrSize: 1,
  rrReply: 1,
  pingInterval: '1s',
  pingSize: 56,

  /** Bytes of each frame that a capture keeps. */
  snaplen: 65535,
} as const

/** An empty lab. */
export const emptyLab = (name = 'Untitled lab'): Lab => ({ format: FORMAT, name, seed: DEFAULTS.seed })
