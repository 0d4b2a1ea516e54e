// Documents outlive programs: the list of migrations is complete, and the kept samples of every version still open.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkLab } from '@shared/lab/check-lab'
import { CURRENT_VERSION, MIGRATIONS, type Migration, openLab } from '@shared/lab/migrations/index'
import { FORMAT } from '@shared/lab/schema'
import { writeLab } from '@shared/lab/write-lab'

const sources = join(import.meta.dirname, '../../src-shared/lab/migrations')
const samples = join(import.meta.dirname, 'samples')
const sampleFiles = readdirSync(samples).filter((name) => name.endsWith('.yaml'))

describe('L9: migrations', () => {
  it('are one file a step, named by number, in order and without gaps', () => {
    const onDisk = readdirSync(sources).filter((name) => name !== 'index.ts')
    expect(onDisk.sort()).toEqual(MIGRATIONS.map(({ from, name }) => `${from}-${name}.ts`).sort())
    const first = CURRENT_VERSION - MIGRATIONS.length
    expect(MIGRATIONS.map(({ from }) => from)).toEqual(MIGRATIONS.map((_, index) => first + index))
    expect(FORMAT).toBe(`iov-lab/${CURRENT_VERSION}`)
  })

  it('have a kept sample of every version', () => {
    for (let version = CURRENT_VERSION - MIGRATIONS.length; version <= CURRENT_VERSION; version++) {
      expect(sampleFiles.filter((name) => name.startsWith(`sample-${version}-`)).length).toBeGreaterThan(0)
    }
  })

  it.each(sampleFiles)('%s opens, keeps every field, and has the problems that it had', (name) => {
    const text = readFileSync(join(samples, name), 'utf8')
    const opened = openLab(text)
    if (!opened.ok) throw new Error(JSON.stringify(opened.problems))
    const expected = join(samples, name.replace('.yaml', '.problems.txt'))
    const problems = existsSync(expected) ? readFileSync(expected, 'utf8').trim().split('\n') : []
    expect(checkLab(opened.lab).map(({ code, path }) => `${code} ${path}`)).toEqual(problems)
    const again = openLab(writeLab(opened.lab))
    expect(again.ok && again.lab).toEqual(opened.lab)
  })

  /** A history that never was, to see the machinery at work. */
  const history: Migration[] = [
    { from: 3, name: 'rename-nodes', migrate: ({ nodes, ...rest }) => ({ ...rest, hosts: nodes }) },
    {
      from: 4,
      name: 'count-hosts',
      migrate: (document) => ({ ...document, count: Object.keys(document.hosts as object).length }),
    },
  ]
  const open = (format: string, body = 'name: old\nnodes: { a: {}, b: {} }\n') =>
    openLab(`format: ${format}\n${body}`, history, 5)

  it('go step by step from the version of the file, and say where it began', () => {
    // the schema knows one format alone, so the last step is refused by its shape; what came before is in the problems
    const opened = open('iov-lab/3')
    expect(opened.ok).toBe(false)
    expect(!opened.ok && opened.problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'unknown-choice format',
      'unknown-field count',
    ])
  })

  it('refuse versions before the first and after the last', () => {
    for (const format of ['iov-lab/2', 'iov-lab/0', 'iov-lab/x', 'iov-lab/']) {
      const opened = open(format)
      expect(!opened.ok && opened.problems[0].code).toBe('wrong-format')
    }
    const newer = open('iov-lab/6')
    expect(!newer.ok && newer.problems[0]).toMatchObject({ code: 'newer-format', path: 'format' })
    expect(!newer.ok && newer.problems[0].remedy).toContain('not changed')
  })

  it('bring an older document to the present and remember its version', () => {
    const steps: Migration[] = [{ from: 0, name: 'name-it', migrate: (document) => ({ ...document, name: 'named' }) }]
    const opened = openLab('format: iov-lab/0\nx-kept: [1]\n', steps, 1)
    expect(opened).toEqual({
      ok: true,
      migratedFrom: 'iov-lab/0',
      lab: { format: 'iov-lab/1', name: 'named', 'x-kept': [1] },
    })
  })
})
