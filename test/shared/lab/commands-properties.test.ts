// Random edits: thousands of commands, sensible and senseless, on documents that grow and shrink.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pointer } from '@shared/api/lab-api'
import { copyFragment } from '@shared/lab/canvas-fragment'
import { checkLab } from '@shared/lab/check-lab'
import { runCommand } from '@shared/lab/commands/index'
import { LabHistory } from '@shared/lab/history'
import { applyDiff } from '@shared/lab/lab-diff'
import { openLab } from '@shared/lab/migrations/index'
import { hasErrors } from '@shared/lab/problems'
import { resolveLab } from '@shared/lab/resolve-lab'
import type { Lab } from '@shared/lab/schema'
import { writeLab } from '@shared/lab/write-lab'
import { example } from './command-runner'
import { EXAMPLE } from './example'

/** Draws from a list of numbers, so that a failing run shrinks to few and small ones. */
class Dice {
  private at = 0
  constructor(private readonly numbers: readonly number[]) {}

  below(limit: number): number {
    return limit <= 0 ? 0 : this.numbers[this.at++ % this.numbers.length] % limit
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]
  }
}

const keys = (map: object | undefined): string[] => Object.keys(map ?? {})

/** Every thing of the document that a pointer can lead to. */
function things(lab: Lab): Pointer[] {
  const found: Pointer[] = []
  for (const map of ['hosts', 'vms', 'switches', 'stations', 'flows'] as const) {
    for (const id of keys(lab[map])) found.push([map, id])
  }
  for (const [id, host] of Object.entries(lab.hosts ?? {})) {
    for (const part of ['nics', 'vswitches', 'vmkernel'] as const) {
      for (const name of keys(host[part])) found.push(['hosts', id, part, name])
    }
    for (const [name, nic] of Object.entries(host.nics ?? {})) {
      if (nic.vfs) found.push(['hosts', id, 'nics', name, 'vf', String(nic.vfs - 1)])
    }
    for (const [name, vswitch] of Object.entries(host.vswitches ?? {})) {
      for (const label of keys(vswitch.portGroups)) found.push(['hosts', id, 'vswitches', name, 'portGroups', label])
    }
  }
  for (const [id, vm] of Object.entries(lab.vms ?? {})) {
    for (const name of keys(vm.nics)) found.push(['vms', id, 'nics', name])
  }
  for (const list of ['links', 'events', 'captures'] as const) {
    for (const index of (lab[list] ?? []).keys()) found.push([list, index])
  }
  return found
}

const NAMES = [
  'alpha',
  'beta 2',
  'constructor',
  'toString',
  '7',
  '10',
  'vmnic0',
  'eth0',
  'prod',
  'web-1',
  'a/b',
  'x.vf1',
  '',
]
const VALUES = [
  null,
  0,
  1,
  10,
  1500,
  9000,
  4095,
  true,
  false,
  'auto',
  'npa',
  'e1000',
  'prod',
  '10Gbps',
  '1GiB',
  '1ms',
  [],
  {},
]
const FIELDS = [
  'vlan',
  'mtu',
  'adapter',
  'network',
  'function',
  'ip',
  'memory',
  'host',
  'rate',
  'trust',
  'teaming',
  'iommu',
  'nonsense',
]

