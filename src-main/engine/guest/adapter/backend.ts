// What stands behind an emulated or paravirtual adapter, as costs: how its thread wakes, whether that thread also takes what
// comes for the guest, what an access to a register of a device costs there, and how pages change hands.
import type { Backend } from '../../../../src-shared/lab/schema'
import { type Cpu, sleepLatency } from '../../host/world'
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
  /** An emulated device copies through a buffer of its own, beside the copy from and to the host. */
  buffers: boolean
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
  buffers: false,
  pagesIn: -1,
  pagesOut: -1,
  exchanges: false,
}

export const BACKEND_MODELS: Record<Backend, BackendModel> = {
  vmm: IN_HYPERVISOR,
  vhost: { ...IN_HYPERVISOR, reads: true },
  user: {
    ...IN_HYPERVISOR,
    reads: true,
    wake: [...IN_HYPERVISOR.wake, stageIndex('user-backend-wake')],
    latency: [...IN_HYPERVISOR.latency, stageIndex('user-backend-latency')],
    exit: [stageIndex('vm-exit'), stageIndex('exit-user-switch'), stageIndex('exit-user-device')],
    frame: stageIndex('exit-user-device'),
    buffers: true,
  },
  // what the guest sends is not mapped: the NIC reads it by its address in the machine
  'grant-copy': { ...IN_HYPERVISOR, pagesIn: stageIndex('grant-copy') },
  'page-flip': {
    ...IN_HYPERVISOR,
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

/** Of an adapter without a choice. */
export const backendModel = (backend: Backend | null): BackendModel => BACKEND_MODELS[backend ?? 'vmm']
