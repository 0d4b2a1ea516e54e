// How long a NIC needs to reach the memory of its host and back. Latency alone: transactions overlap, so it takes nothing from
// the throughput. Leaves out the NUMA distance of the slot, and how requests and completions queue in a loaded root complex.
import { stageIndex } from '../observe/cycle-ledger'

const READ = stageIndex('pcie-read-latency')
const WRITE = stageIndex('pcie-write-latency')

/** From the doorbell until a frame is on the chip: the doorbell is posted, then the descriptor is read, then the frame. */
export const fetchTime = (costs: Float64Array): number => costs[WRITE] + 2 * costs[READ]

/** From the arrival of a frame until the host sees it: frame, descriptor and interrupt are posted one behind the other. */
export const landingTime = (costs: Float64Array): number => costs[WRITE]
