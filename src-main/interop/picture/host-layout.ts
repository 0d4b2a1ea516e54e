// Where the parts of one host stand: guests on top, the hypervisor's block with its vSwitches in the middle, NICs with PF
// and VFs at the lower edge. VMs that may use a function stand to the right, beyond the block, so that their path runs
// past it. Coordinates from the card's upper left corner. Left out: more than one row of VMs; what does not fit is counted.
import { nicModel } from '@shared/catalogue/nic-models'
import { type HostModel, type NicModel, type VmModel, type VswitchModel } from '@shared/lab/lab-model'
import { formatBitRate } from '@shared/text/format-quantity'
import { type PictureState } from './picture-state'
import { textWidth } from './svg-text'

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

export interface VmPlace {
  vm: VmModel
  box: Box
  /** It is elsewhere at this instant. */
  isGhost: boolean
  vnics: { path: string; box: Box }[]
}

export interface NicPlace {
  nic: NicModel
  /** Without the chips on its upper edge. */
  body: Box
  text: string
  chips: { name: string; path: string; box: Box }[]
}

export interface HostPlan {
  host: HostModel
  w: number
  h: number
  /** Upper borders of the three bands, and the lower edge. */
  bands: [number, number, number, number]
  slab: Box
  vms: VmPlace[]
  /** VMs for which there was no room. */
  hidden: number
  isSmall: boolean
  vswitches: { vswitch: VswitchModel; box: Box; groups: { path: string; text: string; box: Box }[] }[]
  vmkernel: { text: string; box: Box; group: string }[]
  nics: NicPlace[]
}

const GUTTER = 22
const PAD = 10
const HEADER = 34
const GAP = 32
const VM_HEADER = 32
const CHIP = { h: 32, w: 102, small: 46 }
const VM_PAD = 6
const VMS_SHOWN = 8
/** More VMs than this are drawn small. */
const VMS_LARGE = 4
const VMK_H = 20
const GROUP_H = 22
const VSWITCH_H = 6 + GROUP_H + 20
const SLAB_PAD = 8
const FUNCTION = { w: 34, h: 20, gap: 4 }
const FUNCTIONS_SHOWN = 5
const NIC_BODY = 36

const total = (widths: readonly number[], gap: number) =>
  widths.reduce((sum, width) => sum + width, 0) + Math.max(0, widths.length - 1) * gap