/** A command with its payload, mostly about things that are there. */
function anyCommand(lab: Lab, dice: Dice, isInner = false): [string, unknown] {
  const all = things(lab)
  const thing = (): Pointer => (all.length > 0 ? dice.of(all) : ['hosts', 'nobody'])
  const named = (map: 'hosts' | 'vms' | 'switches' | 'stations') => dice.of([...keys(lab[map]), 'nobody'])
  const ends = [
    ...keys(lab.hosts),
    ...keys(lab.switches),
    ...keys(lab.stations),
    ...(lab.links ?? []).flatMap((link) => link.ends),
  ]
  const talkers = [
    ...keys(lab.stations),
    ...Object.entries(lab.vms ?? {}).flatMap(([id, vm]) => keys(vm.nics).map((n) => `${id}/${n}`)),
  ]
  const id = dice.below(3) === 0 ? { id: dice.of(NAMES) } : {}
  const makers: (() => [string, unknown])[] = [
    () => ['add-host', { ...id, position: [dice.below(900), 7] }],
    () => [
      'add-nic',
      {
        host: named('hosts'),
        ...id,
        model: dice.of(['intel-82599', 'intel-82545', 'nvidia-bluefield2']),
        vfs: dice.below(9),
      },
    ],
    () => ['set-vfs', { nic: thing(), count: dice.below(9) }],
    () => ['add-vswitch', { host: named('hosts'), ...id }],
    () => ['add-port-group', { vswitch: thing(), ...id, vlan: dice.of([0, 10, 4095, 5000]) }],
    () => [
      'add-uplink',
      { vswitch: thing(), nic: dice.of(['vmnic0', 'vmnic1', 'vmnic2']), standby: dice.below(2) === 0 },
    ],
    () => ['remove-uplink', { vswitch: thing(), nic: dice.of(['vmnic0', 'vmnic1']) }],
    () => [
      'add-vmkernel',
      { host: named('hosts'), network: dice.of(['prod', 'vSwitch0/vmotion', 'VM Network']), vmotion: true },
    ],
    () => ['add-vm', { host: named('hosts'), ...id }],
    () => ['add-vnic', { vm: named('vms'), ...id, function: dice.of([undefined, 'auto', 'vmnic0.vf1']) }],
    () => ['add-switch', id],
    () => ['add-station', id],
    () => ['connect-link', { ends: [dice.of(ends), dice.of(ends)], speed: dice.of([undefined, '1Gbps']) }],
    () => ['add-flow', { from: dice.of(talkers), to: dice.of(talkers), type: dice.of(['tcp', 'udp', 'rr', 'ping']) }],
    () => ['add-event', { event: { at: `${dice.below(9)}s`, do: 'vmotion', vm: named('vms'), to: named('hosts') } }],
    () => ['set-property', { pointer: [...thing(), dice.of(FIELDS)], value: dice.of(VALUES) }],
    () => ['set-property', { pointer: [...thing(), dice.of(FIELDS)], value: dice.of(VALUES) }],
    () => ['rename', { pointer: thing(), id: dice.of(NAMES) }],
    () => ['rename', { pointer: thing(), id: `n${dice.below(50)}` }],
    () => ['move-vm', { vm: named('vms'), host: named('hosts') }],
    () => [
      'assign-function',
      {
        vnic: thing(),
        function: dice.of([null, 'auto', 'vmnic0.vf1', 'vmnic0']),
        adapter: dice.of([undefined, 'npa', 'upt']),
      },
    ],
    () => ['attach-network', { vnic: thing(), network: dice.of(['prod', 'vSwitch0/prod', 'VM Network']) }],
    () => ['remove', { pointers: [thing(), ...(dice.below(2) ? [thing()] : [])] }],
    () => ['duplicate', { pointers: [thing(), thing()] }],
    () => ['paste', { fragment: copyFragment(dice.below(2) ? lab : example, [thing()]), target: thing() }],
    () => ['place-on-canvas', { positions: { [thing().join('/')]: [dice.below(500), dice.below(500)] } }],
    () => ['fold', { hosts: [named('hosts')], folded: dice.below(2) === 0 }],
    () => [
      'batch',
      {
        label: 'both',
        commands: [anyCommand(lab, dice, true), anyCommand(lab, dice, true)].map(([name, payload]) => ({
          id: name,
          payload,
        })),
      },
    ],
  ]
  // the last is the batch, which holds no further one
  return dice.of(isInner ? makers.slice(0, -1) : makers)()
}

const sequences = fc.array(fc.array(fc.nat(100_000), { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 25 })
/** As it travels to the window. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

describe('L22, L24: any sequence of commands', () => {
  it('keeps the document free of mistakes, the diffs exact, and undo and redo byte for byte', () => {
    let made = 0
    let refused = 0
    fc.assert(
      fc.property(sequences, (rolls) => {
        const history = new LabHistory<Lab>()
        let lab = example
        let mirror = sent(lab)
        const texts = [JSON.stringify(lab)]
        for (const numbers of rolls) {
          const [id, payload] = anyCommand(lab, new Dice(numbers))
          const before = JSON.stringify(lab)
          const result = runCommand(lab, id, payload)
          expect(JSON.stringify(lab)).toBe(before)
          if (!result.ok) {
            refused++
            continue
          }
          made++
          expect(hasErrors(checkLab(result.lab))).toBe(false)
          history.record(result.label, result.diff)
          lab = result.lab
          mirror = applyDiff(mirror, sent(result.diff))
          expect(JSON.stringify(mirror)).toBe(JSON.stringify(lab))
          if (JSON.stringify(lab) !== texts[texts.length - 1]) texts.push(JSON.stringify(lab))
        }
        // what can run can be resolved
        expect(resolveLab(lab).hosts).toHaveLength(keys(lab.hosts).length)
        for (let step = texts.length - 2; step >= 0; step--) {
          lab = history.undo(lab)!.lab
          expect(JSON.stringify(lab)).toBe(texts[step])
        }
        expect(history.undo(lab)).toBeNull()
        for (const text of texts.slice(1)) {
          lab = history.redo(lab)!.lab
          expect(JSON.stringify(lab)).toBe(text)
        }
        expect(history.redo(lab)).toBeNull()
      }),
      { numRuns: 60 },
    )
    // the generator must not be refused into doing nothing
    expect(made).toBeGreaterThan(refused / 3)
  }, 60_000)
})

describe('L11, L29: any edited document', () => {
  it('is written and read back whole, with the fields that this version does not know', () => {
    fc.assert(
      fc.property(sequences, (rolls) => {
        let lab = example
        for (const numbers of rolls) {
          const result = runCommand(lab, ...anyCommand(lab, new Dice(numbers)))
          if (result.ok) lab = result.lab
        }
        for (const text of [writeLab(lab), writeLab(lab, EXAMPLE), JSON.stringify(lab)]) {
          const opened = openLab(text)
          expect(opened.ok && JSON.stringify(opened.lab)).toBe(JSON.stringify(lab))
        }
        expect(writeLab(lab, EXAMPLE)).toBe(writeLab(sent(lab), EXAMPLE))
        expect(lab['x-course']).toEqual({ room: 7, seats: [1, 2, 3] })
        if (lab.hosts?.['esx-a']?.nics?.vmnic1) expect(lab.hosts['esx-a'].rack).toBe(12)
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
