import { describe, expect, it } from 'vitest'
import { clearPlace } from '../../../src-renderer/canvas/arrange'
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
