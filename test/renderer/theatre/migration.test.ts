import { describe, expect, it } from 'vitest'
import { SeenRun } from '../../../src-renderer/stores/seen-run'
import { longestGap } from '../../../src-renderer/vmotion/longest-gap'
import { lossSums, lossTicks, UNKNOWN_REASON } from '../../../src-renderer/vmotion/loss-ticks'
import { cutsOf, migrationParts, partAt, stopOf, stoppedPages } from '../../../src-renderer/vmotion/migration-parts'
import { storyAt } from '../../../src-renderer/vmotion/migration-story'
import { clamped, migrationWindow, stopWindow, zoomed } from '../../../src-renderer/vmotion/migration-window'
import { modeBand } from '../../../src-renderer/vmotion/mode-band'
import { placeLabels } from '../../../src-renderer/vmotion/phase-labels'
import { preCopySeries } from '../../../src-renderer/vmotion/pre-copy-series'
import { linePath, stepPath, valueAt } from '../../../src-renderer/vmotion/sample-path'
import { staircase, stepHeight } from '../../../src-renderer/vmotion/staircase'
import { linearScale } from '../../../src-renderer/vmotion/time-scale'
import type { MigrationResult } from '../../../src-shared/result/result'
import { DEMO_DURATION, demoLive, demoStatus, MOVES } from './demo-run'

const [FIRST, SECOND] = MOVES as [(typeof MOVES)[0], (typeof MOVES)[0]]
const seenAt = (time: number): SeenRun => {
  const seen = new SeenRun('run-1')
  seen.take(demoLive({ status: demoStatus(time), sequence: 1 }))
  return seen
}
const migrationAt = (time: number, index = 0): MigrationResult => seenAt(time).migrations[index] as MigrationResult

describe('the parts of a migration', () => {
  it('are its phases, with the rounds of pre-copy as parts of their own', () => {
    const names = migrationParts(migrationAt(9, 1)).map((part) => `${part.phase} ${part.round}`)
    expect(names).toEqual([
      'compatibility 0',
      'pre-copy 1',
      'pre-copy 2',
      'pre-copy 3',
      'switch-over 0',
      'resume 0',
      'announce 0',
      'to-passthrough 0',
    ])
  })

  it('join without a hole, and the rounds fill pre-copy', () => {
    const parts = migrationParts(migrationAt(5))
    parts.slice(1).forEach((part, k) => expect(part.start).toBeCloseTo(parts[k]?.end ?? NaN, 9))
    const cuts = cutsOf(parts)
    expect(cuts).toEqual([...new Set(cuts)].sort((a, b) => a - b))
  })

  it('have no cut twice where sums of times differ behind the comma', () => {
    const parts = migrationParts({
      ...migrationAt(9, 1),
      phases: [
        { name: 'pre-copy', start: 8, end: 8.3 },
        { name: 'switch-over', start: 8.3, end: 8.4 },
      ],
      rounds: [0.1, 0.2].map((seconds) => ({ pages: 1, seconds: seconds - 1e-15 })),
    })
    expect(cutsOf(parts)).toHaveLength(4)
  })

  it('have a round under way while pre-copy lasts', () => {
    const parts = migrationParts(migrationAt(3.5))
    expect(parts[parts.length - 1]).toMatchObject({ phase: 'pre-copy', round: 1, end: 3.5, pages: null })
  })

  it('answer what happens at a moment, and nothing outside', () => {
    const parts = migrationParts(migrationAt(5))
    expect(partAt(parts, 2.9)).toBeNull()
    expect(partAt(parts, 5)).toBeNull()
    expect(partAt(parts, 3.01)?.phase).toBe('to-emulation')
    expect(partAt(parts, FIRST.stop + 0.01)?.phase).toBe('switch-over')
    expect(partAt(parts, FIRST.resume)?.phase).toBe('announce')
  })

  it('know when the VM stood still, and that it still does', () => {
    expect(stopOf(migrationAt(3.5))).toBeNull()
    expect(stopOf(migrationAt(FIRST.stop + 0.01))).toEqual({ start: FIRST.stop, end: null })
    expect(stopOf(migrationAt(5))?.end).toBeCloseTo(FIRST.resume)
  })

  it('count what was sent in the stop as what no round has', () => {
    const migration = migrationAt(5)
    expect(stoppedPages({ ...migration, bytes: migration.bytes + 4096 * 7 }) - stoppedPages(migration)).toBe(7)
    expect(stoppedPages({ ...migration, bytes: 0 })).toBe(0)
  })
})

