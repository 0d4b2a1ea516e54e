import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCheck } from '@shared/check/check-parser'
import { checkLab } from '@shared/lab/check-lab'
import { openLab } from '@shared/lab/migrations'

const folder = resolve(import.meta.dirname, '../../../resources')
const files = ['labs', 'labs/mechanisms', 'templates'].flatMap((kind) =>
  readdirSync(join(folder, kind))
    .filter((name) => name.endsWith('.iovlab.yaml'))
    .map((name) => `${kind}/${name}`),
)

describe.each(files)('%s', (file) => {
  const opened = openLab(readFileSync(join(folder, file), 'utf8'))

  it('has no problem, not even a warning', () => {
    expect(opened.ok ? checkLab(opened.lab) : opened.problems).toEqual([])
  })

  it('asks only checks that can be read, each with an id of its own', () => {
    const checks = (opened.ok && opened.lab.checks) || []
    for (const { that } of checks) expect(parseCheck(that)).toMatchObject({ ok: true })
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
  })
})
