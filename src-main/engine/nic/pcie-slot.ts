// What the slot of a NIC carries, in each direction: frames in packets with headers of their own, and a descriptor each.
// Leaves out acknowledgements and credits of the link, read requests, and doorbells.
import { stageIndex } from '../observe/cycle-ledger'

const PAYLOAD = stageIndex('pcie-payload-bytes')
const HEADER = stageIndex('pcie-header-bytes')
const DESCRIPTOR = stageIndex('pcie-descriptor-bytes')

export class PcieSlot {
  /** Of what belongs to long frames, headers included. */
  readonly psPerByte: number
  private readonly psPerRawByte: number
  private readonly payload: number
  private readonly header: number
  /** Descriptor and its header. */
  private readonly extra: number

  constructor(bitsPerSecond: number, costs: Float64Array) {
    this.payload = costs[PAYLOAD]
    this.header = costs[HEADER]
    this.extra = costs[DESCRIPTOR] + this.header
    this.psPerRawByte = 8e12 / bitsPerSecond
    this.psPerByte = this.psPerRawByte * (1 + this.header / this.payload)
  }

  /** Time of a frame in one direction, ps. */
  transfer(bytes: number): number {
    const raw = bytes + Math.ceil(bytes / this.payload) * this.header + this.extra
    return Math.ceil(raw * this.psPerRawByte)
  }
}
