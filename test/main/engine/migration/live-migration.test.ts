// esx-a ── channel of constant bandwidth ── esx-b; the VM has one NIC on a function. Rules: src-main/engine/migration/RULES.md.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MigrationModel } from '../../../../src-shared/lab/lab-model'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { LiveMigration } from '../../../../src-main/engine/migration/live-migration'
import { geometricSeries } from '../../../../src-main/engine/migration/pre-copy'
import { FakeWorld, type FakeOptions } from './fake-environment'

const MODEL: MigrationModel = {
  policy: 'pre-copy',
  downtimeGoalPs: 50e9,
  maxRounds: 30,
  bandwidthBps: Infinity,
  rate: null,
  skipRewritten: false,
  leaveFunctions: 'first',
  unplugTimeoutPs: null,
}

function migrate(options: FakeOptions = {}, model: Partial<MigrationModel> = {}) {
  const sim = new Simulator(1)
  const world = new FakeWorld(sim, options)
  const migration = new LiveMigration(sim, 0, 'web-1', 'esx-b', { ...MODEL, ...model }, world)
  migration.start()
  return { sim, world, migration }
}

const GIB = 2 ** 30
const MB = 1e6

describe('live migration', () => {
  it('G2, G3: 8 GiB at 250 MB/s dirtied over 1.25 GB/s take four rounds and stop with 13.7 MB left', () => {
    const { sim, migration } = migrate({
      memoryBytes: 8 * GIB,
      workingSetBytes: 4 * GIB,
      dirtyRate: (250 * MB) / 4096,
      function: null,
    })
    sim.run(60e12)
    const result = migration.result()
    expect(result.rounds).toHaveLength(4)
    const lastRemainder = result.bytes - result.rounds.reduce((sum, round) => sum + round.pages * 4096, 0)
    expect(lastRemainder / MB).toBeCloseTo(13.7, 1)
    expect(result.downtime - 0.01).toBeGreaterThan(0.0104)
    expect(result.downtime - 0.01).toBeLessThan(0.0116)
    expect(result.total).toBeGreaterThan(8.5)
    expect(result.total).toBeLessThan(8.7)
  })

  it('G3: a guest that writes as fast as the channel copies is stopped after the limit of rounds', () => {
    const { sim, migration } = migrate(
      { memoryBytes: GIB, workingSetBytes: GIB, dirtyRate: (1240 * MB) / 4096, function: null },
      { maxRounds: 12 },
    )
    sim.run(60e12)
    expect(migration.result().rounds).toHaveLength(12)
    expect(sim.log.entries.map((entry) => entry.code)).toContain('migration-not-converging')
    expect(migration.outcome).toBe('completed')
  })

  it('G3: stop-and-copy sends everything while the VM stands still', () => {
    const { sim, migration } = migrate({ memoryBytes: GIB, function: null }, { policy: 'stop-and-copy' })
    sim.run(60e12)
    const result = migration.result()
    expect(result.rounds).toEqual([])
    expect(result.downtime).toBeCloseTo(GIB / 1.25e9 + 0.01, 3)
  })

  it('G4: the bandwidth limit sets the pace of the rounds', () => {
    const { sim, migration } = migrate({ memoryBytes: GIB, dirtyRate: 0, function: null }, { bandwidthBps: 1e9 })
    sim.run(60e12)
    expect(migration.result().rounds[0].seconds).toBeCloseTo((GIB * 8) / 1e9, 1)
  })

  it('G16, G17: an adaptive rate against a guest that writes without end goes up to its maximum once, and stops', () => {
    const rate = { minBps: 1e9, maxBps: 5e9, incrementBps: 5e8, remainderBytes: 2 ** 18 }
    const guest = { memoryBytes: GIB, workingSetBytes: GIB / 2, dirtyRate: (1100 * MB) / 4096, function: null }
    const { sim, migration } = migrate(guest, { rate, skipRewritten: true })
    sim.run(60e12)
    const { rounds, bytes, downtime } = migration.result()
    const paces = rounds.map(({ pages, seconds }) => (pages * 4096 * 8) / seconds / 1e9)
    expect(paces[0]).toBeCloseTo(1, 1)
    expect(paces.at(-1)).toBeGreaterThan(4)
    // the first round leaves what is written all the time to the others, and the rest goes at the maximum
    expect(rounds[0].pages * 4096).toBeLessThan(0.65 * GIB)
    const left = bytes - rounds.reduce((sum, { pages }) => sum + pages * 4096, 0)
    expect(downtime).toBeCloseTo((left * 8) / 5e9 + 0.01, 2)
  })

  it('agrees with the geometric series within one round and 5 % of the downtime', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 8 }), (megabytes, gibibytes) => {
        const rate = (megabytes * MB) / 4096
        const { sim, migration } = migrate({
          memoryBytes: gibibytes * GIB,
          workingSetBytes: GIB,
          dirtyRate: rate,
          function: null,
        })
        sim.run(200e12)
        const expected = geometricSeries((gibibytes * GIB) / 4096, GIB / 4096, rate, 1.25e9 / 4096, MODEL)
        const result = migration.result()
        expect(Math.abs(result.rounds.length - expected.rounds.length)).toBeLessThanOrEqual(1)
        if (result.rounds.length === expected.rounds.length) {
          expect(Math.abs(result.downtime - 0.01 - expected.stopSeconds)).toBeLessThan(
            0.05 * expected.stopSeconds + 1e-4,
          )
        }
      }),
      { numRuns: 40 },
    )
  })

  it('G6, G7, G9: emulation before the first page, the phases in order, the announcement after the resume', () => {
    const { sim, world, migration } = migrate({ facts: { nics: [nicFacts('esx-b/vmnic0.vf1')] } })
    sim.run(60e12)
    expect(migration.outcome).toBe('completed')
    const result = migration.result()
    expect(result.phases.map((phase) => phase.name)).toEqual([
      'compatibility',
      'to-emulation',
      'pre-copy',
      'switch-over',
      'resume',
      'announce',
      'to-passthrough',
    ])
    for (let i = 1; i < result.phases.length; i++) expect(result.phases[i].start).toBe(result.phases[i - 1].end)
    expect(world.happened).toEqual(['channel', 'stun', 'move', 'unstun', 'announce'])
    expect(result.modes.map((mode) => mode.function ?? mode.mode)).toEqual([
      'esx-a/vmnic0.vf0',
      'emulation',
      'esx-b/vmnic0.vf1',
    ])
    expect([...world.owners.keys()]).toEqual(['esx-b/vmnic0.vf1'])
    expect(world.reserved.size).toBe(0)
  })

  it('keeps the NIC in emulation and says so when the planned function was taken meanwhile', () => {
    const { sim, world, migration } = migrate({ facts: { nics: [nicFacts('esx-b/vmnic0.vf1')] } })
    world.owners.set('esx-b/vmnic0.vf1', 'db-1/eth0')
    sim.run(60e12)
    expect(migration.outcome).toBe('completed')
    expect(migration.result().modes.at(-1)).toMatchObject({ mode: 'emulation' })
    expect(sim.log.entries.map((entry) => entry.code)).toContain('mode-kept')
  })

  it('refuses without touching anything, with every reason', () => {
    const { sim, world, migration } = migrate({
      facts: { vmotionReachable: false, freeMemoryBytes: 0, services: ['fault-tolerance'] },
    })
    sim.run(60e12)
    expect(migration.outcome).toBe('refused')
    expect(migration.result().reasons.map((reason) => reason.code)).toEqual([
      'vmotion-unreachable',
      'insufficient-memory',
      'service-blocks',
    ])
    expect(world.happened).toEqual([])
    expect(world.owners.get('esx-a/vmnic0.vf0')).toBe('web-1/eth0')
  })

  it('G8, G10: given up at any instant before the resume, the VM runs on its source with its function', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.2, noNaN: true }), (seconds) => {
        const { sim, world, migration } = migrate({
          dirtyRate: 50_000,
          facts: { nics: [nicFacts('esx-b/vmnic0.vf1')] },
        })
        sim.run(Math.round(seconds * 1e12))
        const abortable = world.host === 'esx-a' && migration.isRunning
        const stopped = migration.result().downtime
        expect(migration.abort()).toBe(abortable)
        // G5: a stop that was for nothing is a stop too
        if (abortable) expect(migration.result().downtime).toBe(stopped)
        sim.run(60e12)
        expect(world.stunned).toBe(false)
        expect(world.reserved.size).toBe(0)
        expect(world.owners.size).toBe(1)
        if (abortable) {
          expect(migration.outcome).toBe('failed')
          expect(world.host).toBe('esx-a')
          expect(world.owners.get('esx-a/vmnic0.vf0')).toBe('web-1/eth0')
        } else expect(migration.outcome).toBe('completed')
      }),
      { numRuns: 200 },
    )
  })

  it('G11: a broken network ends the migration after 5 s without progress', () => {
    const { sim, world, migration } = migrate({ memoryBytes: GIB, brokenFromPs: 100e9 })
    sim.run(60e12)
    expect(migration.outcome).toBe('failed')
    expect(migration.result().reasons[0].code).toBe('network-lost')
    // the channel breaks at 0.1 s, and is looked at once a second
    expect(migration.result().total).toBeGreaterThan(5.1)
    expect(migration.result().total).toBeLessThan(6.2)
    expect(world.nic.mode()).toMatchObject({ mode: 'passthrough', function: 'esx-a/vmnic0.vf0' })
  })
})

function nicFacts(freeFunction: string | null) {
  return {
    path: 'web-1/eth0',
    adapter: 'npa' as const,
    network: 'prod',
    networkFound: true,
    wantsFunction: true,
    plugins: ['intel', 'emulation'],
    sriovNics: [{ path: 'esx-b/vmnic0', ihv: 'intel', uniform: false, freeFunction }],
  }
}
