// The whole picture, back to front: hosts, paths inside them, what stands in them, wires, labels, marks.
// Returns the places that can be clicked besides nodes and paths.
import { intersects, type Point, type Rect } from '../geometry'
import { boundsOf } from '../route'
import type { NodeKind, SceneNode, ScenePath } from '../scene'
import type { SceneStage } from '../scene-stage'
import { Brush } from './brush'
import type { LiveLook } from './look'
import { paintVm, paintVnic } from './paint-guest'
import { paintNic, paintStation, paintSwitch, paintVf } from './paint-hardware'
import { paintHost } from './paint-host'
import {
  paintDrops,
  paintHandle,
  paintHover,
  paintRubberLine,
  paintSelection,
  paintTarget,
  paintVeil,
  paintVmotion,
} from './paint-marks'
import { paintPath, paintRate } from './paint-paths'
import { paintPortGroup, paintVmkernel, paintVswitch } from './paint-slab'
import type { Theme } from './theme'

export interface PictureState {
  selected: ReadonlySet<string>
  hovered: string | null
  /** Paths on the way of what is selected. */
  way: ReadonlySet<string>
  /** Paths of the followed flow, true where it runs from the path's first end. */
  flow: ReadonlyMap<string, boolean>
  dash: number | null
  live: LiveLook
  isRunning: boolean
  /** While something is dragged that may be dropped only on some nodes. */
  targets: { legal: ReadonlySet<string>; under: string | null } | null
  rubberLine: { from: Point; to: Point; isAllowed: boolean } | null
  handle: { at: Point; isHot: boolean } | null
  vmotion: { vm: string; ghost: string; says: string } | null
  band: Rect | null
}

export const AT_REST: PictureState = {
  selected: new Set(),
  hovered: null,
  way: new Set(),
  flow: new Map(),
  dash: null,
  live: { hosts: new Map(), paths: new Map(), drops: new Map() },
  isRunning: false,
  targets: null,
  rubberLine: null,
  handle: null,
  vmotion: null,
  band: null,
}

export interface Hotspot {
  rect: Rect
  /** Element whose log it opens. */
  id: string
}

interface View {
  zoom: number
  pan: Point
  width: number
  height: number
  pixelRatio: number
}

const ORDER: readonly NodeKind[] = ['vm', 'vnic', 'vswitch', 'port-group', 'vmkernel', 'nic', 'vf', 'switch', 'station']
const GRID = 24

export function paintScene(
  ctx: CanvasRenderingContext2D,
  stage: SceneStage,
  theme: Theme,
  view: View,
  state: PictureState,
  withGrid = true,
): Hotspot[] {
  const brush = new Brush(ctx, theme, view.zoom, view.pan, view.pixelRatio)
  ctx.setTransform(view.pixelRatio, 0, 0, view.pixelRatio, 0, 0)
  ctx.fillStyle = theme.canvas
  ctx.fillRect(0, 0, view.width, view.height)
  if (withGrid) paintGrid(brush, view)
  const window = {
    x: -view.pan.x / view.zoom,
    y: -view.pan.y / view.zoom,
    w: view.width / view.zoom,
    h: view.height / view.zoom,
  }
  const { nodes, paths } = stage.scene
  const visible = nodes.filter((node) => intersects(stage.rectOf(node), window, 40))
  const inView = paths.filter((path) => {
    const route = stage.routeOf(path.id)
    return route !== null && intersects(boundsOf(route), window, 40)
  })
  const inside = inView.filter((path) => path.kind !== 'link')
  const links = inView.filter((path) => path.kind === 'link')
  const taps = busTaps(stage)

  for (const node of visible) if (node.kind === 'host') paintHostOf(brush, stage, node, state)
  for (const path of links) paintPathOf(brush, stage, path, state)
  const vswitches = visible.filter((node) => node.kind === 'vswitch')
  for (const node of vswitches) paintNode(brush, stage, node, taps)
  const isNear = 11 * view.zoom > 4
  for (const kind of ORDER) {
    if (kind === 'port-group') for (const path of inside) paintPathOf(brush, stage, path, state)
    if (kind === 'vswitch') continue
    for (const node of visible) if (node.kind === kind) paintNode(brush, stage, node, taps)
  }
  if (state.isRunning && isNear) {
    for (const path of inView) {
      const look = state.live.paths.get(path.id)
      const route = stage.routeOf(path.id)
      if (look && route && (path.kind === 'link' || path.kind === 'vnic')) paintRate(brush, path, route, look)
    }
  }
  if (state.targets) {
    for (const node of visible) {
      if (node.kind === 'host' && !state.targets.legal.has(node.id)) continue
      if (state.targets.legal.has(node.id)) paintTarget(brush, stage.rectOf(node), state.targets.under === node.id)
    }
  }
  return paintMarks(brush, stage, visible, state)
}

function paintGrid(brush: Brush, view: View): void {
  const step = GRID * brush.zoom
  if (step < 12) return
  const { ctx } = brush
  ctx.fillStyle = brush.theme.grid
  const dot = Math.max(1, Math.round(brush.zoom * 1.4))
  for (let x = view.pan.x % step; x < view.width; x += step) {
    for (let y = view.pan.y % step; y < view.height; y += step) ctx.fillRect(Math.round(x), Math.round(y), dot, dot)
  }
}

