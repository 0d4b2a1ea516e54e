// What stands behind an emulated or paravirtual adapter, as costs: how its thread wakes, whether that thread also takes what
// comes for the guest, what an access to a register of a device costs there, and how pages change hands.
import type { Backend } from '../../../../src-shared/lab/schema'
import { sleepLatency } from '../../host/sleep-latency'
import type { Cpu } from '../../host/cpu'
import { stageIndex } from '../../observe/cycle-ledger'

export interface BackendModel {
  /** Received frames wait in a queue (a tap) for the backend's thread; else whoever forwards a frame delivers it. */
  reads: boolean
  /** Stages (indices) of waking its thread: work, and the time until it works. */
  wake: readonly number[]
  latency: readonly number[]
  /** Stages of an exit for a register of an emulated device. */
  exit: readonly number[]
  /** What the device model does for each frame that it cuts, beside the access; stage. */
  frame: number
  /** System calls with which its thread reads or sends a frame; stage, -1: none. */
  call: number
  /** It reads into a buffer of its own and copies from there; an emulated device sends from such a buffer too. */
  buffers: boolean
  /** Frames shorter than this are copied when they are sent, although longer ones are read where they are; bytes. */
  copiesBelow: number
  /** What is read in the memory of the guest is pinned there, page for page. */
  pins: boolean
  /** Handing the pages of a frame from domain to domain, to the guest and from it; stages, -1: nothing. */
  pagesIn: number
  pagesOut: number
  /** Pages change hands instead of being copied. */
  exchanges: boolean
}

const IN_HYPERVISOR: BackendModel = {
  reads: false,
  wake: [stageIndex('worker-wake')],
  latency: [stageIndex('worker-wake-latency')],
  exit: [stageIndex('vm-exit'), stageIndex('exit-emulate')],
  frame: stageIndex('exit-emulate'),
  call: -1,
  buffers: false,
  // the data ring of vmxnet3, for headers and what is no longer than they are
  copiesBelow: 128,
  pins: true,
  pagesIn: -1,
  pagesOut: -1,
  exchanges: false,
}

const BACKEND_MODELS: Record<Backend, BackendModel> = {
  vmm: IN_HYPERVISOR,
  // VHOST_GOODCOPY_LEN of Linux
  vhost: { ...IN_HYPERVISOR, reads: true, copiesBelow: 256 },
  user: {
    ...IN_HYPERVISOR,
    reads: true,
    wake: [...IN_HYPERVISOR.wake, stageIndex('user-backend-wake')],
    latency: [...IN_HYPERVISOR.latency, stageIndex('user-backend-latency')],
    exit: [stageIndex('vm-exit'), stageIndex('exit-user-switch'), stageIndex('exit-user-device')],
    frame: stageIndex('exit-user-device'),
    call: stageIndex('user-backend-call'),
    buffers: true,
  },
  // what the guest sends is not mapped: the NIC reads it by its address in the machine
  'grant-copy': { ...IN_HYPERVISOR, copiesBelow: 0, pins: false, pagesIn: stageIndex('grant-copy') },
  'page-flip': {
    ...IN_HYPERVISOR,
    copiesBelow: 0,
    pins: false,
    pagesIn: stageIndex('page-flip'),
    pagesOut: stageIndex('page-flip'),
    exchanges: true,
  },
}

/** How long after a wake-up the thread works, less the work of waking it, which its first slice does. */
export function backendLatency(backend: BackendModel, cpu: Cpu): number {
  const sum = (stages: readonly number[]) => stages.reduce((total, stage) => total + cpu.costs[stage], 0)
  return sleepLatency(cpu, sum(backend.latency), sum(backend.wake))
}

/** Null: of adapters that offer no choice of backend. */
export const backendModel = (backend: Backend | null): BackendModel => BACKEND_MODELS[backend ?? 'vmm']
