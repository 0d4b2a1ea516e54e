// Runs a lab for a stretch of simulated time and says how fast frames were delivered, after a stretch that warms up the run.
import type { LabModel } from '../../src-shared/lab/lab-model'
import { Simulation } from '../../src-main/engine/simulation'
import '../../src-main/run/engine-flags'

export interface FrameRate {
  /** Frames that reached the stack they were sent to, forward direction. */
  frames: number
  events: number
  /** Seconds of wall time, and of CPU time of the process (compiler and collector threads included). */
  wall: number
  cpu: number
  /** Bytes, after the run. */
  rss: number
  heap: number
}

const PS = 1e12

function delivered(simulation: Simulation): number {
  const { traffic } = simulation.lab.sim
  return simulation.lab.statistics.reduce((sum, { flow }) => sum + traffic.account(flow).delivered(0), 0)
}

export function frameRate(model: LabModel, warmSeconds: number, seconds: number): FrameRate {
  const simulation = new Simulation(model)
  simulation.run(warmSeconds * PS)
  globalThis.gc?.()
  const frames = delivered(simulation)
  const { events } = simulation
  const cpuStart = process.cpuUsage()
  const start = performance.now()
  simulation.run((warmSeconds + seconds) * PS)
  const wall = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpuStart)
  const { rss, heapUsed } = process.memoryUsage()
  simulation.lab.sim.traffic.assertBalance()
  return {
    frames: delivered(simulation) - frames,
    events: simulation.events - events,
    wall,
    cpu: (user + system) / 1e6,
    rss,
    heap: heapUsed,
  }
}

/** Bytes by which the heap grows while `frames` frames are delivered; rubbish is collected before both looks at it. */
export function heapGrowth(model: LabModel, warmSeconds: number, frames: number): number {
  const simulation = new Simulation(model)
  simulation.run(warmSeconds * PS)
  const rate = delivered(simulation) / warmSeconds
  globalThis.gc?.()
  const before = process.memoryUsage()
  simulation.run((warmSeconds + frames / rate) * PS)
  globalThis.gc?.()
  const after = process.memoryUsage()
  return after.heapUsed + after.external - before.heapUsed - before.external
}
