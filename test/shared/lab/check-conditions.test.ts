// Where a check of a document goes wrong: the place is told as people count, from 1.
import { describe, expect, it } from 'vitest'
import { checkLab } from '@shared/lab/check-lab'

const saysOf = (that: string): string[] =>
  checkLab({ format: 'iov-lab/1', name: 'checks', checks: [{ id: 'one', that }] }).map(({ says }) => says)

describe('L13: a problem of a check says at which character it is', () => {
  it.each([
    ['a word that is none', '1 < 2 and wrong(3)', 11],
    ['a name that the lab has not', 'flows.web.lost == 0', 1],
    ['a text that ends too early', '1 <', 4],
  ])('%s', (_, that, character) => {
    expect(saysOf(that)).toEqual([expect.stringContaining(`(at character ${character})`)])
  })
})
