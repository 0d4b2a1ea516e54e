import { describe, expect, it } from 'vitest'
import { ACTION_REFUSALS, refuseAction } from '@shared/result/action-refusals'

describe('a refusal of an action', () => {
  it('is the sentence of its code, with the particulars behind it where there are some', () => {
    expect(refuseAction('bad-value', 'web/eth0')).toEqual({
      code: 'bad-value',
      path: 'web/eth0',
      says: ACTION_REFUSALS['bad-value'],
    })
    expect(refuseAction('bad-value', 'web/eth0', 'a number').says).toBe(`${ACTION_REFUSALS['bad-value']} (a number)`)
  })
})