describe('the staircase of pages', () => {
  it('is the same from what was watched and from the rounds of the result', () => {
    const seen = seenAt(FIRST.stop - 1e-6)
    const migration = migrationAt(5)
    const watched = staircase(migration, seen.dirty.values().next().value?.points ?? [])
    const rebuilt = staircase(migration, [])
    expect(rebuilt.slice(0, 3).map((step) => step.pages)).toEqual(watched.slice(0, 3).map((step) => step.pages))
    rebuilt.slice(0, 3).forEach((step, k) => expect(step.start).toBeCloseTo(watched[k]?.start ?? NaN, 6))
  })

  it('falls, ends in the stop and touches the ground at nothing', () => {
    const steps = staircase(migrationAt(5), [])
    const pages = steps.map((step) => step.pages)
    expect(pages).toEqual([...pages].sort((a, b) => b - a))
    expect(steps[steps.length - 1]?.start).toBeCloseTo(FIRST.stop, 6)
    expect(stepHeight(0, 1000)).toBe(0)
    expect(stepHeight(1000, 1000)).toBe(1)
  })

  it('has steps of the same height for rounds that shrink by the same factor', () => {
    const heights = [100_000, 10_000, 1000].map((pages) => stepHeight(pages, 100_000))
    expect((heights[0] ?? 0) - (heights[1] ?? 0)).toBeCloseTo((heights[1] ?? 0) - (heights[2] ?? 0))
  })
})

describe('the formula of pre-copy', () => {
  it('is a geometric series in the ratio of writing to sending', () => {
    const migration = { ...migrationAt(5), rounds: [1000, 100, 10].map((pages) => ({ pages, seconds: pages / 1e4 })) }
    const series = preCopySeries(migration, 1000, 1e6)
    expect(series?.ratio).toBeCloseTo(0.1)
    expect(series?.expected.map(Math.round)).toEqual([1000, 100, 10, 1])
  })

  it('is held up by the working set', () => {
    const migration = { ...migrationAt(5), rounds: [{ pages: 1000, seconds: 1 }] }
    expect(preCopySeries(migration, 5000, 300)?.expected).toEqual([1000, 300])
  })

  it('is silent before the first round has ended', () => {
    expect(preCopySeries(migrationAt(3.5), 1000, 1e6)).toBeNull()
  })
})

describe('the band of modes', () => {
  it('shows where the frames of the adapter travel, through both moves', () => {
    const band = modeBand(seenAt(10).modes, 'web-1/eth0', 'npa', 0, DEMO_DURATION)
    expect(band.map((stretch) => stretch.mode)).toEqual(['plug-in', 'emulated', 'plug-in'])
    expect(band[0]).toMatchObject({ start: 0, end: FIRST.emulated, functionName: 'esx-a/vmnic0.vf0' })
    expect(band[2]?.start).toBe(SECOND.end)
  })

  it('is cut to what is shown and knows only its own adapter', () => {
    const modes = seenAt(10).modes
    expect(modeBand(modes, 'web-1/eth0', 'npa', 4, 5)).toMatchObject([{ start: 4, end: 5, mode: 'emulated' }])
    expect(modeBand(modes, 'web-2/eth0', 'npa', 4, 5)).toEqual([])
  })
})

describe('losses and gaps', () => {
  const { samples } = seenAt(10)

  it('are summed up by reason, most first', () => {
    expect(lossSums(samples, [0, 1, 2], 3, 5).map((sum) => sum.reason)).toEqual(['vm-paused', 'no-buffer'])
    expect(lossSums(samples, [0], 0, 11)).toEqual([])
  })

  it('keep their number when they share a pixel', () => {
    const ticks = lossTicks(samples, [1], linearScale(0, 11, 100))
    const shown = ticks.reduce((sum, tick) => sum + tick.frames, 0)
    expect(shown).toBe(lossSums(samples, [1], 0, 11).reduce((sum, one) => sum + one.frames, 0))
  })

  it('say when the reason is not known', () => {
    const silent = { ...samples, lostBy: [] }
    expect(lossSums(silent, [1], 0, 11).map((sum) => sum.reason)).toEqual([UNKNOWN_REASON])
  })

  it('the longest gap covers the stop, to one sample', () => {
    const gap = longestGap(samples.times, samples.goodput[1] ?? [], 3, 5)
    expect(gap?.start).toBeLessThanOrEqual(FIRST.stop + 0.01)
    expect((gap?.end ?? 0) - (gap?.start ?? 0)).toBeGreaterThan(FIRST.resume - FIRST.stop - 0.02)
    expect((gap?.end ?? 0) - (gap?.start ?? 0)).toBeLessThan(FIRST.resume - FIRST.stop + 0.02)
  })

  it('a gap that outlasts the stretch has its whole length', () => {
    expect(longestGap([1, 2, 3, 4, 5, 6], [5, 5, 0, 0, 0, 5], 0, 3)).toEqual({ start: 1.5, end: 5.5 })
  })

  it('a flow that has not begun or is over has no gap', () => {
    expect(longestGap([1, 2, 3, 4], [0, 0, 5, 5], 0, 4)).toBeNull()
    expect(longestGap([1, 2, 3, 4], [5, 5, 0, 0], 0, 4)).toBeNull()
    expect(longestGap([1, 2, 3, 4], [0, 0, 0, 5], 0, 2)).toBeNull()
  })
})

