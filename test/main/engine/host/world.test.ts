import { describe, expect, it } from 'vitest'
import { costArray, resolveCosts, STAGE } from '../../../../src-shared/catalogue/cost-model'
import { Cpu } from '../../../../src-main/engine/host/cpu'
import { World, type WorldTask } from '../../../../src-main/engine/host/world'
import { Component } from '../../../../src-main/engine/kernel/component'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { CycleLedger } from '../../../../src-main/engine/observe/cycle-ledger'

const VM_EXIT = STAGE['vm-exit']

/** Takes one piece of work a slice. */
class Worker implements WorldTask {
  world!: World
  work: number[] = []
  batch = 1
  readonly log: string[] = []
  private taken: number[] = []

  constructor(
    readonly name: string,
    private readonly sim: Simulator,
    private readonly shared: string[],
  ) {}

  add(exits: number): void {
    this.work.push(exits)
    this.world.wake()
  }

  startSlice(world: World): void {
    this.taken = this.work.splice(0, this.batch)
    for (const exits of this.taken) world.charge(VM_EXIT, exits)
    this.shared.push(`${this.sim.now} ${this.name} starts ${this.taken.join('+')}`)
  }

  endSlice(): boolean {
    this.shared.push(`${this.sim.now} ${this.name} ends ${this.taken.join('+')}`)
    return this.work.length > 0
  }
}

/** A core at 1 GHz; an exit costs 1,000 cycles: a microsecond. */
function machine(cores: number, names: string[], pinned: Record<string, number> = {}) {
  const sim = new Simulator(1)
  const costs = costArray(resolveCosts('modern', { 'vm-exit': 1000 }))
  const ledger = new CycleLedger(2)
  const cpu = new Cpu(sim, 'cpu', cores, 1e9, costs, ledger)
  const log: string[] = []
  const workers = names.map((name, vm) => {
    const worker = new Worker(name, sim, log)
    worker.world = new World(sim, name, cpu, vm < 2 ? vm : -1, worker, pinned[name] ?? -1)
    return worker
  })
  const actions: (() => void)[] = []
  class Actor extends Component {
    override handle(_kind: number, argument: number): void {
      actions[argument]()
    }
  }
  const actor = new Actor(sim, 'actor')
  const at = (us: number, what: () => void) => sim.scheduleAt(us * 1e6, actor, 0, actions.push(what) - 1)
  const times = () => log.map((line) => line.replace(/^(\d+)/, (ps) => String(Number(ps) / 1e6)))
  return { sim, cpu, ledger, workers, at, times }
}

