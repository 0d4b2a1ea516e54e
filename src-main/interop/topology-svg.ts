// The lab as a vector picture in light colours, with a legend, readable in black and white on A4: the drawing language of
// the canvas. A path through the hypervisor passes through the vSwitch, a passthrough path runs past it.
// Read first: `picture/host-drawing.ts`. Left out: positions of the canvas, except for the order from left to right.
import { formatIp } from '@shared/lab/addresses'
import { type LabModel, type LinkEndModel } from '@shared/lab/lab-model'
import { type Lab } from '@shared/lab/schema'
import { formatBitRate } from '@shared/text/format-quantity'
import { drawHost, foldedHost, glyph, type HostDrawing } from './picture/host-drawing'
import { MODE_STYLES } from './picture/mode-style'
import { MODE_WORDS, MODES } from '@shared/catalogue/modes'
import { CARD, CHIP, HAIRLINE, INK, INK_2, PAPER, WIRE } from './picture/palette'
import { plannedState, type PictureState } from './picture/picture-state'
import { element, escapeXml, fitted, label, round, textWidth } from './picture/svg-text'

export interface PictureOptions {
  /** Absent: as the document plans it. */
  state?: PictureState
  /** For people who do not see the picture. */
  title?: string
}

interface Placed {
  x: number
  y: number
  w: number
  h: number
}

/** Where a wire leaves a host; `gap`: the way down beside the cards below it. */
interface NicEnd {
  x: number
  y: number
  gap: number | null
}

const MARGIN = 12
const HOST_GAP = 26
const ROW_GAP = 64
/** Wider than this, text would be too small on a page: hosts are shown as cards. */
const OPEN_WIDTH = 1400
const CARDS_IN_A_ROW = 5
/** With more links than this, their speeds would lie upon each other. */
const LABELLED_LINKS = 10
const SWITCH_H = 44
const STATION_H = 40

export function topologySvg(lab: Lab, model: LabModel, options: PictureOptions = {}): string {
  const state = options.state ?? plannedState(model)
  const hosts = placeHosts(lab, model, state)
  const hostsWidth = Math.max(0, ...hosts.map(({ at }) => at.x + at.w))
  const hostsBottom = Math.max(0, ...hosts.map(({ at }) => at.y + at.h))
  const nicAt = new Map<string, NicEnd>()
  for (const [index, { drawing, at }] of hosts.entries()) {
    const row = Math.floor(index / CARDS_IN_A_ROW)
    for (const [path, point] of drawing.nics) {
      const isAbove = at.y + at.h < hostsBottom
      const gap = isAbove ? at.x + at.w + 6 + (row % 4) * 5 : null
      nicAt.set(path, { x: at.x + point.x, y: at.y + point.y, gap })
    }
  }

  const { switches, stations } = placeFabric(model, nicAt, hostsBottom)
  const portAt = placePorts(model, switches, stations, nicAt)
  const parts: string[] = []
  const isCrowded = model.links.length > LABELLED_LINKS
  for (const link of model.links) {
    const text = isCrowded ? null : formatBitRate(link.speedBps)
    parts.push(drawLink(link.ends, text, nicAt, portAt, stations, hostsBottom))
  }
  for (const { drawing, at } of hosts) {
    parts.push(element('g', { transform: `translate(${at.x} ${at.y})` }, drawing.svg))
  }
  model.switches.forEach((one, index) =>
    parts.push(drawSwitch(one.id, one.ports.length, switches[index]!, portAt, one.path)),
  )
  model.stations.forEach((one, index) => parts.push(drawStation(one.id, formatIp(one.ip.address), stations[index]!)))

  const boxes = [...hosts.map(({ at }) => at), ...switches, ...stations]
  const legend = drawLegend(model, state)
  const left = Math.min(0, ...boxes.map((box) => box.x))
  const right = Math.max(100, hostsWidth, legend.w + left, ...boxes.map((box) => box.x + box.w))
  const bottom = Math.max(0, ...boxes.map((box) => box.y + box.h))
  const height = bottom + 16 + legend.h
  if (boxes.length === 0) parts.push(label(0, 8, 'an empty lab', { size: 12, fill: INK_2 }))
  const title = options.title ?? `Topology of ${lab.name}`
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `${Math.round(left - MARGIN)} ${-MARGIN} ${Math.ceil(right - left + 2 * MARGIN)} ${Math.ceil(height + 2 * MARGIN)}`,
      width: Math.ceil(right - left + 2 * MARGIN),
      height: Math.ceil(height + 2 * MARGIN),
      role: 'img',
      'font-family': 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif',
    },
    element('title', {}, escapeXml(title)),
    element('rect', {
      x: Math.round(left - MARGIN),
      y: -MARGIN,
      width: '100%',
      height: '100%',
      fill: PAPER,
    }),
    ...parts,
    element('g', { transform: `translate(${left} ${bottom + 16})` }, legend.svg),
  )
}

