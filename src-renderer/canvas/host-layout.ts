// One host as a cutaway: guests on top, the hypervisor's block in the middle, NICs with their functions at the lower edge.
// VMs with a function of their own stand to the right, beyond the block, so that their path runs straight past it.
// Coordinates are relative to the card's upper left corner. Left out: more than one row of VMs.
import type { Rect } from './geometry'
import * as size from './sizes'

export interface HostPlan {
  vms: readonly VmPlan[]
  vswitches: readonly {
    id: string
    label: string
    portGroups: readonly { id: string; label: string; vlan: number }[]
  }[]
  /** `portGroup`: its element id on this host. */
  vmkernel: readonly { id: string; label: string; portGroup: string | null }[]
  nics: readonly NicPlan[]
}

export interface VmPlan {
  id: string
  label: string
  nics: readonly string[]
  /** It may use a function of a NIC: placed beyond the hypervisor's block. */
  isDirect: boolean
}

export interface NicPlan {
  id: string
  vfs: number
  /** Virtual functions with somebody's vNIC, which they are placed below. */
  used: readonly { vf: number; vnic: string }[]
  /** It carries a VM past the hypervisor. */
  isDirect: boolean
}

export interface NicBox {
  rect: Rect
  physical: Rect
  functions: { index: number; rect: Rect }[]
  hidden: Rect | null
  hiddenCount: number
}

export interface HostLayout {
  w: number
  h: number
  slab: Rect
  bands: readonly [number, number, number, number]
  vms: Map<string, Rect>
  vnics: Map<string, Rect>
  vswitches: Map<string, Rect>
  portGroups: Map<string, Rect>
  vmkernel: Map<string, Rect>
  nics: Map<string, NicBox>
}

const LEFT = size.GUTTER + size.PAD
const total = (widths: readonly number[], gap: number): number =>
  widths.reduce((sum, width) => sum + width, 0) + Math.max(0, widths.length - 1) * gap

export function vmWidth(vm: VmPlan): number {
  const chips = total(
    vm.nics.map(() => size.VNIC_W),
    size.VM_PAD,
  )
  return size.even(Math.max(size.VM_MIN, chips + 2 * size.VM_PAD, Math.min(220, size.textWidth(vm.label, 13) + 40)))
}

const portGroupWidth = (group: { label: string; vlan: number }): number =>
  size.even(
    Math.min(
      190,
      Math.max(72, size.textWidth(group.label, 12) + (group.vlan > 0 ? 22 + String(group.vlan).length * 8 : 20)),
    ),
  )

function vswitchWidth(vswitch: HostPlan['vswitches'][number]): number {
  const groups = total(vswitch.portGroups.map(portGroupWidth), size.VM_PAD)
  return size.even(Math.max(150, groups + 16, size.textWidth(vswitch.label, 12) + 84))
}

/** Used functions and as many free ones as there is room for, in their order. */
export function shownFunctions(nic: NicPlan): number[] {
  const shown = new Set(nic.used.flatMap(({ vf }) => (vf < nic.vfs ? vf : [])))
  for (let index = 0; index < nic.vfs && shown.size < size.FUNCTIONS_SHOWN; index++) shown.add(index)
  return [...shown].sort((a, b) => a - b)
}

function nicWidth(nic: NicPlan): number {
  const shown = shownFunctions(nic).length
  const chips = 1 + shown + (shown < nic.vfs ? 1 : 0)
  return size.even(Math.max(size.NIC_MIN, chips * (size.FUNCTION_W + size.FUNCTION_GAP) - size.FUNCTION_GAP + 12))
}

export function layoutHost(plan: HostPlan): HostLayout {
  const throughVms = plan.vms.filter((vm) => !vm.isDirect)
  const directVms = plan.vms.filter((vm) => vm.isDirect)
  const throughNics = plan.nics.filter((nic) => !nic.isDirect)
  const directNics = plan.nics.filter((nic) => nic.isDirect)

  const slabContent = total(plan.vswitches.map(vswitchWidth), size.ITEM_GAP) + 2 * size.SLAB_PAD
  const vmkContent = total(plan.vmkernel.map(vmkWidth), size.VM_PAD) + 2 * size.SLAB_PAD
  const leftGuests = total(throughVms.map(vmWidth), size.ITEM_GAP)
  const guests = directVms.length > 0 ? size.PAD + total(directVms.map(vmWidth), size.ITEM_GAP) : 0
  const plain = total(throughNics.map(nicWidth), size.ITEM_GAP)
  const slabWidth = size.even(Math.max(size.SLAB_MIN, leftGuests, slabContent, vmkContent, plain))

  const guestsTop = size.HEADER
  const vmTop = guestsTop + size.PAD
  const vmHeight = size.VM_HEADER + size.VNIC_H + size.VM_PAD
  const slabTop = vmTop + vmHeight + size.BAND_GAP
  const vmkRow = plan.vmkernel.length > 0 ? size.VMK_H + size.SLAB_PAD : 0
  const vswitchHeight = 6 + size.PORT_GROUP_H + size.VSWITCH_TITLE
  const slab: Rect = { x: LEFT, y: slabTop, w: slabWidth, h: 2 * size.SLAB_PAD + vmkRow + vswitchHeight }
  const hardwareTop = slab.y + slab.h + size.LOWER_GAP
  const nicHeight = size.FUNCTION_H + size.NIC_BODY
  const h = hardwareTop + nicHeight + 8
  // band borders in the middle of the gaps, so that a path is seen to cross them
  const bands = [guestsTop, slabTop - size.BAND_GAP / 2, hardwareTop - size.LOWER_GAP / 2, h] as const

  const vms = new Map<string, Rect>()
  const vnics = new Map<string, Rect>()
  const placeVms = (group: readonly VmPlan[], from: number): void => {
    let x = from
    for (const vm of group) {
      const w = vmWidth(vm)
      vms.set(vm.id, { x, y: vmTop, w, h: vmHeight })
      const chips = total(
        vm.nics.map(() => size.VNIC_W),
        size.VM_PAD,
      )
      let chipX = x + (w - chips) / 2
      for (const nic of vm.nics) {
        vnics.set(nic, { x: chipX, y: vmTop + size.VM_HEADER, w: size.VNIC_W, h: size.VNIC_H })
        chipX += size.VNIC_W + size.VM_PAD
      }
      x += w + size.ITEM_GAP
    }
  }
  placeVms(throughVms, LEFT)
  placeVms(directVms, LEFT + slabWidth + size.PAD)

  const nics = new Map<string, NicBox>()
  const plainEnd = layoutNics(throughNics, LEFT, hardwareTop, nics, vnics)
  // where nobody goes past the hypervisor, NICs with functions stand in the row with the others
  const from = directVms.length > 0 || throughNics.length > 0 ? Math.max(plainEnd, LEFT) : LEFT
  const hardwareEnd = layoutNics(directNics, from, hardwareTop, nics, vnics) - size.ITEM_GAP
  const w = size.even(Math.max(LEFT + slabWidth + guests, hardwareEnd, plainEnd - size.ITEM_GAP) + size.PAD)
  if (directVms.length === 0) slab.w = w - LEFT - size.PAD

  const { vswitches, portGroups, vmkernel } = layoutSlab(plan, slab, vmkRow)
  return { w, h, slab, bands, vms, vnics, vswitches, portGroups, vmkernel, nics }
}

