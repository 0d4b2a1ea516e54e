// A live migration over a real network against the geometric series: 8 GiB of memory, 250 MB/s written, 10 GbE.
// The bandwidth of the series is what TCP gets out of the wire; everything else follows from it.
import { near, within, type ValidationItem } from '../validation-item'
import { run, type Document } from '../run-document'

const MEMORY = 8 * 2 ** 30
const DIRTY = 250e6
const BANDWIDTH = (10e9 / 8) * (1460 / 1538)
const GOAL = 0.05

const host = (ip: string) => ({
  cpu: { cores: 8, clock: '3GHz' },
  memory: '64GiB',
  nics: { vmnic0: { model: 'intel-82599' } },
  vswitches: { vSwitch0: { uplinks: { active: ['vmnic0'] }, portGroups: { prod: {}, vmotion: {} } } },
  vmkernel: { vmk0: { network: 'vmotion', ip, vmotion: true } },
})

const preCopyLab = (memory: string | number = '8GiB'): Document => ({
  duration: '12s',
  migration: { downtimeGoal: `${GOAL * 1e3}ms`, maxRounds: 40 },
  hosts: { a: host('10.9.0.1/24'), b: host('10.9.0.2/24') },
  vms: {
    'vm-1': {
      host: 'a',
      memory,
      dirty: { rate: Math.round(DIRTY / 4096), workingSet: memory },
      nics: { eth0: { network: 'prod', ip: '10.1.0.1/24' } },
    },
  },
  links: [{ ends: ['a/vmnic0', 'b/vmnic0'], speed: '10Gbps' }],
  events: [{ at: '100ms', do: 'vmotion', vm: 'vm-1', to: 'b' }],
})

/** Sent a round, until what was written meanwhile goes over within the goal. */
function series(): { rounds: number; remainder: number; seconds: number } {
  const ratio = DIRTY / BANDWIDTH
  let next = MEMORY
  let sent = 0
  let rounds = 0
  do {
    sent += next
    next *= ratio
    rounds++
  } while (next / BANDWIDTH > GOAL)
  return { rounds, remainder: next, seconds: sent / BANDWIDTH }
}

export const preCopySeries: ValidationItem = {
  id: 'pre-copy',
  group: 'closed-form',
  title: 'Pre-copy of 8 GiB at 250 MB/s dirtied, over the vmkernel network at 10 GbE',
  source: 'arithmetic: round k sends M·(D/B)^k, B = 94.93 % of the wire; it stops when the rest takes 50 ms or less',
  profile: 'modern',
  measure() {
    const [migration] = run(preCopyLab()).migrations
    const expected = series()
    const preCopy = migration.phases.find((phase) => phase.name === 'pre-copy')!
    const preCopySeconds = preCopy.end - preCopy.start
    const copied = migration.rounds.reduce((sum, round) => sum + round.pages * 4096, 0)
    const remainder = migration.bytes - copied
    const basis = 'arithmetic' as const
    return [
      { says: 'rounds', unit: 'rounds', ...within(expected.rounds, 1), measured: migration.rounds.length, basis },
      { says: 'duration of the rounds', unit: 's', ...near(expected.seconds, 0.05), measured: preCopySeconds, basis },
      {
        says: 'sent while the VM stood still',
        unit: 'bytes',
        ...near(expected.remainder, 0.05),
        measured: remainder,
        basis,
      },
      {
        says: 'network part of the downtime',
        unit: 's',
        ...near(expected.remainder / BANDWIDTH, 0.05),
        // the state of the devices takes 10 ms beside it
        measured: migration.downtime - 0.01,
        basis,
      },
    ]
  },
}
