// The time between waking a thread and its first slice. What waking costs its core is a part of the published figures.
import { cyclesToPs } from '../kernel/sim-time'
import type { Cpu } from './cpu'

/** Time from a wake-up until the thread's slice begins, ps; `latencyPs` is until its own work begins, cycles of waking included. */
export function sleepLatency(cpu: Cpu, latencyPs: number, wakeCycles: number): number {
  const wait = latencyPs - cyclesToPs(wakeCycles, cpu.clockHz)
  return wait > 0 ? wait : 0
}
