// The part of the last-level cache that DMA fills (Intel DDIO). What a NIC wrote is there until later frames have taken its place:
// a receiver that keeps up copies from the cache, one that has a long ring in front of it copies from memory.
// Leaves out frames of other kinds than TCP, what the CPUs themselves put into these ways, the headers that a driver reads first,
// and the bandwidth of the memory.
import { FRAME_BYTES, FRAME_KIND, KIND, LANDED } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'
import type { World } from './world'

const CACHE_BYTES = stageIndex('dma-cache-bytes')
const COPY_BYTE_COLD = stageIndex('copy-byte-cold')
const COPY_BYTE_MEMORY = stageIndex('copy-byte-memory')

/** Lines of a set of the cache that DMA may fill. */
const WAYS = 2

/**
 * Share of a frame's lines that were replaced since it came, `turns` times the cache having been written. Its sets were hit at
 * random, and a line is gone as soon as WAYS others came: 1 - (1 + x) / e^x with x = WAYS * turns, e^x as its first five terms.
 */
export function replacedShare(turns: number): number {
  const x = WAYS * turns
  const least = x * x * (1 / 2 + x / 6 + (x * x) / 24)
  return least === Infinity ? 1 : least / (1 + x + least)
}

export class DmaCache {
  private readonly bytes: number
  /** By DMA since the beginning, bytes. */
  private written = 0

  constructor(
    private readonly sim: Simulator,
    costs: Float64Array,
  ) {
    this.bytes = costs[CACHE_BYTES]
  }

  /** A NIC writes the frame into a buffer of the machine. */
  land(frame: number): void {
    const d = this.sim.frames.data
    if (d[frame + KIND] === FRAME_KIND.tcp) d[frame + LANDED] = this.written
    this.written += d[frame + FRAME_BYTES]
  }

  /** In startSlice: `bytes` of a frame are copied, from the cache of another core at best. The copy is in the cache. */
  chargeCopy(world: World, frame: number, bytes: number): void {
    const d = this.sim.frames.data
    if (d[frame + KIND] !== FRAME_KIND.tcp || d[frame + LANDED] < 0) {
      world.charge(COPY_BYTE_COLD, bytes)
      return
    }
    const later = this.written - d[frame + LANDED]
    const fromMemory = bytes * replacedShare(later > 0 ? later / this.bytes : 0)
    d[frame + LANDED] = -1
    world.charge(COPY_BYTE_COLD, bytes - fromMemory)
    world.charge(COPY_BYTE_MEMORY, fromMemory)
  }
}
