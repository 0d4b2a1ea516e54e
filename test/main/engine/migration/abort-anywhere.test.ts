// Whatever happens to a migration, and whenever: the VM runs where it was or where it should be, and nothing is left behind.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MIGRATION_PHASES } from '../../../../src-shared/result/migration-codes'
import { perform, resolveAction } from '../../../../src-main/engine/actions'
import type { RunAction } from '../../../../src-shared/api/lab-api'
import type { LabRun } from '../host/lab-run'
import { DESIGNS, startLab } from './design-lab'
import { stateOf, unsound } from './soundness'

type Design = keyof typeof DESIGNS

const ALL = Object.keys(DESIGNS) as Design[]
const START = 0.02
/** Traffic ends, and what it left is gone. */
const FLOWS = (stop: number) =>
  `{ up: { from: s, to: w/eth0, type: udp, rate: 800kbps, size: 472, stop: ${stop}s }, down: { from: w/eth0, to: s, type: udp, rate: 800kbps, size: 472, stop: ${stop}s } }`
const ORDER = Object.keys(MIGRATION_PHASES)

const start = (design: Design, stop: number): LabRun =>
  startLab({
    nic: DESIGNS[design],
    flows: FLOWS(stop),
    vm: 'memory: 4MiB, dirty: { rate: 500, workingSet: 1MiB }',
  }).until(START)

function move(run: LabRun): void {
  run.lab.migration.request('w', 'b')
  run.sim.settle()
}

/** Phases of every migration in their order, each begun where the last one ended. */
function disorder(run: LabRun): string[] {
  return run.lab.migration.results().flatMap(({ phases }) =>
    phases.flatMap(({ name, start: from }, i) => {
      if (i === 0) return []
      const isLater = ORDER.indexOf(name) > ORDER.indexOf(phases[i - 1].name)
      return isLater && from === phases[i - 1].end ? [] : [`${name} after ${phases[i - 1].name}`]
    }),
  )
}

describe('G8, G10: a migration that is given up on the real engine', () => {
  it.each(ALL)('%s: at any instant, and at each event of its log, leaves the source as it was', (design) => {
    const whole = start(design, 1.3)
    move(whole)
    whole.until(1.2)
    const [{ outcome, total }] = whole.lab.migration.results()
    expect(outcome).toBe('completed')
    const seconds = whole.sim.log.entries.map(({ at }) => at).filter((at) => at >= START && at <= START + total)
    const moments = [...new Set([...seconds, ...seconds.map((at) => at + 1e-12)])]
    for (let i = 0; i < 20; i++) moments.push(START + (total * (i * 37 + 11)) / 760)
    for (const moment of moments) {
      const run = start(design, Number((moment + 0.6).toFixed(3)))
      const before = stateOf(run)
      move(run)
      run.until(moment)
      const isAbortable = run.lab.vms[0].host.path === 'a'
      expect(run.lab.migration.abort('w')).toBe(isAbortable)
      run.sim.settle()
      run.until(moment + 1.2)
      expect(unsound(run)).toEqual([])
      expect(disorder(run)).toEqual([])
      if (isAbortable) expect(stateOf(run)).toEqual(before)
    }
  })
})

/** As a script or a person does it; whether it is refused does not matter. */
function act(run: LabRun, action: RunAction): void {
  const event = resolveAction(run.lab.model, action, run.sim.now)
  if ('code' in event) throw new Error(event.says)
  perform(run.lab, event)
  run.sim.settle()
}

/** All times of the log of a migration that nothing disturbs. */
function phasesOf(design: Design): number[] {
  const whole = start(design, 1.3)
  move(whole)
  whole.until(1.2)
  return whole.lab.migration.results()[0].phases.map((phase) => phase.start)
}

