import { describe, expect, it } from 'vitest'
import { FIDELITY_LEDGER } from '../../../src-shared/fidelity/fidelity-ledger'
import type { ValidationTable } from '../../../src-shared/fidelity/validation-table'
import { findEntries, findMechanisms } from '../../../src-renderer/model-limits/find-limits'

const row = { unit: 'ratio', expected: 1, low: 0.9, high: 1.1, measured: 1, basis: 'independent' } as const
const TABLE: ValidationTable = {
  format: 'iov-lab-validation/1',
  engine: '1',
  entries: [
    {
      item: 'B2',
      group: 'published',
      title: 'Virtual NICs',
      source: 'netmap tutorial',
      profile: 'modern',
      rows: [
        { ...row, item: 'B2', says: 'e1000', verdict: 'hit' },
        { ...row, item: 'B2', says: 'virtio', verdict: 'miss', because: 'the queue is too short' },
      ],
    },
  ],
}

describe('a search in the limits of the model', () => {
  it('finds everything when nothing is asked', () => {
    expect(findMechanisms('', 'all')).toHaveLength(FIDELITY_LEDGER.length)
    expect(findEntries(TABLE, ' ', 'all')[0]!.rows).toHaveLength(2)
  })

  it('finds mechanisms by every word, in whatever order, also by the stage that they charge', () => {
    expect(findMechanisms('CHECKSUM offload', 'all').map(({ id }) => id)).toContain('checksum-offload')
    expect(findMechanisms('vswitch-forward', 'all').map(({ id }) => id)).toContain('vswitch-forwarding')
    expect(findMechanisms('checksum nowhere-at-all', 'all')).toEqual([])
  })

  it('keeps to the state that is asked for', () => {
    const absent = findMechanisms('', 'absent')
    expect(absent.length).toBeGreaterThan(0)
    expect(absent.every(({ state }) => state === 'absent')).toBe(true)
  })

  it('finds figures by their item, their reason and their verdict', () => {
    expect(findEntries(TABLE, 'netmap', 'all')[0]!.rows).toHaveLength(2)
    expect(findEntries(TABLE, 'queue short', 'all')[0]!.rows.map(({ says }) => says)).toEqual(['virtio'])
    expect(findEntries(TABLE, '', 'hit')[0]!.rows.map(({ says }) => says)).toEqual(['e1000'])
    expect(findEntries(TABLE, 'e1000', 'miss')).toEqual([])
  })
})
