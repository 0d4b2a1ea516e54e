import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyDiff, diffLab, isEmptyDiff, isSame, reverseDiff, squash } from '@shared/lab/lab-diff'

/** Documents with shared names, so that two of them overlap; keys that look like numbers are sorted by the language. */
const key = fc.constantFrom('a', 'b', 'c', 'name', '0', '7', 'constructor', 'toString')
const document = fc.letrec<{ value: unknown; group: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('x', 'y', null, true),
    fc.array(tie('value'), { maxLength: 5 }),
    tie('group'),
  ),
  group: fc.dictionary(key, tie('value'), { maxKeys: 6, noNullPrototype: true }),
})).group

/** As it travels between the window and the main side. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const bytes = (value: unknown): string => JSON.stringify(value)

describe('L23: diffs', () => {
  it('lead from one document to the other, to the order of fields, and back', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        const diff = sent(diffLab(a, b))
        expect(bytes(applyDiff(a, diff))).toBe(bytes(b))
        expect(bytes(applyDiff(b, reverseDiff(diff)))).toBe(bytes(a))
      }),
      { numRuns: 2000 },
    )
  })

  it('do not touch the document they are applied to', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        const before = bytes(a)
        applyDiff(a, diffLab(a, b))
        expect(bytes(a)).toBe(before)
      }),
    )
  })

  it('are empty between documents that are the same, and only then', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        expect(isEmptyDiff(diffLab(a, sent(a)))).toBe(true)
        expect(isEmptyDiff(diffLab(a, b))).toBe(isSame(a, b))
        expect(isSame(a, b)).toBe(bytes(a) === bytes(b))
      }),
    )
  })

  it('become one', () => {
    fc.assert(
      fc.property(document, document, document, (a, b, c) => {
        const one = squash(a, [diffLab(a, b), diffLab(b, c)])
        expect(bytes(applyDiff(a, one))).toBe(bytes(c))
      }),
    )
  })

  it('name what changed and no more', () => {
    const a = { links: [{ ends: 1 }, { ends: 2 }, { ends: 3 }], vms: { x: { host: 'a', vcpus: 1 } } }
    expect(diffLab(a, { ...a, links: [a.links[0], a.links[2]] })).toEqual({
      added: [],
      updated: [],
      removed: [{ pointer: ['links', 1], value: { ends: 2 }, index: 1 }],
    })
    expect(diffLab(a, { ...a, vms: { x: { host: 'b', vcpus: 1 } } })).toEqual({
      added: [],
      updated: [{ pointer: ['vms', 'x', 'host'], from: 'a', to: 'b' }],
      removed: [],
    })
    expect(diffLab(a, { links: a.links, name: 'n', vms: a.vms }).added).toEqual([
      { pointer: ['name'], value: 'n', index: 1 },
    ])
  })

  it('carry a change of very many things as one', () => {
    const many = (from: number) => Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`vm-${i + from}`, { i }]))
    const a = { vms: many(0) }
    const b = { vms: many(5000) }
    const diff = diffLab(a, b)
    expect(diff.added.length + diff.removed.length + diff.updated.length).toBe(1)
    expect(applyDiff(a, diff)).toEqual(b)
  })

  it('refuse a document that they do not fit', () => {
    const diff = diffLab({ a: { b: 1 } }, { a: { b: 2 } })
    expect(() => applyDiff({ c: 1 }, diff)).toThrow('does not fit')
  })
})
