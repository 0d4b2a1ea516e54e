import { describe, expect, it } from 'vitest'
import { RandomStream } from '../../../../src-main/engine/kernel/random-stream'
import { TimeList } from '../../../../src-main/engine/kernel/time-list'

describe('a list of instants', () => {
  it('lets go of what is not after the present one, and keeps the rest in order', () => {
    const list = new TimeList()
    const random = new RandomStream(1, 'times')
    /** The oracle. */
    let expected: number[] = []
    let last = 0
    for (let now = 0; now < 5000; now += random.integer(4)) {
      for (let i = random.integer(6); i > 0; i--) {
        last = Math.max(last, now) + random.integer(3)
        list.push(last)
        expected.push(last)
      }
      list.passTo(now)
      expected = expected.filter((time) => time > now)
      expect(list.length).toBe(expected.length)
      if (expected.length > 0) expect(list.head).toBe(expected[0])
      if (random.integer(100) > 0) continue
      list.clear()
      expected = []
    }
  })
})