describe('World and Cpu', () => {
  it('C1: worlds get free cores at once and else wait, in the order of readiness', () => {
    const { sim, workers, at, times } = machine(2, ['a', 'b', 'c', 'd'])
    at(0, () => {
      for (const worker of workers) worker.add(2)
    })
    sim.run(1e9)
    expect(times()).toEqual([
      '0 a starts 2',
      '0 b starts 2',
      '2 a ends 2',
      '2 c starts 2',
      '2 b ends 2',
      '2 d starts 2',
      '4 c ends 2',
      '4 d ends 2',
    ])
  })

  it('C2: a slice takes as long as its cycles, on the books of its VM and stage', () => {
    const { sim, cpu, ledger, workers, at, times } = machine(1, ['a', 'b', 'hypervisor'])
    at(1, () => workers[0].add(3))
    at(1, () => workers[1].add(4))
    at(1, () => workers[2].add(5))
    sim.run(10 * 1e6)
    expect(times().filter((line) => line.includes('ends'))).toEqual(['4 a ends 3', '8 b ends 4'])
    expect([...ledger.byVm]).toEqual([3000, 4000, 5000])
    expect(ledger.byStage[VM_EXIT]).toBe(12_000)
    // 1 to 8 µs, and the slice that runs since 8 µs
    expect(cpu.busyUntilNow(0)).toBe(9 * 1e6)
  })

  it('C3: a slice without cycles ends where it began, without an event', () => {
    const { sim, workers, at, times } = machine(1, ['a', 'b'])
    at(1, () => {
      workers[0].work = [0, 0, 0]
      workers[0].add(0)
      workers[1].add(0)
    })
    sim.run(1e9)
    expect(times().filter((line) => line.includes('ends'))).toEqual(
      ['a', 'b', 'a', 'a', 'a'].map((name) => `1 ${name} ends 0`),
    )
    expect(sim.events).toBe(1)
  })

  it('C3: worlds that wake each other without cost do not stop the clock', () => {
    const { sim, workers, at } = machine(1, ['a'])
    const [a] = workers
    const endless = a.endSlice.bind(a)
    a.endSlice = () => {
      endless()
      return true
    }
    at(0, () => a.world.wake())
    sim.run(10)
    expect(sim.now).toBe(10)
  })

  it('C4: a world that is woken while it runs runs again, behind those that wait', () => {
    const { sim, workers, at, times } = machine(1, ['a', 'b'])
    at(0, () => workers[0].add(2))
    at(1, () => workers[1].add(1))
    at(1.5, () => workers[0].add(1))
    sim.run(1e9)
    expect(times().filter((line) => line.includes('starts'))).toEqual(['0 a starts 2', '2 b starts 1', '3 a starts 1'])
  })

  it('C7: a core that goes from one guest to another without a pause swaps them first', () => {
    const { sim, ledger, workers, at } = machine(1, ['a', 'b', 'hypervisor'])
    const [a, b, hypervisor] = workers
    a.world.isVcpu = true
    b.world.isVcpu = true
    at(0, () => a.add(2))
    // nobody is swapped for the hypervisor, nor where the core pauses
    at(1, () => hypervisor.add(2))
    at(2, () => a.add(2))
    at(20, () => b.add(2))
    sim.run(21e6)
    expect(ledger.byStage[STAGE['vm-switch']]).toBe(0)
    at(21, () => a.add(2))
    at(21, () => b.add(2))
    sim.run(1e9)
    expect(ledger.byStage[STAGE['vm-switch']]).toBe(2 * 4800)
  })

  it('C7: where a driver domain serves the NICs, their work is that of a guest', () => {
    const { sim, cpu, ledger, workers, at } = machine(1, ['a', 'b', 'domain'])
    const [a, , domain] = workers
    a.world.isVcpu = true
    cpu.hasDriverDomain = true
    at(0, () => a.add(2))
    at(1, () => domain.add(2))
    at(2, () => a.add(2))
    sim.run(1e9)
    expect(ledger.byStage[STAGE['domain-switch']]).toBe(2 * 10_500)
    expect(ledger.byVm[2]).toBe(2000 + 10_500)
  })

  it('C8: worlds that work by turns are spread over the cores, and stay where they were', () => {
    const { sim, cpu, workers, at } = machine(3, ['a', 'b', 'c', 'd'])
    for (let turn = 0; turn < 3; turn++) workers.forEach((worker, i) => at(40 * turn + 10 * i, () => worker.add(2)))
    sim.run(1e9)
    expect(workers.map(({ world }) => world.core)).toEqual([0, 1, 2, 0])
    expect([0, 1, 2].map((core) => cpu.busyUntilNow(core) / 1e6)).toEqual([12, 6, 6])
  })

  it('C8: who finds its core taken goes where the fewest were, and its place is free for others', () => {
    const { sim, workers, at } = machine(3, ['a', 'b', 'c', 'd'])
    const [a, b, c, d] = workers
    at(0, () => a.add(2))
    at(10, () => b.add(2))
    at(20, () => c.add(2))
    at(30, () => d.add(2))
    // a and d share core 0: d comes while a is there, and b and c have one core each
    at(40, () => a.add(5))
    at(41, () => d.add(2))
    sim.run(1e9)
    expect(workers.map(({ world }) => world.core)).toEqual([0, 1, 2, 1])
  })

  it('C8: who moves to another machine leaves its core to others', () => {
    const { sim, cpu, workers, at } = machine(2, ['a', 'b', 'c'])
    const other = new Cpu(sim, 'other', 1, 1e9, cpu.costs, new CycleLedger(2))
    const [a, b, c] = workers
    at(0, () => a.add(1))
    at(10, () => b.add(1))
    at(20, () => b.world.moveTo(other))
    at(30, () => c.add(1))
    sim.run(1e9)
    expect([a, b, c].map(({ world }) => world.core)).toEqual([0, -1, 1])
  })

  it('C9: nobody else starts where a world has a core to itself, and it runs nowhere else', () => {
    const { sim, cpu, workers, at, times } = machine(2, ['a', 'b', 'c'])
    const [a, b, c] = workers
    // c is at home on the core that a gets, and finishes what it does there
    at(0, () => c.add(4))
    at(0, () => b.add(1))
    at(1.5, () => expect(cpu.reserve([a.world])).toBe(true))
    at(2, () => b.add(3))
    at(3, () => c.add(1))
    at(20, () => {
      b.add(2)
      c.add(2)
    })
    at(21, () => a.add(1))
    sim.run(1e9)
    expect(a.world.core).toBe(0)
    expect(times().filter((line) => !line.startsWith('0') && line.includes('starts'))).toEqual([
      '2 b starts 3',
      '5 c starts 1',
      '20 b starts 2',
      '21 a starts 1',
      '22 c starts 2',
    ])
  })

  it('C9: a core without work is not idle for others while a world has it to itself', () => {
    const { sim, cpu, workers, at } = machine(3, ['a', 'b'])
    const [a, b] = workers
    at(0, () => {
      expect(cpu.reserve([a.world])).toBe(true)
      expect(cpu.idleCores).toBe(2)
      a.add(1)
      b.add(2)
      expect(cpu.idleCores).toBe(1)
    })
    at(1.5, () => expect(cpu.idleCores).toBe(1))
    sim.run(1e9)
    expect([a, b].map(({ world }) => world.core)).toEqual([0, 1])
  })

  it('C9: all of the worlds get a core or none does, and one stays for others', () => {
    const { cpu, workers } = machine(3, ['a', 'b', 'c'])
    const worlds = workers.map(({ world }) => world)
    expect(cpu.reserve(worlds)).toBe(false)
    expect(worlds.map(({ pinned }) => pinned)).toEqual([-1, -1, -1])
    expect(cpu.reserve(worlds.slice(0, 2))).toBe(true)
    expect(cpu.reserve(worlds.slice(2))).toBe(false)
    expect(worlds.map(({ pinned }) => pinned)).toEqual([0, 1, -1])
  })

  it('C9: a core to which threads are pinned is not given away', () => {
    const { cpu, workers } = machine(3, ['a', 'b'])
    const [a, b] = workers.map(({ world }) => world)
    cpu.share(0)
    cpu.share(2)
    expect(cpu.reservableCores).toBe(1)
    expect(cpu.reserve([a, b])).toBe(false)
    expect(cpu.reserve([b])).toBe(true)
    expect(b.pinned).toBe(1)
  })

  it('C9: a core that is given back is taken at once by whoever waits', () => {
    const { sim, cpu, workers, at, times } = machine(2, ['a', 'b', 'c'])
    const [a, b, c] = workers
    at(0, () => {
      cpu.reserve([a.world])
      b.add(5)
      c.add(1)
    })
    at(2, () => cpu.release(a.world))
    sim.run(1e9)
    expect(times().filter((line) => line.includes('starts'))).toEqual(['0 b starts 5', '2 c starts 1'])
    expect(a.world.pinned).toBe(-1)
    expect(cpu.reservableCores).toBe(1)
  })

  it('C9: who polled on a core that another gets does not poll on, nor pays for it', () => {
    const { sim, cpu, ledger, workers, at } = machine(2, ['a', 'b'])
    const [a, b] = workers
    at(0, () => b.add(1))
    at(1, () => cpu.poll(b.world, 9e6))
    at(2, () => cpu.reserve([a.world]))
    at(3, () => {
      // the core on which b polls is the last choice
      expect(a.world.pinned).toBe(1)
      expect(cpu.polled(b.world, 1e6, 3e6)).toBe(true)
    })
    at(4, () => {
      cpu.release(a.world)
      b.world.core = 1
      cpu.reserve([a.world])
      expect(cpu.polled(b.world, 0, 4e6)).toBe(false)
    })
    sim.run(1e9)
    expect(ledger.byStage[STAGE['halt-poll']]).toBe(2000 * cpu.costs[STAGE['halt-poll']])
  })

  it('C10: a world that is bound waits for its cores while others are free, and nobody waits behind it for those', () => {
    const { sim, cpu, workers, at, times } = machine(3, ['a', 'b', 'c', 'd'])
    const [a, b, c, d] = workers
    for (const { world } of [a, b, c]) cpu.bind(world, [0, 2])
    at(0, () => {
      for (const worker of [a, b, c]) worker.add(4)
    })
    // on the core that is free, while c waits for another one
    at(1, () => d.add(1))
    at(2, () => d.add(5))
    // d is done on core 1 when c has its core
    at(6, () => a.add(1))
    sim.run(1e9)
    expect(times().filter((line) => line.includes('starts'))).toEqual([
      '0 a starts 4',
      '0 b starts 4',
      '1 d starts 1',
      '2 d starts 5',
      '4 c starts 4',
      '6 a starts 1',
    ])
    expect(workers.map(({ world }) => world.core)).toEqual([2, 2, 0, 1])
  })

  it('C10: a core that becomes free goes to the first who may run there', () => {
    const { sim, cpu, workers, at, times } = machine(2, ['a', 'b', 'c', 'd'])
    const [a, b, c, d] = workers
    cpu.bind(a.world, [0])
    cpu.bind(c.world, [0])
    at(0, () => {
      a.add(5)
      b.add(2)
      c.add(1)
      d.add(1)
    })
    sim.run(1e9)
    expect(times().filter((line) => line.includes('starts'))).toEqual([
      '0 a starts 5',
      '0 b starts 2',
      '2 d starts 1',
      '5 c starts 1',
    ])
  })

  it('C5: a suspended world gets no core, and has its work done after it is resumed', () => {
    const { sim, workers, at, times } = machine(1, ['a', 'b'])
    const [a, b] = workers
    at(0, () => b.add(2))
    at(1, () => a.add(1))
    at(1, () => a.world.suspend())
    at(1, () => b.add(1))
    at(5, () => a.add(1))
    at(7, () => a.world.resume())
    sim.run(1e9)
    expect(times().filter((line) => line.includes('starts'))).toEqual([
      '0 b starts 2',
      '2 b starts 1',
      '7 a starts 1',
      '8 a starts 1',
    ])
  })

  it('C5: what runs when it is suspended is finished first', () => {
    const { sim, workers, at, times } = machine(1, ['a'])
    at(0, () => {
      workers[0].add(2)
      workers[0].add(2)
    })
    at(1, () => workers[0].world.suspend())
    at(9, () => workers[0].world.resume())
    sim.run(1e9)
    expect(times()).toEqual(['0 a starts 2', '2 a ends 2', '9 a starts 2', '11 a ends 2'])
  })

  it('C6: work that is ready at one instant is one slice', () => {
    const { sim, workers, at, times } = machine(1, ['a'])
    workers[0].batch = 64
    at(0, () => {
      for (let i = 0; i < 5; i++) workers[0].add(1)
    })
    sim.run(1e9)
    expect(times()).toEqual(['0 a starts 1+1+1+1+1', '5 a ends 1+1+1+1+1'])
  })

  it('a pinned world waits for its core, others use what is free', () => {
    const { sim, workers, at, times } = machine(2, ['a', 'b', 'c'], { a: 0, b: 0 })
    at(0, () => {
      for (const worker of workers) worker.add(3)
    })
    sim.run(1e9)
    expect(times().filter((line) => line.includes('starts'))).toEqual(['0 a starts 3', '0 c starts 3', '3 b starts 3'])
  })

  it('a world that is woken after a delay sleeps through further wishes, and runs once', () => {
    const { sim, workers, at, times } = machine(1, ['a'])
    const [a] = workers
    at(0, () => {
      a.work.push(1)
      a.world.wakeAfter(4 * 1e6)
      a.world.wakeAfter(9 * 1e6)
      expect(a.world.isIdle).toBe(false)
    })
    sim.run(1e9)
    expect(times()).toEqual(['4 a starts 1', '5 a ends 1'])
  })

  it('a world moves to another machine with its waiting work', () => {
    const { sim, workers, at } = machine(1, ['a', 'b'])
    const ledger = new CycleLedger(2)
    const other = new Cpu(sim, 'other', 1, 2e9, workers[0].world.cpu.costs, ledger)
    at(0, () => workers[1].add(10))
    at(1, () => workers[0].add(4))
    at(2, () => {
      workers[0].world.suspend()
      workers[0].world.moveTo(other)
    })
    at(3, () => workers[0].world.resume())
    sim.run(1e9)
    expect(ledger.byVm[0]).toBe(4000)
    expect(other.busyUntilNow(0)).toBe(2e6)
  })
})
