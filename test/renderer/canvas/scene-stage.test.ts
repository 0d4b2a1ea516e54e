import { describe, expect, it } from 'vitest'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import type { LiveView } from '../../../src-renderer/canvas/scene-plan'
import { SceneStage } from '../../../src-renderer/canvas/scene-stage'
import { mixedLab } from '../mixed-lab'

const lab = mixedLab()
const withMode = (mode: 'passthrough' | 'emulation'): LiveView => ({
  vms: new Map(),
  incoming: null,
  modes: new Map([
    [
      'trader/eth0',
      { at: 0, nic: 'trader/eth0', mode, ...(mode === 'passthrough' && { function: 'esx-a/vmnic0.vf2' }) },
    ],
  ]),
})
const PATH = 'vms/trader/nics/eth0#path'
const at = (x: number) => projectLab({ ...lab, view: { positions: { 'esx-a': [x, 0], 'esx-b': [3000, 0] } } })

describe('showing a change', () => {
  it('shows the first scene at once', () => {
    const stage = new SceneStage()
    stage.setScene(at(0), 1000)
    expect(stage.tick(1000)).toBe(false)
    expect(stage.rectOfId('hosts/esx-a')?.x).toBe(0)
  })

  it('lets things glide to their new places in three tenths of a second', () => {
    const stage = new SceneStage()
    stage.setScene(at(0), null)
    stage.setScene(at(300), 1000)
    expect(stage.tick(1000)).toBe(true)
    expect(stage.rectOfId('hosts/esx-a')?.x).toBe(0)
    expect(stage.tick(1150)).toBe(true)
    expect(stage.rectOfId('hosts/esx-a')?.x).toBeCloseTo(150, 6)
    expect(stage.tick(1300)).toBe(false)
    expect(stage.rectOfId('hosts/esx-a')?.x).toBe(300)
  })

  it('shows a change at once under reduced motion', () => {
    const stage = new SceneStage()
    stage.setScene(at(0), null)
    stage.setScene(at(300), null)
    expect(stage.rectOfId('hosts/esx-a')?.x).toBe(300)
    expect(stage.tick(5000)).toBe(false)
  })

  it('bends the path of a vNIC from its function into the vSwitch when the mode changes', () => {
    const stage = new SceneStage()
    stage.setScene(projectLab(lab, withMode('passthrough')), null)
    const past = stage.routeOf(PATH)
    stage.setScene(projectLab(lab, withMode('emulation')), 0)
    expect(stage.routeOf(PATH)).toEqual(past)
    stage.tick(150)
    const half = stage.routeOf(PATH)
    stage.tick(300)
    const through = stage.routeOf(PATH)
    const endX = (route: Float64Array | null): number => route?.[route.length - 2] ?? NaN
    expect(endX(half)).toBeGreaterThan(endX(through))
    expect(endX(half)).toBeLessThan(endX(past))
  })

  it('starts a further change from what is shown, not from where the last one was to end', () => {
    const stage = new SceneStage()
    stage.setScene(at(0), null)
    stage.setScene(at(300), 1000)
    stage.tick(1150)
    stage.setScene(at(0), 1150)
    expect(stage.rectOfId('hosts/esx-a')?.x).toBeCloseTo(150, 6)
  })
})

describe('dragging', () => {
  it('moves what is dragged and the wires that hang on it', () => {
    const stage = new SceneStage()
    const scene = at(0)
    stage.setScene(scene, null)
    const before = stage.routeOf('links/0')?.slice()
    const ids = new Set(
      scene.nodes.filter((node) => node.id === 'hosts/esx-a' || node.host === 'hosts/esx-a').map((node) => node.id),
    )
    stage.drag({ ids, dx: 40, dy: 8 })
    expect(stage.rectOfId('hosts/esx-a')).toMatchObject({ x: 40, y: 8 })
    expect(stage.rectOfId('vms/web')?.x).toBe((scene.byId.get('vms/web')?.rect.x ?? 0) + 40)
    expect(stage.rectOfId('switches/tor')).toEqual(scene.byId.get('switches/tor')?.rect)
    expect(stage.routeOf('links/0')?.[0]).toBe((before?.[0] ?? 0) + 40)
    stage.drag(null)
    expect(stage.routeOf('links/0')).toEqual(before)
  })
})
