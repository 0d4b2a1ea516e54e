// What must not happen on the path of a frame: nothing is allocated there, and nobody watches unless asked to.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { Simulation } from '../../../src-main/engine/simulation'
import { chainLab } from '../../bench/bench-labs'

const MS = 1e9

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const heap = (): number => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Methods that something has put in front of those of the class: that is how captures and packet life watch. */
function replacedMethods(simulation: Simulation): string[] {
  const { lab } = simulation
  const parts: object[] = [lab.sim, lab.sim.traffic, lab.sim.frames, ...lab.sim.components]
  for (const { lane } of lab.vms.flatMap(({ vcpus }) => vcpus)) parts.push(lane)
  for (const host of lab.hosts) parts.push(...host.nics, ...host.vswitches)
  return parts.flatMap((part) =>
    Object.entries(part)
      .filter(([name, value]) => typeof value === 'function' && name in Object.getPrototypeOf(part))
      .map(([name]) => `${part.constructor.name}.${name}`),
  )
}

describe('the path of a frame', () => {
  // what is allocated a frame is allocated in every stretch; what the compiler makes of the engine is not
  const STRETCHES = 3

  it.each(['udp', 'tcp'] as const)(
    'allocates nothing that stays: the heap grows by less than half a byte a frame (%s)',
    { timeout: 60_000 },
    (kind) => {
      const simulation = new Simulation(chainLab(kind, 2))
      const bytesAFrame: number[] = []
      for (let stretch = 0; stretch <= STRETCHES; stretch++) {
        const { frames } = simulation
        const before = heap()
        simulation.run((stretch + 1) * 120 * MS)
        expect(simulation.frames - frames).toBeGreaterThan(150_000)
        if (stretch > 0) bytesAFrame.push((heap() - before) / (simulation.frames - frames))
      }
      // 5 MB in ten million frames
      expect(Math.min(...bytesAFrame), bytesAFrame.join(', ')).toBeLessThan(0.5)
    },
  )

  it('has no watcher on it where no capture is asked for, whatever the document declares', () => {
    const model = chainLab('udp', 1, true)
    expect(replacedMethods(new Simulation(model))).toEqual([])
    expect(replacedMethods(new Simulation(model, { captures: true }))).not.toEqual([])
    const [plain, declared] = [new Simulation(chainLab('udp', 1)), new Simulation(model)]
    for (const simulation of [plain, declared]) simulation.run(5 * MS)
    expect(declared.events).toBe(plain.events)
    expect(plain.lab.sim.observer).toBeNull()
  })
})
