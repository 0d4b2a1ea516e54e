// Rules of the idle states of cores, on one core at 1 GHz: an exit costs 1,500 cycles, 1.5 us.
import { describe, expect, it } from 'vitest'
import { costArray, resolveCosts, STAGE } from '../../../../src-shared/catalogue/cost-model'
import type { IdleMode } from '../../../../src-shared/lab/schema'
import { Cpu } from '../../../../src-main/engine/host/cpu'
import { World, type WorldTask } from '../../../../src-main/engine/host/world'
import { Component } from '../../../../src-main/engine/kernel/component'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { CycleLedger } from '../../../../src-main/engine/observe/cycle-ledger'

const VM_EXIT = STAGE['vm-exit']
const US = 1e6

/** Every wake-up is one slice of 1 us; `starts` and `ends` tell when, in us. */
class Worker implements WorldTask {
  world!: World
  readonly starts: number[] = []
  readonly ends: number[] = []

  constructor(private readonly sim: Simulator) {}

  startSlice(world: World): void {
    world.charge(VM_EXIT)
    this.starts.push(this.sim.now / US)
  }

  endSlice(): boolean {
    this.ends.push(this.sim.now / US)
    return false
  }
}

function machine(idle: IdleMode, kind: 'interrupted' | 'thread' | 'light') {
  const sim = new Simulator(1)
  const costs = costArray(resolveCosts('modern', { 'vm-exit': 1000, 'idle-exit': 1500 }))
  const ledger = new CycleLedger(0)
  const cpu = new Cpu(sim, 'cpu', 1, 1e9, costs, ledger, idle)
  const worker = new Worker(sim)
  worker.world = new World(sim, 'worker', cpu, -1, worker)
  worker.world.sleepsLightly = kind === 'light'
  class Waker extends Component {
    override handle(): void {
      worker.world.isInterrupted = kind !== 'thread'
      worker.world.wake()
    }
  }
  const waker = new Waker(sim, 'waker')
  const wake = (...us: number[]) => {
    for (const at of us) sim.scheduleAt(at * US, waker, 0, 0)
    sim.run(1e12)
  }
  return { cpu, ledger, worker, wake, exits: () => ledger.byStage[STAGE['idle-exit']] / 1500 }
}

/** Wake-ups every `period` us, `count` of them. */
const every = (period: number, count = 40): number[] => Array.from({ length: count }, (_, i) => (i + 1) * period)
/** How late the last slice began, us. */
const late = ({ worker }: { worker: Worker }, at: readonly number[]) => worker.starts.at(-1)! - at.at(-1)!

describe('idle states', () => {
  it('an interrupt that wakes a core from C1 pays for the exit, and the slice is as much longer', () => {
    const m = machine('shallow', 'interrupted')
    m.wake(10, 20)
    expect(m.exits()).toBe(2)
    expect(m.worker.ends).toEqual([12.5, 22.5])
  })

  it('a thread that is woken pays nothing in addition: its figures were measured on cores that slept', () => {
    const m = machine('shallow', 'thread')
    m.wake(10, 20)
    expect(m.exits()).toBe(0)
    expect(m.worker.ends).toEqual([11, 21])
  })

  it('a core that expects to be idle for less than the residency of C1 polls, and there is no exit', () => {
    const counts = [20, 40].map((wakeUps) => {
      const m = machine('shallow', 'interrupted')
      m.wake(...every(2.9, wakeUps))
      return m.exits()
    })
    expect(counts[0]).toBeGreaterThan(0)
    expect(counts[1]).toBe(counts[0])
  })

  it('short and long idle periods by turns are expected to be as long as they are on average', () => {
    const pairs = Array.from({ length: 40 }, (_, i) => 100 * (i + 1) + [0, 3, 13, 7, 20, 11, 5][i % 7])
    const m = machine('deep', 'thread')
    m.wake(...pairs.flatMap((at) => [at, at + 15]))
    // some 50 us: C1E, before the short ones and before the long ones
    expect(m.worker.starts.slice(-2)).toEqual([pairs.at(-1)! + 8.5, pairs.at(-1)! + 15 + 8.5])
  })

  it('work that waits for the core keeps it awake', () => {
    const m = machine('shallow', 'interrupted')
    m.wake(10, 11)
    expect(m.exits()).toBe(1)
    expect(m.worker.ends).toEqual([12.5, 13.5])
  })

  it('shallow cores leave C1 however long they slept; deep ones take the longer, the longer they slept before', () => {
    for (const kind of ['interrupted', 'thread'] as const) {
      for (const period of [30, 150, 1000]) {
        const m = machine('shallow', kind)
        m.wake(...every(period))
        expect(late(m, every(period))).toBe(0)
      }
      const lateness = [10, 40, 300, 2000].map((period) => {
        const m = machine('deep', kind)
        m.wake(...every(period))
        return late(m, every(period))
      })
      // exit latencies of C1, C1E, C3, C6, less the 1.5 us of the exit itself
      expect(lateness).toEqual([0, 8.5, 38.5, 131.5])
    }
  })

  it('one idle period out of the ordinary does not change what a core expects', () => {
    const m = machine('deep', 'interrupted')
    const at = [...every(10), 5000, 5010]
    m.wake(...at)
    expect(m.worker.starts.slice(-2)).toEqual([5000, 5010])
  })

  it('a core that sleeps lightly leaves C1 however long it slept', () => {
    const m = machine('deep', 'light')
    m.wake(...every(2000))
    expect(m.exits()).toBe(40)
    expect(late(m, every(2000))).toBe(0)
  })

  it('cores of which idle is off never sleep', () => {
    const m = machine('off', 'interrupted')
    m.wake(...every(2000))
    expect(m.exits()).toBe(0)
    expect(m.worker.ends.at(-1)).toBe(80_001)
  })

  it('a wake-up while the core wakes is part of the slice that it wakes for', () => {
    const m = machine('deep', 'interrupted')
    m.wake(...every(2000), 80_010)
    expect(m.worker.starts.at(-1)).toBe(80_131.5)
    expect(m.worker.starts).toHaveLength(40)
  })

  it('the time that a core takes to wake is not busy time', () => {
    const m = machine('deep', 'thread')
    m.wake(...every(2000))
    expect(m.cpu.busyUntilNow(0)).toBe(40 * US)
  })
})
