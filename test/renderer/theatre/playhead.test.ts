// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { goTo, openDemo, type OpenedLab, settled } from './mount-lab'

let opened: OpenedLab
beforeEach(async () => {
  opened = await openDemo()
})
const seeks = (): number[] => opened.asked('run.seek').map((payload) => (payload as { time: number }).time)

describe('the playhead', () => {
  it('stands where it was put before the run has arrived there, and stays there', async () => {
    const { playhead, demo, run } = opened
    playhead.moveTo(4)
    await settled()
    expect(run.status?.state).toBe('seeking')
    expect(playhead.time).toBe(4)
    demo.tick(1)
    await settled()
    expect(run.time).toBe(4)
    expect(playhead.time).toBe(4)
    expect(playhead.isMoving).toBe(false)
  })

  it('asks for one moment at a time while it is dragged, and for the last one when it is let go', async () => {
    const { playhead, demo } = opened
    playhead.moveTo(1, true)
    await settled()
    for (const time of [2, 3, 4, 5]) playhead.moveTo(time, true)
    await settled()
    expect(seeks()).toEqual([1])
    playhead.release()
    await settled()
    expect(seeks()).toEqual([1, 5])
    demo.tick(1)
    await settled()
    expect(playhead.time).toBe(5)
    expect(playhead.isMoving).toBe(false)
  })

  it('goes on to where the pointer has got to when the run arrives during a drag', async () => {
    const { playhead, demo } = opened
    playhead.moveTo(1, true)
    await settled()
    playhead.moveTo(6, true)
    demo.tick(1)
    await settled()
    expect(seeks()).toEqual([1, 6])
    expect(playhead.time).toBe(6)
  })

  it('stays within the run, whose length it knows before there is one', async () => {
    const { playhead } = opened
    expect(playhead.duration).toBe(11)
    playhead.moveTo(99)
    await settled()
    expect(seeks()).toEqual([11])
  })

  it('goes back and says why when it cannot go there', async () => {
    const { playhead, demo, ui } = opened
    await goTo(opened, 2)
    demo.handlers['run.seek'] = () => ({
      outcome: 'refused',
      refusal: { code: 'run-failed', says: 'The run has failed.' },
      problems: [],
    })
    playhead.moveTo(5)
    await settled()
    expect(playhead.time).toBe(2)
    expect(ui.messages.map((message) => message.says)).toEqual(['The run has failed.'])
  })
})

describe('what the window has seen', () => {
  it('is kept when the run goes back, and forgotten beyond the moment of an action', async () => {
    const { seen, run } = opened
    await goTo(opened, 9)
    await goTo(opened, 1)
    expect(seen.until).toBe(9)
    expect(seen.migrations).toHaveLength(2)
    await run.act({ do: 'vmotion', vm: 'web-1', to: 'esx-b' })
    expect(seen.until).toBe(1)
    expect(seen.migrations).toEqual([])
  })

  it('is empty after a reset', async () => {
    const { seen, run } = opened
    await goTo(opened, 9)
    await run.reset()
    await settled()
    expect(seen.migrations).toEqual([])
    expect(seen.samples.times).toEqual([])
  })
})
