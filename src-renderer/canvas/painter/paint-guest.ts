// A VM and its vNICs. The vNIC's chip says its mode by colour, glyph and word.
import { MODE_LOOKS } from '../../ui/mode'
import type { Rect } from '../geometry'
import type { VmNode, VnicNode } from '../scene'
import { VM_HEADER } from '../sizes'
import type { Brush } from './brush'
import { ICONS } from './icons'

export function paintVm(brush: Brush, node: VmNode, rect: Rect): void {
  const { theme } = brush
  if (node.place !== null) {
    paintPlace(brush, node, rect)
    return
  }
  const isOff = node.state === 'off'
  brush.box(rect, {
    fill: isOff ? theme.surface0 : theme.surface2,
    stroke: theme.hairlineStrong,
    radius: 6,
    dash: isOff ? [4, 3] : undefined,
  })
  const icon = node.state && node.state !== 'running' ? ICONS[node.state] : null
  const room = rect.w - 18 - (icon ? 20 : 0)
  brush.text(node.label, rect.x + 9, rect.y + (brush.isOverview ? VM_HEADER / 2 : 13), {
    size: brush.nameSize(13, VM_HEADER),
    weight: 600,
    colour: isOff ? theme.ink3 : theme.ink,
    width: room,
  })
  const detail = isOff
    ? `off: ${node.reasons[0] ?? 'not started'}`
    : node.state === 'stunned'
      ? 'stopped for an instant'
      : node.state === 'suspended'
        ? 'suspended'
        : node.detail
  brush.text(detail, rect.x + 9, rect.y + 29, {
    size: 11,
    colour: isOff ? theme.error : theme.ink3,
    width: rect.w - 18,
  })
  if (icon) {
    brush.glyph(icon, rect.x + rect.w - 22, rect.y + 6, 14, isOff ? theme.error : theme.accent, 1.7)
  }
  if (node.services.length > 0) {
    const text = node.services.join(' + ')
    brush.text(text, rect.x + rect.w - 9, rect.y + VM_HEADER - 9, {
      size: 10,
      colour: theme.ink3,
      align: 'right',
      width: rect.w / 2,
    })
  }
}

/** A place that is kept for a VM: on its way here, or moved elsewhere by the run. */
function paintPlace(brush: Brush, node: VmNode, rect: Rect): void {
  const { theme } = brush
  const isArriving = node.place === 'arriving'
  const middle = rect.x + rect.w / 2
  brush.box(rect, {
    stroke: isArriving ? theme.accent : theme.hairlineStrong,
    radius: 6,
    dash: [5, 4],
    line: isArriving ? 1.5 : 1,
  })
  const size = brush.nameSize(13, VM_HEADER)
  const name = { size, weight: 600, colour: isArriving ? theme.ink2 : theme.ink3, width: rect.w - 16 }
  brush.text(node.label, middle, rect.y + rect.h / 2 - (brush.isOverview ? 0 : 9), { ...name, align: 'center' })
  const detail = { size: 11, colour: theme.ink3, width: rect.w - 12 }
  brush.text(node.detail, middle, rect.y + rect.h / 2 + 10, { ...detail, align: 'center' })
}

export function paintVnic(brush: Brush, node: VnicNode, rect: Rect): void {
  const { theme } = brush
  const colours = theme.modes[node.mode]
  const look = MODE_LOOKS[node.mode]
  brush.box(rect, { fill: colours.tint, stroke: colours.line, radius: 5, line: 1.3 })
  if (brush.isOverview) {
    brush.glyph(look.glyph, rect.x + (rect.w - rect.h) / 2 + 5, rect.y + 5, rect.h - 10, colours.ink)
    return
  }
  brush.glyph(look.glyph, rect.x + 5, rect.y + rect.h / 2 - 8, 16, colours.ink)
  const nameWidth = brush.measure(node.label, 12, 600)
  const left = rect.x + 25
  brush.text(node.label, left, rect.y + 12, { size: 12, weight: 600, colour: theme.ink, width: rect.w - 31 })
  const room = rect.w - 31 - nameWidth - 6
  const adapter = node.adapter === 'passthrough' ? '' : node.adapter
  if (brush.measure(adapter, 10) <= room) {
    brush.text(adapter, rect.x + rect.w - 6, rect.y + 12.5, { size: 10, colour: theme.ink2, align: 'right' })
  }
  brush.text(look.word, left, rect.y + 27, { size: 12, weight: 500, colour: colours.ink, width: rect.w - 30 })
}