/** `guests` are the VMs that are here at any time of the picture's story; who is elsewhere keeps an empty place. */
export function planHost(host: HostModel, guests: readonly VmModel[], state: PictureState): HostPlan {
  const isDirect = (vm: VmModel) => vm.nics.some((vnic) => vnic.function !== null)
  const order = [...guests].sort((a, b) => Number(isDirect(a)) - Number(isDirect(b)))
  const shown = order.slice(0, VMS_SHOWN)
  const isSmall = shown.length > VMS_LARGE
  const used = usedFunctions(host, shown, state)
  const isNicDirect = (nic: NicModel) =>
    [...used].some((path) => path === nic.path || path.startsWith(`${nic.path}.vf`))
  const nicOrder = [...host.nics].sort((a, b) => Number(isNicDirect(a)) - Number(isNicDirect(b)))

  const widthOf = (vm: VmModel) => vmWidth(vm, isSmall)
  const through = shown.filter((vm) => !isDirect(vm))
  const direct = shown.filter(isDirect)
  const channel = direct.length > 0 ? total(direct.map(widthOf), PAD) + PAD : 0
  const nicWidths = nicOrder.map((nic) => nicWidth(nic, used))
  const slabWidth = Math.max(
    150,
    total(through.map(widthOf), PAD),
    total(host.vswitches.map(vswitchWidth), SLAB_PAD) + 2 * SLAB_PAD,
    total(nicWidths, PAD) - channel,
  )
  const left = GUTTER + PAD
  const vmTop = HEADER + PAD
  const vmHeight = VM_HEADER + CHIP.h + VM_PAD
  const vmkRow = host.vmkernel.length > 0 ? VMK_H + 12 : 0
  const slab = { x: left, y: vmTop + vmHeight + GAP, w: slabWidth, h: 2 * SLAB_PAD + vmkRow + VSWITCH_H }
  const nicTop = slab.y + slab.h + GAP
  const w = left + slabWidth + channel + PAD
  const h = nicTop + FUNCTION.h + NIC_BODY + PAD

  const place = (group: readonly VmModel[], from: number): VmPlace[] => {
    let x = from
    return group.map((vm) => {
      const box = { x, y: vmTop, w: widthOf(vm), h: vmHeight }
      x += box.w + PAD
      return { vm, box, isGhost: state.hosts.get(vm.id) !== host.id, vnics: placeVnics(vm, box, isSmall) }
    })
  }
  const nicRow = (of: readonly NicModel[], from: number) => {
    let x = from
    return of.map((nic) => {
      const placed = placeNic(nic, x, nicTop, used)
      x += placed.body.w + PAD
      return placed
    })
  }
  const directNics = nicOrder.filter(isNicDirect)
  const directWidth = total(
    directNics.map((nic) => nicWidth(nic, used)),
    PAD,
  )
  const vswitches = placeVswitches(host, slab, vmkRow)
  return {
    host,
    w,
    h,
    bands: [HEADER, slab.y - GAP / 2, nicTop - GAP / 2, h],
    slab,
    vms: [...place(through, left), ...place(direct, left + slabWidth + PAD)],
    hidden: order.length - shown.length,
    isSmall,
    vswitches,
    vmkernel: placeVmkernel(host, slab, vswitches),
    nics: [
      ...nicRow(
        nicOrder.filter((nic) => !isNicDirect(nic)),
        left,
      ),
      ...nicRow(directNics, left + slabWidth + channel - directWidth),
    ],
  }
}

function vmWidth(vm: VmModel, isSmall: boolean): number {
  const chips = total(
    vm.nics.map(() => (isSmall ? CHIP.small : CHIP.w)),
    VM_PAD,
  )
  return Math.max(chips + 2 * VM_PAD, isSmall ? 60 : Math.min(150, textWidth(vm.id, 12) + 2 * VM_PAD + 4))
}

function placeVnics(vm: VmModel, box: Box, isSmall: boolean): VmPlace['vnics'] {
  const w = isSmall ? CHIP.small : CHIP.w
  const widths = vm.nics.map(() => w)
  let x = box.x + (box.w - total(widths, VM_PAD)) / 2
  return vm.nics.map((vnic) => {
    const chip = { x, y: box.y + VM_HEADER, w, h: CHIP.h }
    x += w + VM_PAD
    return { path: vnic.path, box: chip }
  })
}

const groupText = (id: string, vlan: number) =>
  vlan === 0 ? id : vlan === 4095 ? `${id} · all VLANs` : `${id} · VLAN ${vlan}`

const groupWidth = (text: string) => Math.min(150, textWidth(text, 10.5) + 14)

function vswitchWidth(vswitch: VswitchModel): number {
  const groups = vswitch.portGroups.map(({ id, vlan }) => groupWidth(groupText(id, vlan)))
  return Math.max(total(groups, 6) + 16, textWidth(vswitch.id, 10.5) + 76)
}

