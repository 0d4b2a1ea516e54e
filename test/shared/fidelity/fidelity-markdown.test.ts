import { describe, expect, it } from 'vitest'
import { COST_STAGES } from '../../../src-shared/catalogue/cost-model'
import { EVIDENCE } from '../../../src-shared/catalogue/evidence'
import { FIDELITY_LEDGER } from '../../../src-shared/fidelity/fidelity-ledger'
import { fidelityMarkdown } from '../../../src-shared/fidelity/fidelity-markdown'
import { VALIDATION } from '../../../src-shared/fidelity/validation-measured'
import { countRows, VALIDATION_GROUPS, type ValidationTable } from '../../../src-shared/fidelity/validation-table'
import { limits, quantity } from '../../../src-shared/fidelity/validation-text'
import { ITEMS } from '../../validation/items'

const lines = fidelityMarkdown(VALIDATION).split('\n')

describe('the limits of the model in Markdown', () => {
  it('have a row for every mechanism, every figure, every stage and every piece of evidence', () => {
    const bodies = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    const heads = lines.filter((line) => line.startsWith('| ---'))
    const rows = FIDELITY_LEDGER.length + countRows(VALIDATION) + COST_STAGES.length + EVIDENCE.length
    expect(bodies.length - heads.length).toBe(rows)
  })

  it('give every row of a table as many cells as its head', () => {
    let cells = 0
    for (const [at, line] of lines.entries()) {
      const count = line.replaceAll('\\|', '').split('|').length
      if (lines[at + 1]?.startsWith('| ---')) cells = count
      if (line.startsWith('| ')) expect(count, line).toBe(cells)
    }
  })

  it('keep a miss with its reason, and a bar within its cell', () => {
    const miss = { item: 'X', says: 'a | b', unit: 's', basis: 'fitted', verdict: 'miss', because: 'of that' } as const
    const table: ValidationTable = {
      ...VALIDATION,
      entries: [
        {
          item: 'X',
          group: 'published',
          title: 'x',
          source: 'y',
          profile: 'none',
          rows: [{ ...miss, expected: 2e-6, low: 1e-6, high: null, measured: 5e-7 }],
        },
      ],
    }
    expect(fidelityMarkdown(table)).toContain('| a \\| b | 2 us | >= 1 us | 0.5 us | **miss**: of that | fitted |')
  })
})

describe('the validation table that ships', () => {
  it('has what npm run validate measures, item by item', () => {
    const kept = VALIDATION.entries.map(({ item, group, title, source }) => ({ id: item, group, title, source }))
    expect(kept).toEqual(ITEMS.map(({ id, group, title, source }) => ({ id, group, title, source })))
  })

  it('judges each row by its own limits, and says why where it misses', () => {
    for (const { group, rows } of VALIDATION.entries) {
      expect(VALIDATION_GROUPS).toContain(group)
      for (const { low, high, measured, verdict, because } of rows) {
        const isHit = measured >= (low ?? -Infinity) && measured <= (high ?? Infinity)
        expect(verdict).toBe(isHit ? 'hit' : 'miss')
        if (!isHit) expect(because).toMatch(/./)
      }
    }
  })
})

describe('a figure', () => {
  it.each([
    [9.41e9, 'bit/s', '9.41 Gb/s'],
    [2.5e-6, 's', '2.5 us'],
    [0.98765, 'ratio', '0.9877'],
    [3, 'rounds', '3 rounds'],
    [null, 's', 'nothing'],
  ] as const)('%s %s is written %s', (value, unit, text) => {
    expect(quantity(value, unit)).toBe(text)
  })

  it('has limits on one side, on both, or none', () => {
    const row = {
      item: 'x',
      says: 'x',
      unit: 'ratio',
      expected: 1,
      measured: 1,
      verdict: 'hit',
      basis: 'fitted',
    } as const
    expect(limits({ ...row, low: 1, high: 1 })).toBe('exact')
    expect(limits({ ...row, low: 0.5, high: null })).toBe('>= 0.5')
    expect(limits({ ...row, low: null, high: 2 })).toBe('<= 2')
    expect(limits({ ...row, low: 0.5, high: 2 })).toBe('0.5 .. 2')
    expect(limits({ ...row, low: null, high: null })).toBe('any')
  })
})