describe('G8, G11: what fails in the course of a migration', () => {
  it.each(ALL)(
    '%s: the VMotion network, in every phase: it fails or has arrived, and leaves nothing behind',
    (design) => {
      for (const at of phasesOf(design)) {
        const moment = at + 0.0005
        const run = start(design, Number((moment + 12).toFixed(3)))
        const before = stateOf(run)
        move(run)
        run.until(moment)
        act(run, { do: 'link-down', link: 'a/m' })
        run.until(moment + 11.5)
        const [{ outcome, reasons }] = run.lab.migration.results()
        // what is left to carry counts; a state that is copied already does not need the network
        if (outcome === 'failed') expect(reasons[0].code).toBe('network-lost')
        expect(run.lab.vms[0].host.path).toBe(outcome === 'failed' ? 'a' : 'b')
        act(run, { do: 'link-up', link: 'a/m' })
        run.until(moment + 13)
        expect(unsound(run)).toEqual([])
        expect(disorder(run)).toEqual([])
        if (outcome === 'failed') expect(stateOf(run)).toEqual(before)
      }
    },
  )

  it.each(ALL)('%s: the NIC of its functions, in every phase: it arrives all the same', (design) => {
    for (const at of phasesOf(design)) {
      for (const link of ['a/n', 'b/n']) {
        const run = start(design, 1)
        move(run)
        run.until(at + 0.0005)
        act(run, { do: 'link-down', link })
        run.until(at + 1.5)
        act(run, { do: 'link-up', link })
        run.until(at + 2)
        expect(run.lab.migration.results()[0].outcome).toBe('completed')
        expect(unsound(run)).toEqual([])
        expect(disorder(run)).toEqual([])
      }
    }
  })

  it.each(ALL)(
    '%s: the VM is powered off in every phase: functions, memory and ports of both hosts are free',
    (design) => {
      for (const at of phasesOf(design)) {
        const run = start(design, 0.9)
        move(run)
        run.until(at + 0.0005)
        act(run, { do: 'power-off', vm: 'w' })
        run.until(at + 1.5)
        const { hosts } = stateOf(run)
        for (const { configured, pinned, vms, functions, ports } of hosts) {
          expect([configured, pinned, vms, ports[0]]).toEqual([0, 0, [], []])
          for (const fn of functions) expect(fn.slice(1)).toEqual([null, null, true, true])
        }
      }
    },
  )

  it('memory of the destination is kept from the start: it cannot be gone when the VM comes', () => {
    const vms = '  x: { host: a, memory: 700MiB, nics: { eth0: { network: v/net, ip: 10.0.0.2/24 } } }'
    const memory = 'memory: 300MiB, dirty: { rate: 500, workingSet: 1MiB }'
    const run = startLab({ nic: DESIGNS.upt, vm: memory, vms: vms.replace('700', '600'), flows: '{}' }).until(START)
    act(run, { do: 'vmotion', vm: 'w', to: 'b' })
    run.until(START + 0.005)
    run.lab.hosts[1].memory.add(200 * 2 ** 20)
    act(run, { do: 'vmotion', vm: 'x', to: 'b' })
    const [, second] = run.lab.migration.results()
    expect(second.reasons.map(({ code }) => code)).toEqual(['insufficient-memory'])
    run.until(0.6)
    expect(run.lab.migration.results()[0].outcome).toBe('completed')
  })
})

describe('any script of moves, failures and second thoughts', () => {
  const action = fc.oneof<fc.Arbitrary<RunAction>[]>(
    fc
      .constantFrom('a', 'b')
      .chain((to) => fc.constantFrom('w', 'x').map((vm): RunAction => ({ do: 'vmotion', vm, to }))),
    fc.constantFrom('w', 'x').map((vm): RunAction => ({ do: 'abort-vmotion', vm })),
    fc.constantFrom('a/n', 'b/n', 'a/m').map((link): RunAction => ({ do: 'link-down', link })),
    fc.constantFrom('a/n', 'b/n', 'a/m').map((link): RunAction => ({ do: 'link-up', link })),
    fc.constant<RunAction>({ do: 'power-off', vm: 'x' }),
  )
  const script = fc.array(fc.tuple(fc.integer({ min: 0, max: 400_000 }), action), { minLength: 1, maxLength: 8 })

  it('keeps one owner a function, all accounts, and the order of the phases', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ALL),
        fc.constantFrom(...ALL),
        fc.integer({ min: 1, max: 2 }),
        script,
        (one, two, vfs, acts) => {
          const other = `  x: { host: b, memory: 4MiB, dirty: { rate: 100 }, nics: { eth0: { network: v/net, ip: 10.0.0.2/24, ${DESIGNS[two]} } } }`
          const memory = 'memory: 4MiB, dirty: { rate: 500, workingSet: 1MiB }'
          const run = startLab({ nic: DESIGNS[one], vm: memory, vfs: [vfs, 1], vms: other, flows: FLOWS(1.5) }).until(
            START,
          )
          let at = START
          for (const [microseconds, what] of acts) {
            at += microseconds / 1e6
            run.until(at)
            act(run, what)
          }
          for (const link of ['a/n', 'b/n', 'a/m']) act(run, { do: 'link-up', link })
          run.until(at + 14)
          expect(unsound(run)).toEqual([])
          expect(disorder(run)).toEqual([])
        },
      ),
      { numRuns: 120, seed: 14 },
    )
  })
})
