import { describe, expect, it } from 'vitest'
import { FrameList } from '../../../../src-main/engine/kernel/frame-list'
import { FRAME_KIND, FrameStore } from '../../../../src-main/engine/kernel/frame-store'
import { RandomStream } from '../../../../src-main/engine/kernel/random-stream'

describe('a list of frames', () => {
  it('gives frames back in their order, whatever was put in, taken out and put back before', () => {
    const store = new FrameStore()
    const list = new FrameList()
    const random = new RandomStream(1, 'list')
    /** The oracle. */
    const expected: number[] = []
    for (let i = 0; i < 5000; i++) {
      const what = random.integer(5)
      if (what < 2) {
        const frame = store.allocate(FRAME_KIND.udp)
        list.push(frame)
        expected.push(frame)
      } else if (what === 2 && expected.length > 0) {
        const frame = list.shift()
        expect(frame).toBe(expected.shift())
        list.unshift(frame)
        expected.unshift(frame)
      } else {
        const frame = list.shift()
        expect(frame).toBe(expected.shift() ?? -1)
        if (frame >= 0) store.release(frame)
      }
      expect(list.length).toBe(expected.length)
      expect(list.head).toBe(expected[0] ?? -1)
      const place = random.integer(4)
      expect(list.at(place)).toBe(expected[place] ?? -1)
    }
    expect(store.live).toBe(expected.length)
  })

  it('can hand a frame on to another list', () => {
    const store = new FrameStore()
    const [one, other] = [new FrameList(), new FrameList()]
    const frames = [1, 2, 3].map(() => store.allocate(FRAME_KIND.udp))
    for (const frame of frames) one.push(frame)
    for (let frame = one.shift(); frame >= 0; frame = one.shift()) other.push(frame)
    expect(frames.map(() => other.shift())).toEqual(frames)
    expect(other.shift()).toBe(-1)
  })
})