function placeVswitches(host: HostModel, slab: Box, vmkRow: number): HostPlan['vswitches'] {
  const widths = host.vswitches.map(vswitchWidth)
  const spare = slab.w - 2 * SLAB_PAD - total(widths, SLAB_PAD)
  const share = Math.max(0, spare) / Math.max(1, widths.length)
  let x = slab.x + SLAB_PAD
  return host.vswitches.map((vswitch, index) => {
    const box = { x, y: slab.y + SLAB_PAD + vmkRow, w: widths[index]! + share, h: VSWITCH_H }
    const groupWidths = vswitch.portGroups.map(({ id, vlan }) => groupWidth(groupText(id, vlan)))
    let groupX = box.x + (box.w - total(groupWidths, 6)) / 2
    const groups = vswitch.portGroups.map(({ path, id, vlan }) => {
      const text = groupText(id, vlan)
      const groupBox = { x: groupX, y: box.y + 6, w: groupWidth(text), h: GROUP_H }
      groupX += groupBox.w + 6
      return { path, text, box: groupBox }
    })
    x += box.w + SLAB_PAD
    return { vswitch, box, groups }
  })
}

/** Each above its port group, so that the ways of VMs to other groups do not cross it. */
function placeVmkernel(host: HostModel, slab: Box, vswitches: HostPlan['vswitches']): HostPlan['vmkernel'] {
  let from = slab.x + SLAB_PAD
  return host.vmkernel.map((vmk) => {
    const text = vmk.vmotion ? `${vmk.id} vMotion` : vmk.id
    const group = vswitches[vmk.network.vswitch]?.groups[vmk.network.portGroup]
    const w = textWidth(text, 9.5) + 12
    const wanted = group === undefined ? from : group.box.x + (group.box.w - w) / 2
    const x = Math.min(Math.max(from, wanted), slab.x + slab.w - w - SLAB_PAD)
    from = x + w + 6
    return { text, box: { x, y: slab.y + SLAB_PAD, w, h: VMK_H }, group: group?.path ?? '' }
  })
}

function usedFunctions(host: HostModel, vms: readonly VmModel[], state: PictureState): Set<string> {
  const used = new Set<string>()
  for (const vm of vms) {
    for (const vnic of vm.nics) {
      const carrier = state.vnics.get(vnic.path)?.function
      if (carrier?.startsWith(`${host.id}/`)) used.add(carrier)
      else if (vnic.function !== null && !vnic.function.auto && host.nics[vnic.function.nic] !== undefined) {
        // a NIC that a VM may come back to keeps its place
        if (state.hosts.get(vm.id) !== host.id) used.add(host.nics[vnic.function.nic]!.path)
      }
    }
  }
  return used
}

/** Used functions and as many free ones as there is room for. */
function shownFunctions(nic: NicModel, used: ReadonlySet<string>): number[] {
  const shown = new Set(nic.vfs.filter((vf) => used.has(vf.path)).map((vf) => vf.index))
  for (const vf of nic.vfs) if (shown.size < FUNCTIONS_SHOWN) shown.add(vf.index)
  return [...shown].sort((a, b) => a - b)
}

const nicText = (nic: NicModel) => `${nicModel(nic.model)?.name ?? nic.model} · ${formatBitRate(nic.speedBps)}`

function chipNames(nic: NicModel, used: ReadonlySet<string>): string[] {
  const shown = shownFunctions(nic, used)
  const rest = nic.vfs.length - shown.length
  return ['PF', ...shown.map((vf) => `vf${vf}`), ...(rest > 0 ? [`+${rest}`] : [])]
}

function nicWidth(nic: NicModel, used: ReadonlySet<string>): number {
  const chips = chipNames(nic, used).map(() => FUNCTION.w)
  return Math.max(total(chips, FUNCTION.gap) + 12, textWidth(nicText(nic), 9.5) + 14, 120)
}

function placeNic(nic: NicModel, x: number, top: number, used: ReadonlySet<string>): NicPlace {
  return {
    nic,
    body: { x, y: top + FUNCTION.h, w: nicWidth(nic, used), h: NIC_BODY },
    text: nicText(nic),
    chips: chipNames(nic, used).map((name, index) => ({
      name,
      path: name === 'PF' ? nic.path : `${nic.path}.${name}`,
      box: { x: x + 6 + index * (FUNCTION.w + FUNCTION.gap), y: top, w: FUNCTION.w, h: FUNCTION.h },
    })),
  }
}
