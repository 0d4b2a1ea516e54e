// One host on paper: what `host-layout.ts` has placed, with the way of every vNIC as line, glyph and word.
import { type HostModel, type VmModel } from '@shared/lab/lab-model'
import { formatBytes, formatHertz } from '@shared/text/format-quantity'
import { planHost, type Box, type HostPlan, type NicPlace, type VmPlace } from './host-layout'
import { type Mode, MODE_GLYPHS, MODE_WORDS } from '@shared/catalogue/modes'
import { MODE_STYLES } from './mode-style'
import { CARD, CHIP, FAINT, HAIRLINE, INK, INK_2, LINE, PAPER, SLAB, WIRE } from './palette'
import { type PictureState } from './picture-state'
import { curve, element, fitted, label } from './svg-text'

export interface HostDrawing {
  w: number
  h: number
  svg: string
  /** Where links leave, by path of the NIC: at the lower edge of its body. */
  nics: Map<string, { x: number; y: number }>
}

interface Layers {
  under: string[]
  wires: string[]
  over: string[]
}

const rect = (box: Box, rx: number, fill: string, stroke?: string, dash?: string) =>
  element('rect', { x: box.x, y: box.y, width: box.w, height: box.h, rx, fill, stroke, 'stroke-dasharray': dash })

const middle = (box: Box) => box.x + box.w / 2

