import { describe, expect, it } from 'vitest'
import { arrange, type Box, clearPlace } from '../../../src-renderer/canvas/arrange'
import { intersects, type Rect } from '../../../src-renderer/canvas/geometry'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import { FRESH_HOST_H, FRESH_HOST_W } from '../../../src-renderer/canvas/sizes'
import { runCommand } from '../../../src-shared/lab/commands'
import { emptyLab } from '../../../src-shared/lab/defaults'

const host: Rect = { x: 100, y: 100, w: 300, h: 360 }

describe('where something is dropped', () => {
  it('is where it was dropped, if there is room', () => {
    const wanted = { x: 500, y: 0, w: 220, h: 52 }
    expect(clearPlace(wanted, [host])).toEqual(wanted)
  })

  it('is beside what stands there, as near as there is room', () => {
    const below = clearPlace({ x: 150, y: 440, w: 220, h: 52 }, [host])
    expect(below).toEqual({ x: 150, y: 484, w: 220, h: 52 })
    const between = clearPlace({ x: 390, y: 200, w: 220, h: 52 }, [host, { x: 520, y: 100, w: 300, h: 360 }])
    expect([host, { x: 520, y: 100, w: 300, h: 360 }].some((other) => intersects(between, other))).toBe(false)
    expect(between.y === 484 || between.y === 24).toBe(true)
  })

  it('reckons with a host of the size that a fresh one has', () => {
    const added = runCommand(emptyLab(), 'add-host', { position: [0, 0] })
    if (!added.ok) throw new Error(added.refusal.says)
    const rect = projectLab(added.lab).nodes.find((node) => node.host === null)?.rect
    expect(rect).toMatchObject({ w: FRESH_HOST_W, h: FRESH_HOST_H })
  })
})

describe('hosts that nobody has placed', () => {
  const box = (id: string, tier: Box['tier'], neighbours: string[], at: Box['at'] = null): Box => ({
    ...(tier === 'host' ? { w: 600, h: 380 } : { w: 500, h: 52 }),
    ...{ id, tier, at, neighbours },
  })
  /** So many racks of so many hosts, each with its switch, and these at one in the middle. */
  const lab = (racks: number, each: number): Box[] => {
    const tops = Array.from({ length: racks }, (_, rack) => `tor-${rack}`)
    return [
      ...tops.flatMap((top, rack) =>
        Array.from({ length: each }, (_, place) => box(`esx-${rack}-${place}`, 'host', [top])),
      ),
      ...tops.map((top) => box(top, 'switch', ['core'])),
      box('core', 'switch', tops),
      box('client', 'station', ['core']),
    ]
  }
  const rectOf = (placed: Map<string, Rect>, id: string): Rect => placed.get(id) as Rect

  it('stand in one row where they are few', () => {
    const placed = arrange(lab(2, 3))
    expect(new Set([...placed].filter(([id]) => id.startsWith('esx')).map(([, rect]) => rect.y)).size).toBe(1)
  })

  it('stand rack by rack where they are many: each rack above its switch, clear of all others, in the shape of a canvas', () => {
    const placed = arrange(lab(5, 20))
    const rects = [...placed.values()]
    for (const [k, rect] of rects.entries())
      for (const other of rects.slice(k + 1)) expect(intersects(rect, other)).toBe(false)
    for (let rack = 0; rack < 5; rack++) {
      const top = rectOf(placed, `tor-${rack}`)
      for (let place = 0; place < 20; place++) {
        const one = rectOf(placed, `esx-${rack}-${place}`)
        expect(one.y + one.h).toBeLessThan(top.y)
      }
      if (rack > 0) expect(rectOf(placed, `tor-${rack - 1}`).y).toBeLessThan(rectOf(placed, `esx-${rack}-0`).y)
    }
    expect(rectOf(placed, 'core').y).toBeGreaterThan(rectOf(placed, 'tor-4').y)
    expect(rectOf(placed, 'client').y).toBeGreaterThan(rectOf(placed, 'core').y)
    const width = Math.max(...rects.map((rect) => rect.x + rect.w))
    const height = Math.max(...rects.map((rect) => rect.y + rect.h))
    expect(width / height).toBeGreaterThan(0.8)
    expect(width / height).toBeLessThan(2.5)
  })

  it('leave alone what the document has placed', () => {
    const boxes = [...lab(2, 10), box('mine', 'host', [], [-300, 40])]
    const placed = arrange(boxes)
    expect(rectOf(placed, 'mine')).toMatchObject({ x: -300, y: 40 })
  })
})
