// A host's card: head, the three bands with their names at the left edge, and the hypervisor's block between guests and
// hardware. Folded, it is a card with its name and the modes that live in it.
import { MODE_LOOKS } from '../../ui/mode'
import type { Rect } from '../geometry'
import type { HostNode } from '../scene'
import { GUTTER, HEADER } from '../sizes'
import type { Brush } from './brush'
import { ICONS } from './icons'
import type { HostLook } from './look'

/** Width of the load with its words. */
const METER = 122
const BANDS = ['guests', 'hypervisor', 'hardware'] as const

/** `rect` is where the card is shown, which may differ from `node.rect` while it moves. */
export function paintHost(brush: Brush, node: HostNode, rect: Rect, look: HostLook): void {
  const { theme } = brush
  brush.box(rect, { fill: theme.surface1, radius: 8 })
  paintInside(brush, node, rect, look)
  brush.box(rect, { stroke: theme.hairlineStrong, radius: 8 })
}

function paintInside(brush: Brush, node: HostNode, rect: Rect, look: HostLook): void {
  const { theme } = brush
  if (node.isFolded || !node.slab || !node.bands) {
    paintFolded(brush, node, rect)
    return
  }
  const dx = rect.x - node.rect.x
  const dy = rect.y - node.rect.y
  paintHead(brush, node, rect, look)

  const bands = node.bands.map((y) => y + dy)
  const inner = { x: rect.x + 1, w: rect.w - 2 }
  const hardwareTop = bands[2] ?? 0
  const hardware = { ...rect, y: hardwareTop, h: rect.y + rect.h - hardwareTop }
  brush.box(hardware, { fill: theme.surface0, radius: [0, 0, 8, 8] })
  for (const y of [bands[0], bands[1], hardwareTop]) {
    brush.segment(inner.x, y ?? 0, inner.x + inner.w, y ?? 0, theme.hairline, 1)
  }
  BANDS.forEach((name, index) => {
    const from = bands[index] ?? 0
    const to = bands[index + 1] ?? 0
    paintBandName(brush, name, rect.x + GUTTER / 2 + 3, (from + to) / 2)
  })

  const slab = { ...node.slab, x: node.slab.x + dx, y: node.slab.y + dy }
  brush.box(slab, { fill: theme.slab, stroke: theme.slabLine, radius: 6 })
  if (look.isEmptyOfGuests) paintInvitation(brush, 'Drop a VM here', slab.x, (bands[0] ?? 0) + 12, slab.w, 82)
  if (look.isEmptyOfNics) paintInvitation(brush, 'Drop a physical NIC here', slab.x, hardwareTop + 20, slab.w, 58)
}

function paintHead(brush: Brush, node: HostNode, rect: Rect, look: HostLook): void {
  const { theme } = brush
  const y = rect.y + HEADER / 2
  brush.glyph(ICONS.down, rect.x + 7, y - 7, 14, theme.ink3)
  brush.glyph(ICONS.host, rect.x + 24, y - 8, 16, theme.ink2, 1.4)
  const size = brush.nameSize(14, HEADER)
  const nameWidth = Math.min(brush.measure(node.label, size, 600), rect.w * 0.5)
  brush.text(node.label, rect.x + 46, y, { size, weight: 600, colour: theme.ink, width: rect.w * 0.5 })
  const meter = look.cpu === null ? 0 : METER
  const room = rect.w - 46 - nameWidth - 24 - meter
  const detailX = rect.x + 46 + nameWidth + 10
  const hasDetail = room > 60 && !brush.isOverview
  if (hasDetail) brush.text(node.detail, detailX, y + 0.5, { size: 11, colour: theme.ink3, width: room })
  if (look.cpu === null) return
  // beside the words rather than far right, where a VMotion passes
  const detailWidth = hasDetail ? Math.min(room, brush.measure(node.detail, 11)) + 14 : 0
  paintMeter(brush, Math.min(rect.x + rect.w - 12, detailX + detailWidth + METER), y, look.cpu, look.cores)
}

/** How many of the cores are busy. */
function paintMeter(brush: Brush, rightEdge: number, y: number, busy: number, cores: number): void {
  const { theme } = brush
  const width = 44
  const isHot = busy > cores * 0.9
  const bar = { x: rightEdge - width, y: y - 3, w: width, h: 6 }
  brush.box(bar, { fill: theme.hairline, radius: 3 })
  const filled = Math.min(1, busy / cores) * width
  if (filled > 0.5) brush.box({ ...bar, w: filled }, { fill: isHot ? theme.errorLine : theme.ink2, radius: 3 })
  brush.text(`${busy.toFixed(1)} / ${cores} cores`, rightEdge - width - 8, y, {
    size: 11,
    colour: isHot ? theme.error : theme.ink2,
    align: 'right',
  })
}

function paintBandName(brush: Brush, name: string, x: number, y: number): void {
  const { ctx, theme, zoom } = brush
  if (zoom * 10.5 < 5) return
  ctx.save()
  ctx.translate(x * zoom + brush.pan.x, y * zoom + brush.pan.y)
  ctx.rotate(-Math.PI / 2)
  ctx.font = `500 ${10.5 * zoom}px ${theme.font}`
  ctx.fillStyle = theme.ink3
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillText(name, 0, 0)
  ctx.restore()
}

function paintInvitation(brush: Brush, text: string, x: number, y: number, w: number, h: number): void {
  const { theme } = brush
  brush.box({ x, y, w, h }, { stroke: theme.hairlineStrong, radius: 6, dash: [4, 4] })
  brush.text(text, x + w / 2, y + h / 2, { size: 12, colour: theme.ink3, align: 'center' })
}

function paintFolded(brush: Brush, node: HostNode, rect: Rect): void {
  const { theme } = brush
  brush.glyph(ICONS.right, rect.x + 7, rect.y + 12, 14, theme.ink3)
  brush.glyph(ICONS.host, rect.x + 24, rect.y + 11, 16, theme.ink2, 1.4)
  brush.text(node.label, rect.x + 46, rect.y + 19, {
    size: brush.nameSize(14, HEADER),
    weight: 600,
    colour: theme.ink,
    width: rect.w - 60,
  })
  const vms = `${node.vmCount} ${node.vmCount === 1 ? 'VM' : 'VMs'}`
  const nics = `${node.nicCount} ${node.nicCount === 1 ? 'NIC' : 'NICs'}`
  brush.text(`${vms} · ${nics}`, rect.x + 46, rect.y + 37, { size: 11, colour: theme.ink3 })
  node.modes.slice(0, 9).forEach((mode, place) => {
    const look = theme.modes[mode]
    const chip = { x: rect.x + 12 + place * 22, y: rect.y + rect.h - 24, w: 18, h: 16 }
    brush.box(chip, { fill: look.tint, stroke: look.line, radius: 4 })
    brush.glyph(MODE_LOOKS[mode].glyph, chip.x + 3, chip.y + 2, 12, look.ink)
  })
}