function placeHosts(lab: Lab, model: LabModel, state: PictureState): { drawing: HostDrawing; at: Placed }[] {
  const positionOf = (id: string) => lab.view?.positions?.[id]
  // in the order of the canvas where it is known
  const order = model.hosts
    .map((host, index) => ({ host, index }))
    .sort(
      (a, b) =>
        (positionOf(a.host.id)?.[0] ?? Infinity) - (positionOf(b.host.id)?.[0] ?? Infinity) || a.index - b.index,
    )
    .map(({ host }) => host)
  const guestsOf = (id: string) => model.vms.filter((vm) => state.hosts.get(vm.id) === id)
  const storyOf = (id: string) => model.vms.filter((vm) => state.visits.get(vm.id)?.has(id) ?? false)
  const open = order.map((host) => drawHost(host, storyOf(host.id), state))
  const openWidth = open.reduce((sum, drawing) => sum + drawing.w + HOST_GAP, 0)
  const isFolded = openWidth > OPEN_WIDTH && order.length > 1
  const drawings = isFolded ? order.map((host) => foldedHost(host, guestsOf(host.id), state)) : open
  const inRow = isFolded ? CARDS_IN_A_ROW : drawings.length
  const tallest = Math.max(0, ...drawings.map((drawing) => drawing.h))
  let x = 0
  return drawings.map((drawing, index) => {
    if (index % inRow === 0) x = 0
    // cards hang from a common line, open hosts stand on one
    const y = isFolded ? Math.floor(index / inRow) * (drawing.h + 30) : tallest - drawing.h
    const at = { x, y, w: drawing.w, h: drawing.h }
    x += drawing.w + HOST_GAP
    return { drawing, at }
  })
}

