// The IOMMU of a host: which memory a function may touch. One domain a VM, mapped whole when its first function is attached,
// because a device may write anywhere and its faults cannot be repaired; the mapping pins the memory.
// The hypervisor's own functions use a pool of buffers that stays mapped, so no core pays for it; in strict mode the device
// reads page tables again for recycled buffers. Leaves out nested translation and page requests (ATS, PRI).
import type { HostModel } from '../../../src-shared/lab/lab-model'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'
import type { HostMemory } from './memory'

const DMA_PAGE = stageIndex('dma-page')
const IOTLB_READ = stageIndex('iotlb-read')
const READS_PER_PAGE = stageIndex('iotlb-reads-per-page')
const PAGE = 4096

export interface IommuFault {
  atPs: number
  function: string
  /** VM of the domain, or null where the function belonged to none. */
  vm: string | null
}

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
  private readonly domains = new Map<string, IommuDomain>()

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
  fault(functionPath: string, domain: IommuDomain | null): void {
    const { sim } = this
    if (this.faultCount++ === 0) {
      sim.log.add(
        'warning',
        this.path,
        'iommu-fault',
        `DMA of ${functionPath} to memory that is not mapped was stopped`,
      )
    }
    if (this.faults.length < FAULTS_KEPT) {
      this.faults.push({ atPs: sim.now, function: functionPath, vm: domain?.vm ?? null })
    }
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
