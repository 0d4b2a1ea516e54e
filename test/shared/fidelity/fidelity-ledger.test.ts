// The ledger is complete and true as far as a machine can tell: each file of the engine and each stage of the cost model has
// an entry, and what an entry says about charging a stage is what the engine's code does.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adapter } from '../../../src-shared/catalogue/adapters'
import { COST_STAGES, STAGE_IDS } from '../../../src-shared/catalogue/cost-model'
import { EVIDENCE } from '../../../src-shared/catalogue/evidence'
import { FIDELITY_AREAS, FIDELITY_LEDGER } from '../../../src-shared/fidelity/fidelity-ledger'
import { ADAPTERS } from '../../../src-shared/lab/schema'

const ENGINE = join(import.meta.dirname, '../../../src-main/engine')
const files = readdirSync(ENGINE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(ENGINE, join(entry.parentPath, entry.name)).split(sep).join('/'))
/** Gaps between interrupts become part of a document's NICs before the engine sees them. */
const RESOLVED = join(ENGINE, '../../src-shared/lab/moderation-model.ts')
const sources = [...files.map((file) => join(ENGINE, file)), RESOLVED]
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

const covers = (place: string, file: string): boolean => (place.endsWith('/') ? file.startsWith(place) : place === file)
/** Named as `stageIndex('id')`, or as a key of a table of costs. */
const isCharged = (stage: string): boolean =>
  sources.includes(`stageIndex('${stage}')`) || new RegExp(`(?:costs|prices)\\[['"]${stage}['"]\\]`).test(sources)

describe('the fidelity ledger', () => {
  it('has an entry for every file of the engine (src-shared/fidelity/ledger)', () => {
    const places = FIDELITY_LEDGER.flatMap(({ code }) => code)
    expect(files.filter((file) => !places.some((place) => covers(place, file)))).toEqual([])
  })

  it('names files of the engine that are there', () => {
    const places = FIDELITY_LEDGER.flatMap(({ code }) => code)
    expect(places.filter((place) => !files.some((file) => covers(place, file)))).toEqual([])
  })

  it.each(STAGE_IDS)('has an entry for the cost stage %s', (stage) => {
    expect(FIDELITY_LEDGER.filter(({ stages }) => stages.includes(stage)).length).toBeGreaterThan(0)
  })

  it.each(STAGE_IDS)('says of %s whether the engine charges it', (stage) => {
    const isAbsent = FIDELITY_LEDGER.filter(({ stages }) => stages.includes(stage)).every(
      ({ state }) => state === 'absent',
    )
    expect(isAbsent).toBe(!isCharged(stage))
  })

  it('has an entry for every adapter', () => {
    const names = FIDELITY_LEDGER.filter(({ area }) => area === 'adapter').map(
      ({ mechanism, says, code }) => `${mechanism} ${says} ${code.join(' ')}`,
    )
    for (const kind of ADAPTERS) {
      expect(names.some((text) => text.includes(adapter(kind).name) || text.includes(kind))).toBe(true)
    }
  })

  it('finds each entry by one id, in an area that there is', () => {
    const ids = FIDELITY_LEDGER.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, area } of FIDELITY_LEDGER) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(FIDELITY_AREAS).toHaveProperty([area])
    }
  })

  it('says of every mechanism what it does, where it comes from, and of a simplified one what is missing', () => {
    for (const { id, says, source, state, leavesOut, code, stages } of FIDELITY_LEDGER) {
      expect(says, id).toMatch(/^.{20,}[.]$/)
      expect(source, id).not.toBe('')
      if (leavesOut !== '') expect(leavesOut, id).toMatch(/[.]$/)
      if (state === 'absent') expect(code, id).toEqual([])
      if (state === 'simplified' && stages.length === 0) expect(leavesOut, id).not.toBe('')
    }
  })

  it('names evidence that is in the list of evidence, and the list has nothing that nobody names', () => {
    const sources = [...COST_STAGES, ...FIDELITY_LEDGER].flatMap(({ source }) => source.match(/\bE\d+b?\b/g) ?? [])
    expect([...new Set(sources)].sort()).toEqual(EVIDENCE.map(({ id }) => id).sort())
  })
})