const vmkWidth = (vmk: { label: string }): number => size.even(size.textWidth(vmk.label, 12) + 34)

function layoutSlab(
  plan: HostPlan,
  slab: Rect,
  vmkRow: number,
): Pick<HostLayout, 'vswitches' | 'portGroups' | 'vmkernel'> {
  const vswitches = new Map<string, Rect>()
  const portGroups = new Map<string, Rect>()
  const vmkernel = new Map<string, Rect>()
  const y = slab.y + size.SLAB_PAD + vmkRow
  const spare = slab.w - 2 * size.SLAB_PAD - total(plan.vswitches.map(vswitchWidth), size.ITEM_GAP)
  const share = plan.vswitches.length > 0 ? Math.max(0, spare) / plan.vswitches.length : 0
  let x = slab.x + size.SLAB_PAD
  for (const vswitch of plan.vswitches) {
    const w = vswitchWidth(vswitch) + share
    vswitches.set(vswitch.id, { x, y, w, h: 6 + size.PORT_GROUP_H + size.VSWITCH_TITLE })
    let groupX = x + 8
    for (const group of vswitch.portGroups) {
      const groupW = portGroupWidth(group)
      portGroups.set(group.id, { x: groupX, y: y + 6, w: groupW, h: size.PORT_GROUP_H })
      groupX += groupW + size.VM_PAD
    }
    x += w + size.ITEM_GAP
  }
  // each above its port group, clear of the one before it
  let free = slab.x + size.SLAB_PAD
  for (const vmk of plan.vmkernel) {
    const w = vmkWidth(vmk)
    const group = vmk.portGroup === null ? undefined : portGroups.get(vmk.portGroup)
    const wanted = group ? group.x + group.w / 2 - w / 2 : free
    const rect = { x: Math.max(free, wanted), y: slab.y + size.SLAB_PAD, w, h: size.VMK_H }
    vmkernel.set(vmk.id, rect)
    free = rect.x + w + size.VM_PAD
  }
  return { vswitches, portGroups, vmkernel }
}

/** Functions in the order of their numbers, each used one below its vNIC where there is room. Returns where the next may go. */
function layoutNics(
  group: readonly NicPlan[],
  from: number,
  top: number,
  nics: Map<string, NicBox>,
  vnics: ReadonlyMap<string, Rect>,
): number {
  let x = from
  const step = size.FUNCTION_W + size.FUNCTION_GAP
  const chip = (at: number): Rect => ({ x: at, y: top, w: size.FUNCTION_W, h: size.FUNCTION_H })
  for (const nic of group) {
    const below = new Map<number, number>()
    for (const { vf, vnic } of nic.used) {
      const rect = vnics.get(vnic)
      if (rect) below.set(vf, rect.x + rect.w / 2 - size.FUNCTION_W / 2)
    }
    const shown = shownFunctions(nic)
    const first = shown.findIndex((vf) => below.has(vf))
    // the NIC begins as far left of its first used function as the chips before that one need
    const begin = first < 0 ? x : Math.max(x, (below.get(shown[first] ?? 0) ?? x) - 6 - (first + 1) * step)
    let next = begin + 6 + step
    const functions = shown.map((index) => {
      const rect = chip(Math.max(next, below.get(index) ?? next))
      next = rect.x + step
      return { index, rect }
    })
    const hidden = shown.length < nic.vfs ? chip(next) : null
    const end = (hidden ? next + step : next) - size.FUNCTION_GAP + 6
    const w = Math.max(nicWidth(nic), end - begin)
    nics.set(nic.id, {
      rect: { x: begin, y: top + size.FUNCTION_H / 2, w, h: size.FUNCTION_H / 2 + size.NIC_BODY },
      physical: chip(begin + 6),
      functions,
      hidden,
      hiddenCount: nic.vfs - shown.length,
    })
    x = begin + w + size.ITEM_GAP
  }
  return x
}
