// Physical NICs with their functions, physical switches and stations.
import type { Rect } from '../geometry'
import type { NicNode, StationNode, SwitchNode, VfNode } from '../scene'
import { NIC_BODY } from '../sizes'
import type { Brush } from './brush'
import { ICONS } from './icons'

export function paintNic(brush: Brush, node: NicNode, rect: Rect): void {
  const { theme } = brush
  brush.box(rect, { fill: theme.surface2, stroke: theme.hairlineStrong, radius: 5 })
  const dx = rect.x - node.rect.x
  const dy = rect.y - node.rect.y
  const top = rect.y + 11
  const nameY = top + (brush.isOverview ? NIC_BODY / 2 : 13)
  const size = brush.nameSize(13, NIC_BODY)
  brush.text(node.label, rect.x + 9, nameY, { size, weight: 600, colour: theme.ink, width: rect.w - 18 })
  brush.text(node.detail, rect.x + 9, top + 29, { size: 11, colour: theme.ink3, width: rect.w - 18 })
  paintFunction(brush, { ...node.physical, x: node.physical.x + dx, y: node.physical.y + dy }, 'PF', null)
  if (node.hidden) {
    const rest = { ...node.hidden, x: node.hidden.x + dx, y: node.hidden.y + dy }
    brush.box(rest, { fill: theme.surface0, stroke: theme.hairlineStrong, radius: 4, dash: [3, 3] })
    brush.text(`+${node.hiddenCount}`, rest.x + rest.w / 2, rest.y + rest.h / 2, {
      size: 11,
      colour: theme.ink3,
      align: 'center',
    })
  }
  // the socket that the wire leaves from
  const socket = { x: rect.x + rect.w / 2 - 9, y: rect.y + rect.h - 3, w: 18, h: 11 }
  brush.box(socket, { fill: theme.wire, radius: 2 })
}

function paintFunction(brush: Brush, rect: Rect, label: string, node: VfNode | null): void {
  const { theme } = brush
  const colours = node?.mode ? theme.modes[node.mode] : null
  const isFree = node !== null && colours === null
  brush.box(rect, {
    fill: colours?.tint ?? theme.surface1,
    stroke: colours?.line ?? theme.hairlineStrong,
    line: colours ? 1.3 : 1,
    radius: 4,
    dash: isFree ? [3, 3] : undefined,
  })
  brush.text(label, rect.x + rect.w / 2, rect.y + rect.h / 2, {
    size: 11,
    weight: colours ? 600 : 400,
    colour: colours?.ink ?? (isFree ? theme.ink3 : theme.ink2),
    align: 'center',
  })
}

export function paintVf(brush: Brush, node: VfNode, rect: Rect): void {
  paintFunction(brush, rect, node.label, node)
}

/** Above the middle, where a line of detail is below it; else in the middle. */
function paintName(brush: Brush, label: string, rect: Rect, left: number): void {
  brush.text(label, rect.x + left, rect.y + rect.h / 2 - (brush.isOverview ? 0 : 7), {
    size: brush.nameSize(13, rect.h),
    weight: 600,
    colour: brush.theme.ink,
    width: rect.w - left - 9,
  })
}

export function paintSwitch(brush: Brush, node: SwitchNode, rect: Rect): void {
  const { theme } = brush
  brush.box(rect, { fill: theme.surface2, stroke: theme.hairlineStrong, radius: 6 })
  brush.glyph(ICONS.switch, rect.x + 10, rect.y + rect.h / 2 - 9, 18, theme.ink2, 1.4)
  const y = rect.y + rect.h / 2
  paintName(brush, node.label, rect, 36)
  brush.text(node.detail, rect.x + 36, y + 9, { size: 11, colour: theme.ink3, width: rect.w - 46 })
  for (const port of node.ports) {
    const top = port.side === 'top'
    const chip = { x: rect.x + port.x - 11, y: top ? rect.y - 8 : rect.y + rect.h - 8, w: 22, h: 16 }
    brush.box(chip, { fill: theme.surface1, stroke: theme.hairlineStrong, radius: 3 })
    brush.text(String(port.number), chip.x + chip.w / 2, chip.y + chip.h / 2, {
      size: 10,
      colour: theme.ink2,
      align: 'center',
    })
  }
}

export function paintStation(brush: Brush, node: StationNode, rect: Rect): void {
  const { theme } = brush
  brush.box(rect, { fill: theme.surface2, stroke: theme.hairlineStrong, radius: 6 })
  brush.glyph(ICONS.station, rect.x + 9, rect.y + rect.h / 2 - 9, 18, theme.ink2, 1.4)
  const y = rect.y + rect.h / 2
  paintName(brush, node.label, rect, 35)
  brush.text(node.detail, rect.x + 35, y + 9, { size: 11, colour: theme.ink3, width: rect.w - 44 })
}
