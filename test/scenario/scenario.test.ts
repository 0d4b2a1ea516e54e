// Whole labs, pinned event by event: `fingerprints.csv` holds a hash of all events up to the end of each tenth of a run, and the
// digest of the result. A change there is a change of behaviour: it stands in a commit of its own that says why.
// To write it anew: IOV_LAB_WRITE_FINGERPRINTS=1 npx vitest run test/scenario
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkLab } from '../../src-shared/lab/check-lab'
import type { LabModel } from '../../src-shared/lab/lab-model'
import { openLab } from '../../src-shared/lab/migrations'
import { resolveLab } from '../../src-shared/lab/resolve-lab'
import type { Lab } from '../../src-shared/lab/schema'
import { Fingerprint } from '../../src-main/engine/observe/fingerprint'
import { Simulation } from '../../src-main/engine/simulation'

const WINDOWS = 10
const EVENTS_SHOWN = 12
const HERE = import.meta.dirname
const TABLE = join(HERE, 'fingerprints.csv')
const WRITES = process.env.IOV_LAB_WRITE_FINGERPRINTS === '1'

/** `digest`, or the end of a window in ms. */
type Row = [scenario: string, at: string, hash: string]

const kept: Row[] = WRITES
  ? []
  : readFileSync(TABLE, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',') as Row)
const written: Row[] = []

const scenarios = readdirSync(HERE)
  .filter((file) => file.endsWith('.iovlab.yaml'))
  .map((file) => file.replace('.iovlab.yaml', ''))
  .sort()

function open(scenario: string): Lab {
  const opened = openLab(readFileSync(join(HERE, `${scenario}.iovlab.yaml`), 'utf8'))
  if (!opened.ok) throw new Error(opened.problems.map(({ path, says }) => `${path}: ${says}`).join('\n'))
  return opened.lab
}

function run(scenario: string): { rows: Row[]; model: LabModel } {
  const model = resolveLab(open(scenario))
  const simulation = new Simulation(model)
  const windowPs = Math.ceil(model.durationPs / WINDOWS)
  const fingerprint = new Fingerprint(simulation.lab.sim, windowPs)
  simulation.run(simulation.endPs)
  fingerprint.finish()
  const rows = fingerprint.windows.map((hash, i): Row => [scenario, `${((i + 1) * windowPs) / 1e9}`, hash])
  const digest = createHash('sha256').update(simulation.canonicalText()).digest('hex').slice(0, 16)
  return { rows: [...rows, [scenario, 'digest', digest]], model }
}

/** The first events of a window as they are in this run: a place to begin looking. */
function eventsFrom(model: LabModel, fromPs: number): string {
  const simulation = new Simulation(model)
  const { sim } = simulation.lab
  simulation.run(fromPs)
  const lines: string[] = []
  sim.observer = {
    event: (time, target, kind) => lines.push(`  ${time} ps  ${sim.components[target].path}  ${kind}`),
  }
  while (lines.length < EVENTS_SHOWN && simulation.step());
  return lines.join('\n')
}

function firstDifference(scenario: string, rows: readonly Row[], model: LabModel): string | null {
  const expected = kept.filter(([name]) => name === scenario)
  if (expected.length === 0) return `${scenario} is not in fingerprints.csv`
  const at = rows.findIndex(([, place, hash], i) => expected[i]?.[1] !== place || expected[i]?.[2] !== hash)
  if (at < 0) return expected.length === rows.length ? null : 'the run has fewer windows than fingerprints.csv'
  if (rows[at][1] === 'digest') return 'the same events lead to another result'
  const from = at === 0 ? 0 : Number(rows[at - 1][1])
  return (
    `${scenario} differs first between ${from} and ${rows[at][1]} ms. The events of this run from there on:\n` +
    eventsFrom(model, from * 1e9)
  )
}

describe('scenarios', () => {
  it.each(scenarios)('%s has no problems and runs as it always has', (scenario) => {
    expect(checkLab(open(scenario)).filter(({ level }) => level === 'error')).toEqual([])
    const { rows, model } = run(scenario)
    written.push(...rows)
    if (!WRITES) expect(firstDifference(scenario, rows, model)).toBeNull()
  })

  it('fingerprints.csv holds nothing else', () => {
    expect([...new Set(kept.map(([name]) => name))].sort()).toEqual(WRITES ? [] : scenarios)
  })
})

afterAll(() => {
  if (WRITES) writeFileSync(TABLE, ['scenario,at,hash', ...written.map((row) => row.join(','))].join('\n') + '\n')
})