/** A glyph in a tinted disc, 16 wide. */
export function glyph(x: number, y: number, mode: Mode): string {
  const style = MODE_STYLES[mode]
  return element(
    'g',
    { transform: `translate(${x} ${y})` },
    element('circle', { cx: 8, cy: 8, r: 8.5, fill: style.tint }),
    element('path', {
      d: MODE_GLYPHS[mode],
      fill: 'none',
      stroke: style.ink,
      'stroke-width': 1.6,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  )
}

/** A card for labs with many hosts: name, what is inside, and the ways of its vNICs. */
export function foldedHost(host: HostModel, vms: readonly VmModel[], state: PictureState): HostDrawing {
  const [w, h] = [190, 66]
  const count = (many: number, word: string) => `${many} ${word}${many === 1 ? '' : 's'}`
  const counts = `${count(vms.length, 'VM')}, ${count(host.nics.length, 'NIC')}`
  const modes = vms.flatMap((vm) => vm.nics.flatMap((vnic) => state.vnics.get(vnic.path)?.mode ?? []))
  const svg = [
    rect({ x: 0, y: 0, w, h }, 6, CARD, HAIRLINE),
    label(12, 22, fitted(host.id, 13, 84), { size: 13, weight: 600, fill: INK }),
    label(w - 12, 22, counts, { size: 10, fill: INK_2, anchor: 'end' }),
    ...modes.slice(0, 9).map((mode, index) => glyph(12 + index * 19, 32, mode)),
  ]
  const nics = new Map(
    host.nics.map((nic, index) => [nic.path, { x: ((index + 1) * w) / (host.nics.length + 1), y: h }]),
  )
  return { w, h, svg: svg.join(''), nics }
}

/** The whole drawing of one host, upper left corner at the origin. `guests`: who is or will be here. */
export function drawHost(host: HostModel, guests: readonly VmModel[], state: PictureState): HostDrawing {
  const plan = planHost(host, guests, state)
  const layers: Layers = { under: [], wires: [], over: [] }
  drawCard(plan, layers)
  drawSlab(plan, layers)
  const users = functionUsers(plan, state)
  for (const place of plan.nics) drawNic(place, users, layers)
  drawUplinks(plan, layers)
  for (const place of plan.vms) {
    if (place.isGhost) drawGhost(place, layers)
    else drawVm(place, plan, state, layers)
  }
  const nics = new Map(plan.nics.map(({ nic, body }) => [nic.path, { x: middle(body), y: body.y + body.h }]))
  return { w: plan.w, h: plan.h, svg: [...layers.under, ...layers.wires, ...layers.over].join(''), nics }
}

function drawCard({ host, w, h, bands, hidden, vms, slab }: HostPlan, { under, over }: Layers): void {
  under.push(rect({ x: 0, y: 0, w, h }, 6, CARD, HAIRLINE))
  for (const [index, word] of ['GUESTS', 'HYPERVISOR', 'HARDWARE'].entries()) {
    const at = (bands[index]! + bands[index + 1]!) / 2
    under.push(element('path', { d: `M0 ${bands[index]}H${w}`, stroke: FAINT, fill: 'none' }))
    const turned = { transform: `translate(15 ${at}) rotate(-90)`, 'text-anchor': 'middle', 'letter-spacing': 1 }
    under.push(element('text', { ...turned, 'font-size': 8, fill: INK_2 }, word))
  }
  const { cpu, memoryBytes, iommu } = host
  const detail = `${cpu.cores} × ${formatHertz(cpu.clockHz)}, ${formatBytes(memoryBytes)}, IOMMU ${iommu}`
  over.push(label(12, 22, fitted(host.id, 13, w * 0.42), { size: 13, weight: 600, fill: INK }))
  over.push(label(w - 10, 22, fitted(detail, 9.5, w * 0.62), { size: 9.5, fill: INK_2, anchor: 'end' }))
  if (vms.length === 0) over.push(label(slab.x, bands[0] + 26, 'no VM here', { size: 10, fill: INK_2 }))
  if (hidden > 0) {
    over.push(label(w - 10, bands[1] - 4, `and ${hidden} more VMs`, { size: 9, fill: INK_2, anchor: 'end' }))
  }
}

function drawSlab(plan: HostPlan, { under, wires, over }: Layers): void {
  under.push(rect(plan.slab, 4, SLAB))
  const groupTops = new Map<string, { x: number; y: number }>()
  for (const { vswitch, box, groups } of plan.vswitches) {
    const base = box.y + box.h - 6
    under.push(rect(box, 3, PAPER, LINE))
    over.push(label(box.x + 8, base, fitted(vswitch.id, 10.5, box.w - 60), { size: 10.5, weight: 600, fill: INK }))
    over.push(label(box.x + box.w - 8, base, 'vSwitch', { size: 9, fill: INK_2, anchor: 'end' }))
    for (const group of groups) {
      groupTops.set(group.path, { x: middle(group.box), y: group.box.y })
      const text = fitted(group.text, 10.5, group.box.w - 6)
      over.push(rect(group.box, 3, CHIP, HAIRLINE))
      over.push(label(middle(group.box), group.box.y + 15, text, { size: 10.5, fill: INK, anchor: 'middle' }))
    }
  }
  for (const { text, box, group } of plan.vmkernel) {
    const target = groupTops.get(group)
    if (target !== undefined) {
      const d = `M${middle(box)} ${box.y + box.h}L${target.x} ${target.y}`
      wires.push(element('path', { d, stroke: LINE, fill: 'none' }))
    }
    over.push(rect(box, 3, PAPER, HAIRLINE))
    over.push(label(middle(box), box.y + 14, text, { size: 9.5, fill: INK, anchor: 'middle' }))
  }
}

/** Which way of a vNIC each function of this host carries. */
function functionUsers(plan: HostPlan, state: PictureState): Map<string, Mode> {
  const users = new Map<string, Mode>()
  for (const { vm, isGhost } of plan.vms) {
    for (const vnic of isGhost ? [] : vm.nics) {
      const way = state.vnics.get(vnic.path)
      if (way?.function) users.set(way.function, way.mode)
    }
  }
  return users
}

function drawNic(place: NicPlace, users: ReadonlyMap<string, Mode>, { under, over }: Layers): void {
  const { nic, body, text, chips } = place
  under.push(rect({ ...body, y: body.y - 6, h: body.h + 6 }, 3, PAPER, LINE))
  over.push(label(body.x + 7, body.y + 14, nic.id, { size: 10.5, weight: 600, fill: INK }))
  over.push(label(body.x + 7, body.y + 27, fitted(text, 9.5, body.w - 8), { size: 9.5, fill: INK_2 }))
  for (const { name, path, box } of chips) {
    const user = users.get(path)
    const style = user && MODE_STYLES[user]
    const isPhysical = name === 'PF'
    over.push(rect(box, 3, style?.tint ?? (isPhysical ? CHIP : PAPER), style?.ink ?? (isPhysical ? LINE : HAIRLINE)))
    const weight = style ? 600 : undefined
    over.push(label(middle(box), box.y + 14, name, { size: 10, weight, fill: style?.ink ?? INK_2, anchor: 'middle' }))
  }
}

function drawUplinks(plan: HostPlan, { wires }: Layers): void {
  for (const { vswitch, box } of plan.vswitches) {
    const uplinks = [...vswitch.activeUplinks, ...vswitch.standbyUplinks]
    for (const [order, uplink] of uplinks.entries()) {
      const chip = plan.nics.find(({ nic }) => nic.path === plan.host.nics[uplink]?.path)?.chips[0]?.box
      if (chip === undefined) continue
      const target = middle(chip)
      // leaves the vSwitch above its NIC where it can, so that the path is straight
      const isAbove = target > box.x + 10 && target < box.x + box.w - 10
      const from = isAbove ? target : box.x + ((order + 1) * box.w) / (uplinks.length + 1)
      const dash = order >= vswitch.activeUplinks.length ? '4 4' : undefined
      const d = `M${from} ${box.y + box.h}${curve(from, box.y + box.h, target, chip.y)}`
      wires.push(element('path', { d, stroke: WIRE, 'stroke-width': 2, fill: 'none', 'stroke-dasharray': dash }))
    }
  }
}

/** Where a VM has been or will be. */
function drawGhost({ vm, box }: VmPlace, { under, over }: Layers): void {
  under.push(rect(box, 4, 'none', HAIRLINE, '4 3'))
  over.push(label(box.x + 8, box.y + 14, fitted(vm.id, 12, box.w - 12), { size: 12, fill: LINE }))
  over.push(label(box.x + 8, box.y + 27, 'elsewhere', { size: 9.5, fill: LINE }))
}

function drawVm(place: VmPlace, plan: HostPlan, state: PictureState, layers: Layers): void {
  const { vm, box, vnics } = place
  layers.under.push(rect(box, 4, PAPER, LINE))
  layers.over.push(label(box.x + 8, box.y + 14, fitted(vm.id, 12, box.w - 12), { size: 12, weight: 600, fill: INK }))
  if (!plan.isSmall) {
    const text = fitted(`${vm.vcpus} vCPU, ${formatBytes(vm.memoryBytes)}`, 9.5, box.w - 10)
    layers.over.push(label(box.x + 8, box.y + 26, text, { size: 9.5, fill: INK_2 }))
  }
  for (const [index, { path, box: chip }] of vnics.entries()) {
    const vnic = vm.nics[index]!
    const way = state.vnics.get(path) ?? { mode: 'paravirtual' as const, function: null }
    const style = MODE_STYLES[way.mode]
    layers.over.push(rect(chip, 3, style.tint, style.line), glyph(chip.x + 5, chip.y + 8, way.mode))
    const textX = chip.x + 26
    if (plan.isSmall) {
      layers.over.push(label(textX - 2, chip.y + 20, fitted(vnic.id, 8, chip.w - 24), { size: 8, fill: style.ink }))
    } else {
      const name = fitted(vnic.id, 10.5, chip.w - 28)
      layers.over.push(label(textX, chip.y + 14, name, { size: 10.5, weight: 600, fill: INK }))
      layers.over.push(label(textX, chip.y + 26, MODE_WORDS[way.mode], { size: 9.5, fill: style.ink }))
    }
    layers.wires.push(
      ...wayOf(
        plan,
        chip,
        way,
        networkPath(plan.host, vm, index),
        vnic.adapter === 'passthrough' || vnic.adapter === 'replug',
      ),
    )
  }
}

/** To the function, past the block and straight along it; or into the block, to the port group. */
function wayOf(
  { slab, nics, vswitches }: HostPlan,
  chip: Box,
  way: { mode: Mode; function: string | null },
  network: string,
  isFixed: boolean,
): string[] {
  const style = MODE_STYLES[way.mode]
  const stroke = { stroke: style.line, 'stroke-width': style.width, fill: 'none' }
  const from = middle(chip)
  const bottom = chip.y + chip.h
  const target = nics.flatMap(({ chips }) => chips).find(({ path }) => path === way.function)?.box
  if (target !== undefined) {
    const past = Math.max(from, slab.x + slab.w + 12)
    const low = slab.y + slab.h + 4
    const to = middle(target)
    const d = `M${from} ${bottom}${curve(from, bottom, past, slab.y - 4)}L${past} ${low}${curve(past, low, to, target.y - 5)}`
    const head = `M${to - 5} ${target.y - 8}L${to} ${target.y}L${to + 5} ${target.y - 8}Z`
    return [element('path', { d, ...stroke }), element('path', { d: head, fill: style.line })]
  }
  const group = vswitches.flatMap(({ groups }) => groups).find(({ path }) => path === network)?.box
  if (group === undefined || isFixed) return []
  const to = middle(group)
  const d = `M${from} ${bottom}${curve(from, bottom, to, slab.y)}L${to} ${group.y}`
  return [element('path', { d, ...stroke, 'stroke-dasharray': style.dash || undefined })]
}

/** On the VM's own host by reference, elsewhere by the name of the port group, as a migration finds it. */
function networkPath(host: HostModel, vm: VmModel, index: number): string {
  const network = vm.nics[index]?.network
  if (!network) return ''
  const direct = host.vswitches[network.vswitch]?.portGroups[network.portGroup]
  if (direct?.id === network.label) return direct.path
  return host.vswitches.flatMap((vswitch) => vswitch.portGroups).find((group) => group.id === network.label)?.path ?? ''
}
