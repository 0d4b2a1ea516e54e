// What is inside the hypervisor's block: vSwitches with their port groups on the upper edge and a bus to the uplinks,
// and the hypervisor's own interfaces.
import type { Rect } from '../geometry'
import type { PortGroupNode, VmkernelNode, VswitchNode } from '../scene'
import { PORT_GROUP_H } from '../sizes'
import type { Brush } from './brush'
import { ICONS } from './icons'

/** `taps`: x of the port groups' middles and of the uplinks, between which the bus runs. */
export function paintVswitch(
  brush: Brush,
  node: VswitchNode,
  rect: Rect,
  taps: { groups: readonly number[]; uplinks: readonly number[] },
): void {
  const { theme } = brush
  brush.box(rect, { fill: theme.surface2, stroke: theme.hairlineStrong, radius: 5 })
  const bus = rect.y + 6 + PORT_GROUP_H + 6
  const ends = [...taps.groups, ...taps.uplinks]
  if (ends.length > 1) {
    brush.segment(Math.min(...ends), bus, Math.max(...ends), bus, theme.wire, 2)
  }
  for (const x of taps.groups) brush.segment(x, bus - 7, x, bus, theme.wire, 2)
  for (const x of taps.uplinks) brush.segment(x, bus, x, rect.y + rect.h, theme.wire, 2)
  const width = brush.measure(node.label, 12, 600)
  const top = bus + 3
  // the name stays readable where an uplink leaves behind it
  brush.box({ x: rect.x + 5, y: top, w: width + 25, h: 14 }, { fill: theme.surface2 })
  brush.glyph(ICONS.vswitch, rect.x + 8, top, 14, theme.ink2, 1.4)
  brush.text(node.label, rect.x + 26, top + 7, { size: 12, weight: 600, colour: theme.ink, width: rect.w - 34 })
}

export function paintPortGroup(brush: Brush, node: PortGroupNode, rect: Rect): void {
  const { theme } = brush
  brush.box(rect, { fill: theme.surface1, stroke: theme.hairlineStrong, radius: 4 })
  const vlan = node.vlan === 0 ? '' : node.vlan === 4095 ? 'all' : String(node.vlan)
  const vlanWidth = vlan === '' ? 0 : brush.measure(vlan, 10.5) + 10
  const y = rect.y + rect.h / 2
  brush.text(node.label, rect.x + 8, y, { size: 12, colour: theme.ink, width: rect.w - 16 - vlanWidth })
  if (vlan === '') return
  const tag = { x: rect.x + rect.w - vlanWidth - 5, y: y - 8, w: vlanWidth, h: 16 }
  brush.box(tag, { fill: theme.surface0, stroke: theme.hairline, radius: 3 })
  brush.text(vlan, tag.x + tag.w / 2, y, { size: 10.5, colour: theme.ink2, align: 'center' })
}

export function paintVmkernel(brush: Brush, node: VmkernelNode, rect: Rect): void {
  const { theme } = brush
  brush.box(rect, { fill: theme.surface1, stroke: theme.hairlineStrong, radius: 11 })
  const icon = node.vmotion ? ICONS.vmotion : ICONS.host
  brush.glyph(icon, rect.x + 6, rect.y + rect.h / 2 - 7, 14, theme.ink2, 1.5)
  brush.text(node.label, rect.x + 24, rect.y + rect.h / 2, { size: 12, colour: theme.ink2, width: rect.w - 30 })
}