/** Switches below the hosts, each below what it is linked to; stations below the switches. */
function placeFabric(model: LabModel, nicAt: ReadonlyMap<string, { x: number }>, below: number) {
  const neighbours = (kind: 'switch' | 'station', index: number): LinkEndModel[] =>
    model.links.flatMap(({ ends: [a, b] }) => (isEnd(a, kind, index) ? [b] : isEnd(b, kind, index) ? [a] : []))
  const depths = model.switches.map((_, index) =>
    neighbours('switch', index).some((end) => end.kind === 'nic') || model.hosts.length === 0 ? 0 : 1,
  )
  const rowY = (depth: number) => below + (model.hosts.length > 0 ? ROW_GAP : 0) + depth * (SWITCH_H + ROW_GAP - 12)
  const switches: Placed[] = model.switches.map((one, index) => {
    const ports = neighbours('switch', index).length
    const w = Math.max(150, ports * 26 + 24, textWidth(one.id, 12) + 110)
    return { x: 0, y: rowY(depths[index]!), w, h: SWITCH_H }
  })
  const centreOf = (end: LinkEndModel): number[] => {
    if (end.kind === 'nic') return [nicAt.get(end.path)?.x ?? 0]
    const box = end.kind === 'switch' ? switches[end.switch] : undefined
    return box === undefined ? [] : [box.x + box.w / 2]
  }
  const settle = (boxes: Placed[], kind: 'switch' | 'station', only: (index: number) => boolean) => {
    const wanted = boxes
      .map((box, index) => ({ box, centres: neighbours(kind, index).flatMap(centreOf), index }))
      .filter(({ index }) => only(index))
      .map(({ box, centres }) => ({ box, centre: centres.length === 0 ? 0 : mean(centres) }))
      .sort((a, b) => a.centre - b.centre)
    let from = -Infinity
    for (const { box, centre } of wanted) {
      box.x = Math.max(centre - box.w / 2, from)
      from = box.x + box.w + 20
    }
  }
  settle(switches, 'switch', (index) => depths[index] === 0)
  settle(switches, 'switch', (index) => depths[index] === 1)
  const rows = Math.max(-1, ...depths) + 1
  const stationY = rows === 0 ? below + (model.hosts.length > 0 ? ROW_GAP : 0) : rowY(rows - 1) + SWITCH_H + 44
  const stations: Placed[] = model.stations.map((one) => ({
    x: 0,
    y: stationY,
    w: Math.max(110, textWidth(one.id, 12) + 24),
    h: STATION_H,
  }))
  settle(stations, 'station', () => true)
  return { switches, stations }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const isEnd = (end: LinkEndModel, kind: 'switch' | 'station', index: number) =>
  kind === 'switch' ? end.kind === 'switch' && end.switch === index : end.kind === 'station' && end.station === index

interface Port {
  x: number
  y: number
  number: number
  isTop: boolean
}

/** Ports in use, by path: above where the other end is above. */
function placePorts(
  model: LabModel,
  switches: readonly Placed[],
  stations: readonly Placed[],
  nicAt: ReadonlyMap<string, { x: number; y: number }>,
): Map<string, Port> {
  const ports = new Map<string, Port>()
  model.switches.forEach((_, index) => {
    const box = switches[index]!
    const used = model.links.flatMap(({ ends: [a, b] }) => [
      ...(a.kind === 'switch' && a.switch === index ? [{ end: a, other: b }] : []),
      ...(b.kind === 'switch' && b.switch === index ? [{ end: b, other: a }] : []),
    ])
    const peer = (end: LinkEndModel): { x: number; y: number } => {
      if (end.kind === 'nic') return nicAt.get(end.path) ?? { x: 0, y: 0 }
      const other = end.kind === 'switch' ? switches[end.switch]! : stations[end.station]!
      return { x: other.x + other.w / 2, y: other.y }
    }
    for (const isTop of [true, false]) {
      const side = used.filter(({ other }) => peer(other).y < box.y === isTop)
      side
        .sort((a, b) => peer(a.other).x - peer(b.other).x)
        .forEach(({ end }, place) => {
          const x = box.x + ((place + 1) * box.w) / (side.length + 1)
          if (end.kind !== 'switch') return
          ports.set(end.path, { x, y: isTop ? box.y : box.y + box.h, number: end.port + 1, isTop })
        })
    }
  })
  return ports
}

function drawLink(
  ends: readonly [LinkEndModel, LinkEndModel],
  text: string | null,
  nicAt: ReadonlyMap<string, NicEnd>,
  portAt: ReadonlyMap<string, Port>,
  stations: readonly Placed[],
  hostsBottom: number,
): string {
  const points = ends.map((end): NicEnd & { down: number } => {
    if (end.kind === 'nic') return { ...(nicAt.get(end.path) ?? { x: 0, y: 0, gap: null }), down: 1 }
    if (end.kind === 'switch') {
      const port = portAt.get(end.path) ?? { x: 0, y: 0, isTop: true }
      return { x: port.x, y: port.y, gap: null, down: port.isTop ? -1 : 1 }
    }
    const box = stations[end.station]!
    return { x: box.x + box.w / 2, y: box.y, gap: null, down: -1 }
  })
  const [a, b] = points[0]!.y <= points[1]!.y ? [points[0]!, points[1]!] : [points[1]!, points[0]!]
  const start = a.gap === null ? a : { x: a.gap, y: hostsBottom }
  const detour = a.gap === null ? '' : `V${a.y + 12}H${a.gap}V${hostsBottom}`
  const reach = Math.max(16, Math.abs(b.y - start.y) * 0.5)
  const bend = [start.x, start.y + reach * a.down, b.x, b.y + reach * b.down, b.x, b.y].map(round).join(' ')
  const wire = element('path', { d: `M${a.x} ${a.y}${detour}C${bend}`, stroke: WIRE, 'stroke-width': 2, fill: 'none' })
  if (text === null) return wire
  const middle = { x: (start.x + b.x) / 2, y: (start.y + b.y) / 2 }
  const width = textWidth(text, 9) + 6
  return [
    wire,
    element('rect', { x: middle.x - width / 2, y: middle.y - 7, width, height: 13, rx: 6, fill: PAPER }),
    label(middle.x, middle.y + 3, text, { size: 9, fill: INK_2, anchor: 'middle' }),
  ].join('')
}

function drawSwitch(id: string, count: number, box: Placed, portAt: ReadonlyMap<string, Port>, path: string): string {
  const parts = [
    element('rect', {
      x: box.x,
      y: box.y,
      width: box.w,
      height: box.h,
      rx: 5,
      fill: CHIP,
      stroke: WIRE,
      'stroke-width': 1.4,
    }),
    label(box.x + 12, box.y + box.h / 2 + 4, fitted(id, 12, box.w - 100), { size: 12, weight: 600, fill: INK }),
    label(box.x + box.w - 12, box.y + box.h / 2 + 4, `switch, ${count} ports`, {
      size: 9.5,
      fill: INK_2,
      anchor: 'end',
    }),
  ]
  for (const [portPath, port] of portAt) {
    if (!portPath.startsWith(`${path}/`)) continue
    const top = port.isTop ? box.y - 7 : box.y + box.h - 7
    parts.push(element('rect', { x: port.x - 10, y: top, width: 20, height: 14, rx: 2, fill: PAPER, stroke: WIRE }))
    parts.push(label(port.x, top + 10, String(port.number), { size: 9, fill: INK, anchor: 'middle' }))
  }
  return parts.join('')
}

const drawStation = (id: string, ip: string, box: Placed) =>
  [
    element('rect', {
      x: box.x,
      y: box.y,
      width: box.w,
      height: box.h,
      rx: 5,
      fill: CARD,
      stroke: HAIRLINE,
      'stroke-width': 1.4,
    }),
    label(box.x + box.w / 2, box.y + 17, fitted(id, 12, box.w - 12), {
      size: 12,
      weight: 600,
      fill: INK,
      anchor: 'middle',
    }),
    label(box.x + box.w / 2, box.y + 31, ip, { size: 9.5, fill: INK_2, anchor: 'middle' }),
  ].join('')

/** The ways that occur in the picture: stroke, glyph, word, and what it means. */
function drawLegend(model: LabModel, state: PictureState): { w: number; h: number; svg: string } {
  const used = MODES.filter((mode) =>
    model.vms.some((vm) => vm.nics.some((vnic) => state.vnics.get(vnic.path)?.mode === mode)),
  )
  const lines = used.map((mode, index) => {
    const style = MODE_STYLES[mode]
    const y = index * 20
    return [
      element('path', {
        d: `M4 ${y + 9}H46`,
        stroke: style.line,
        'stroke-width': style.width,
        'stroke-dasharray': style.dash || undefined,
        fill: 'none',
      }),
      glyph(54, y + 1, mode),
      label(78, y + 13, MODE_WORDS[mode], { size: 10.5, weight: 600, fill: INK }),
      label(170, y + 13, style.says, { size: 10, fill: INK_2 }),
    ].join('')
  })
  const widest = Math.max(0, ...used.map((mode) => 170 + textWidth(MODE_STYLES[mode].says, 10)))
  return { w: widest, h: used.length * 20, svg: lines.join('') }
}