describe('lines of samples', () => {
  const scale = linearScale(0, 10, 10)

  it('keep the peak among samples that share a pixel', () => {
    const times = Array.from({ length: 1000 }, (_, k) => k / 100)
    const values = times.map((_, k) => (k === 555 ? 9 : 1))
    expect(linePath(times, values, scale, (value) => 100 - value)).toContain('L6 91')
  })

  it('have a gap where there is no value, and a lone sample is as long as its interval', () => {
    expect(linePath([1, 2, 3, 4], [1, null, 1, 1], scale, (value) => value)).toBe('M0 1L1 1M2 1L3 1L4 1')
  })

  it('are steps that hold up to the time of their sample', () => {
    const { line, area } = stepPath([1, 2, 3], [5, 0, 5], scale, (value) => 10 - value)
    expect(line).toBe('M0 5H1V10H2V5H3')
    expect(area).toBe('M0 5H1V10H2V5H3V10H0Z')
  })

  it('are read at the interval that holds a moment', () => {
    expect(valueAt([1, 2, 3], ['a', 'b', 'c'], 1.5)).toBe('b')
    expect(valueAt([1, 2, 3], ['a', 'b', 'c'], 2)).toBe('b')
    expect(valueAt([], [], 2)).toBeNull()
  })
})

describe('the words beside the axis', () => {
  it('say for every moment what happens and why', () => {
    const migration = migrationAt(9, 1)
    for (let time = 6.5; time < 9; time += 0.003) {
      const story = storyAt(migration, time)
      expect(story.title.length * story.happens.length * story.why.length).toBeGreaterThan(0)
    }
  })

  it('name round and phase, and end with where the adapter settled', () => {
    expect(storyAt(migrationAt(9, 1), 7.5).title).toBe('Pre-copy, round 1')
    expect(storyAt(migrationAt(9, 1), 9).why).toContain('on a function again')
    expect(storyAt(migrationAt(5), 5).why).toContain('no NIC with virtual functions')
  })

  it('give the reason of a refusal', () => {
    const refused: MigrationResult = {
      ...migrationAt(5),
      outcome: 'refused',
      total: 0,
      phases: [],
      reasons: [{ code: 'same-host', says: 'The VM is on that host already.' }],
    }
    expect(storyAt(refused, 4)).toMatchObject({ title: 'Refused', why: 'The VM is on that host already.' })
  })
})

describe('what the theatre shows of the run', () => {
  it('is the migration with air around it, within the run', () => {
    const window = migrationWindow(migrationAt(5), DEMO_DURATION)
    expect(window.from).toBeLessThan(FIRST.at)
    expect(window.to).toBeGreaterThan(FIRST.end)
    expect(clamped({ from: -1, to: 3 }, 11)).toEqual({ from: 0, to: 4 })
    expect(clamped({ from: -5, to: 30 }, 11)).toEqual({ from: 0, to: 11 })
  })

  it('is the stop only where there is one', () => {
    expect(stopWindow(migrationAt(3.5), DEMO_DURATION)).toBeNull()
    const window = stopWindow(migrationAt(5), DEMO_DURATION)
    expect(window?.from).toBeLessThan(FIRST.stop)
    expect(window?.to).toBeGreaterThan(FIRST.resume)
  })

  it('is zoomed around a moment that stays in its place', () => {
    const next = zoomed({ from: 2, to: 6 }, 0.5, 3, 11)
    expect(next.to - next.from).toBeCloseTo(2)
    expect((3 - next.from) / (next.to - next.from)).toBeCloseTo(0.25)
  })
})

describe('names of parts', () => {
  const part = (x0: number, x1: number, textWidth = 60) => ({ x0, x1, text: '', textWidth })

  it('stand inside where they fit and below where they do not', () => {
    const [wide, narrow] = placeLabels([part(0, 100), part(100, 104)], 400, 1)
    expect(wide).toMatchObject({ inside: true, x: 20 })
    expect(narrow).toMatchObject({ inside: false, row: 0, anchor: 102 })
  })

  it('never touch each other in a row', () => {
    const places = placeLabels([part(100, 102), part(104, 106), part(108, 110), part(112, 113)], 400, 2)
    for (const row of [0, 1]) {
      const inRow = places.filter((place) => place.row === row).map((place) => place.x)
      inRow.slice(1).forEach((x, k) => expect(x - (inRow[k] ?? 0)).toBeGreaterThanOrEqual(60))
    }
    expect(places.filter((place) => place.row >= 0).length).toBeGreaterThanOrEqual(3)
  })

  it('stay on the page', () => {
    const places = placeLabels([part(-5, 3), part(396, 399)], 400, 2)
    for (const place of places) {
      expect(place.x).toBeGreaterThanOrEqual(0)
      expect(place.x + 60).toBeLessThanOrEqual(400)
    }
  })
})
