// The IOMMU of a host: which memory a function may touch. One domain a VM, mapped whole when its first function is attached,
// because a device may write anywhere and its faults cannot be repaired; the mapping pins the memory.
// The hypervisor of an esx vSwitch has a pool of buffers that stays mapped, so no core pays for it; a Linux host maps and unmaps
// each buffer (the DMA API). In strict mode the device reads page tables again for recycled buffers.
// Leaves out nested translation, page requests (ATS, PRI), and the lock that cores share who invalidate at the same time.
import type { HostModel } from '../../../src-shared/lab/lab-model'
import { FRAME_BYTES, SEGMENTS } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'
import type { HostMemory } from './memory'
import type { PciFunction } from './pci-function'
import type { World } from './world'

const DMA_PAGE = stageIndex('dma-page')
const IOTLB_READ = stageIndex('iotlb-read')
const READS_PER_PAGE = stageIndex('iotlb-reads-per-page')
const MAP = stageIndex('iommu-map')
const UNMAP = stageIndex('iommu-unmap')
const INVALIDATE = stageIndex('iotlb-invalidate')
const DEFER = stageIndex('iotlb-defer')
const FLUSH_UNMAPS = stageIndex('iotlb-flush-unmaps')
const FLUSH_INTERVAL = stageIndex('iotlb-flush-interval')
const BUFFER_BYTES = stageIndex('iommu-buffer-bytes')
const PAGE = 4096

export interface IommuFault {
  atPs: number
  /** PCI address of the function. */
  device: string
  isWrite: boolean
  /** Address that the function asked for. */
  address: number
  reason: string
  /** VM of the domain, or null where the function belonged to none. */
  vm: string | null
}

/** Where the drivers of guests have their buffers: the model keeps no addresses, and takes them in turn. */
const BUFFERS = 0x100000
const BUFFER_COUNT = 512

const NO_CONTEXT = '[fault reason 02] Present bit in context entry is clear'
const NO_WRITE = '[fault reason 05] PTE Write access is not set'
const NO_READ = '[fault reason 06] PTE Read access is not set'

/** Faults that are kept with their particulars; all are counted. */
const FAULTS_KEPT = 256

/** The address space that the functions of one VM see. */
export class IommuDomain {
  /** Bytes of guest memory that functions may touch; 0: every access is a fault. */
  mappedBytes = 0
  functions = 0

  constructor(readonly vm: string) {}

  get isMapped(): boolean {
    return this.mappedBytes > 0
  }
}

export class Iommu {
  readonly faults: IommuFault[] = []
  faultCount = 0
  private readonly faulty = new Set<string>()
  private readonly overwritten = new Set<string>()
  private readonly domains = new Map<string, IommuDomain>()
  /** Lazy: unmaps since the last flush, and when that was. */
  private unflushed = 0
  private flushedAt = 0

  constructor(
    private readonly sim: Simulator,
    private readonly path: string,
    readonly mode: HostModel['iommu'],
    private readonly memory: HostMemory,
    private readonly costs: Float64Array,
  ) {}

  get isOn(): boolean {
    return this.mode !== 'off'
  }

  /** Drivers of the host have addresses of their own, and not those of the memory itself. */
  get mapsBuffers(): boolean {
    return this.mode === 'strict' || this.mode === 'lazy'
  }

  /** Attaches a function to the domain of a VM; the first one maps and pins all its memory. */
  attach(vm: string, memoryBytes: number): IommuDomain {
    let domain = this.domains.get(vm)
    if (!domain) {
      domain = new IommuDomain(vm)
      this.domains.set(vm, domain)
    }
    if (domain.functions++ === 0) {
      domain.mappedBytes = memoryBytes
      this.memory.pin(memoryBytes)
    }
    return domain
  }

  /** The memory of the VM is mapped, and so pinned, already. */
  hasDomain(vm: string): boolean {
    return this.domains.has(vm)
  }

  /** The last function that leaves unmaps the memory, and it is no longer pinned. */
  detach(domain: IommuDomain): void {
    if (--domain.functions > 0) return
    this.memory.unpin(domain.mappedBytes)
    domain.mappedBytes = 0
    this.domains.delete(domain.vm)
  }

  /** A function touched memory that is not its own: the transfer is lost, the event recorded. */
  fault(fn: PciFunction, domain: IommuDomain | null, isWrite: boolean): void {
    const address = BUFFERS + (this.faultCount % BUFFER_COUNT) * PAGE
    this.record(fn, domain?.vm ?? null, isWrite, address, domain === null ? NO_CONTEXT : isWrite ? NO_WRITE : NO_READ)
  }

  /** A guest points its function at the memory of another VM. True: nothing stops it, and the memory is overwritten. */
  strayWrite(fn: PciFunction, victim: string): boolean {
    if (this.isOn) {
      this.record(fn, fn.owner, true, BUFFERS + this.memory.physical, NO_WRITE)
      return false
    }
    if (!this.overwritten.has(victim)) {
      this.overwritten.add(victim)
      const says = `${fn.address}, which ${fn.owner ?? 'nobody'} has, writes into the memory of ${victim}`
      this.sim.log.add('error', this.path, 'memory-overwritten', says)
    }
    return true
  }

  /** Of each function the first fault is logged, and the first of all are kept. */
  private record(fn: PciFunction, vm: string | null, isWrite: boolean, address: number, reason: string): void {
    const { sim } = this
    const device = fn.address
    this.faultCount++
    if (!this.faulty.has(device)) {
      this.faulty.add(device)
      const what = `[DMA ${isWrite ? 'Write' : 'Read'}] request device [${device.slice(5)}]`
      sim.log.add('warning', this.path, 'iommu-fault', `${what} fault addr 0x${address.toString(16)} ${reason}`)
    }
    if (this.faults.length < FAULTS_KEPT) this.faults.push({ atPs: sim.now, device, isWrite, address, reason, vm })
  }

  /** A driver maps buffers for its NIC, and unmaps as many: forgotten by the IOTLB at once (strict), or many together (lazy). */
  chargeMapping(world: World, buffers: number): void {
    const { costs, sim } = this
    world.charge(MAP, buffers)
    world.charge(UNMAP, buffers)
    if (this.mode === 'strict') {
      world.charge(INVALIDATE, buffers)
      return
    }
    world.charge(DEFER, buffers)
    this.unflushed += buffers
    if (this.unflushed < costs[FLUSH_UNMAPS] && sim.now - this.flushedAt < costs[FLUSH_INTERVAL]) return
    world.charge(INVALIDATE)
    this.unflushed = 0
    this.flushedAt = sim.now
  }

  /** Buffers of a frame that is sent: a super-frame has its headers in one, and its payload in as few as there are. */
  buffersOf(frame: number): number {
    const d = this.sim.frames.data
    return d[frame + SEGMENTS] === 1 ? 1 : 1 + Math.ceil(d[frame + FRAME_BYTES] / this.costs[BUFFER_BYTES])
  }

  /** Page-table reads of the device for 4 KiB of DMA to buffers that the hypervisor recycles. */
  get readsPerPage(): number {
    return this.mode === 'strict' ? this.costs[READS_PER_PAGE] : 0
  }

  /** Picoseconds that the DMA engine of a NIC needs for a byte with `readsPerPage` page-table reads for 4 KiB. */
  dmaPsPerByte(readsPerPage: number): number {
    return (this.costs[DMA_PAGE] + readsPerPage * this.costs[IOTLB_READ]) / PAGE
  }
}