/** Where port groups and uplinks meet the bus of their vSwitch. */
function busTaps(stage: SceneStage): Map<string, { groups: number[]; uplinks: number[] }> {
  const taps = new Map<string, { groups: number[]; uplinks: number[] }>()
  const of = (id: string): { groups: number[]; uplinks: number[] } => {
    const known = taps.get(id) ?? { groups: [], uplinks: [] }
    taps.set(id, known)
    return known
  }
  for (const node of stage.scene.nodes) {
    if (node.kind !== 'port-group') continue
    const rect = stage.rectOf(node)
    of(node.id.slice(0, node.id.indexOf('/portGroups/'))).groups.push(rect.x + rect.w / 2)
  }
  for (const path of stage.scene.paths) {
    const rect = path.kind === 'uplink' ? stage.rectOfId(path.from.node) : null
    if (rect) of(path.from.node).uplinks.push(rect.x + path.from.dx)
  }
  return taps
}

function paintHostOf(
  brush: Brush,
  stage: SceneStage,
  node: Extract<SceneNode, { kind: 'host' }>,
  state: PictureState,
): void {
  const busy = state.live.hosts.get(node.id)
  brush.ctx.globalAlpha = stage.alphaOf(node.id)
  paintHost(brush, node, stage.rectOf(node), {
    cpu: busy?.busy ?? null,
    cores: busy?.cores ?? 0,
    isEmptyOfGuests: node.vmCount === 0 && !node.isExpecting,
    isEmptyOfNics: node.nicCount === 0,
  })
  brush.ctx.globalAlpha = 1
}

function paintNode(
  brush: Brush,
  stage: SceneStage,
  node: SceneNode,
  taps: ReadonlyMap<string, { groups: readonly number[]; uplinks: readonly number[] }>,
): void {
  const rect = stage.rectOf(node)
  brush.ctx.globalAlpha = stage.isDragged(node.id) && node.host ? 0.85 : stage.alphaOf(node.id)
  switch (node.kind) {
    case 'vm':
      paintVm(brush, node, rect)
      break
    case 'vnic':
      paintVnic(brush, node, rect)
      break
    case 'vswitch':
      paintVswitch(brush, node, rect, taps.get(node.id) ?? { groups: [], uplinks: [] })
      break
    case 'port-group':
      paintPortGroup(brush, node, rect)
      break
    case 'vmkernel':
      paintVmkernel(brush, node, rect)
      break
    case 'nic':
      paintNic(brush, node, rect)
      break
    case 'vf':
      paintVf(brush, node, rect)
      break
    case 'switch':
      paintSwitch(brush, node, rect)
      break
    case 'station':
      paintStation(brush, node, rect)
      break
    case 'host':
      break
  }
  brush.ctx.globalAlpha = 1
}

function paintPathOf(brush: Brush, stage: SceneStage, path: ScenePath, state: PictureState): void {
  const route = stage.routeOf(path.id)
  if (!route) return
  const forth = state.flow.get(path.id)
  const dash = state.dash !== null && forth !== undefined ? (forth ? -state.dash : state.dash) : null
  paintPath(brush, path, route, {
    look: state.live.paths.get(path.id),
    isSelected: path.kind === 'link' && state.selected.has(path.selects),
    isHovered: path.kind === 'link' && state.hovered === path.selects,
    isOnWay: state.way.has(path.id) || forth !== undefined,
    dash,
    alpha: stage.alphaOf(path.id),
    isRunning: state.isRunning,
  })
}

/** Where the chip of a node's drops ends, at the right: beside what the node says, not over it. */
function dropCorner(stage: SceneStage, node: SceneNode, rect: Rect): Point {
  if (node.kind === 'vnic') return { x: rect.x + rect.w, y: (stage.rectOfId(node.vm) ?? rect).y }
  if (node.kind === 'nic' || node.kind === 'vf') return { x: rect.x + rect.w - 4, y: rect.y + rect.h }
  return { x: rect.x + rect.w, y: rect.y }
}

function paintMarks(brush: Brush, stage: SceneStage, visible: readonly SceneNode[], state: PictureState): Hotspot[] {
  const hotspots: Hotspot[] = []
  for (const node of visible) {
    const rect = stage.rectOf(node)
    if (state.targets && !state.targets.legal.has(node.id) && node.kind !== 'host') paintVeil(brush, rect, 5)
    if (state.selected.has(node.id)) paintSelection(brush, rect)
    else if (state.hovered === node.id && node.kind !== 'host') paintHover(brush, rect)
    const drops = state.live.drops.get(node.id)
    if (drops) hotspots.push({ rect: paintDrops(brush, rect, dropCorner(stage, node, rect), drops), id: node.id })
  }
  if (state.vmotion) {
    const from = stage.rectOfId(state.vmotion.vm)
    const to = stage.rectOfId(state.vmotion.ghost)
    if (from && to) paintVmotion(brush, from, to, state.vmotion.says)
  }
  if (state.handle) paintHandle(brush, state.handle.at, state.handle.isHot)
  if (state.rubberLine) paintRubberLine(brush, state.rubberLine.from, state.rubberLine.to, state.rubberLine.isAllowed)
  if (state.band) {
    const { ctx, theme } = brush
    ctx.globalAlpha = 0.1
    brush.box(state.band, { fill: theme.accent })
    ctx.globalAlpha = 1
    brush.box(state.band, { stroke: theme.accent, line: 1 / brush.zoom, dash: [4 / brush.zoom, 3 / brush.zoom] })
  }
  return hotspots
}
