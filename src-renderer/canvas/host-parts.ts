// The nodes of one host and the paths inside it, at the places that its layout gives.
// Way of a vNIC: to its function past the hypervisor's block, or to its port group; a vSwitch goes on to its uplinks.
import { nicModel } from '../../src-shared/catalogue/nic-models'
import { entries, own } from '../../src-shared/lab/maps'
import type { Lab, LabHost, LabNic } from '../../src-shared/lab/schema'
import { parseQuantity } from '../../src-shared/lab/units'
import { formatBytes, formatRate } from '../ui/format'
import type { Mode } from '../ui/mode'
import { type Rect, shifted } from './geometry'
import type { HostLayout } from './host-layout'
import type { Scene, SceneNode, ScenePath } from './scene'
import type { PlannedVm, PlannedVnic, ScenePlan } from './scene-plan'
import { portGroupOn } from './scene-plan'

type Parts = Pick<Scene, 'nodes' | 'paths'>

export function hostParts(
  lab: Lab,
  id: string,
  plan: ScenePlan,
  layout: HostLayout,
  rect: Rect,
  isFolded: boolean,
): Parts {
  const host = own(lab.hosts, id)
  if (!host) return { nodes: [], paths: [] }
  const here = plan.vms.filter((vm) => vm.host === id)
  const elementId = `hosts/${id}`
  const head: SceneNode = {
    kind: 'host',
    id: elementId,
    path: id,
    host: null,
    rect,
    label: id,
    detail: hostDetail(host),
    isFolded,
    slab: isFolded ? null : shifted(layout.slab, rect.x, rect.y),
    bands: isFolded ? null : (layout.bands.map((y) => y + rect.y) as [number, number, number, number]),
    vmCount: here.filter((vm) => vm.presence === 'here').length,
    isExpecting: here.some((vm) => vm.presence === 'arriving' || vm.presence === 'away'),
    nicCount: Object.keys(host.nics ?? {}).length,
    modes: here.flatMap((vm) => (vm.presence !== 'here' ? [] : vm.vnics.map((vnic) => vnic.way.mode))),
  }
  if (isFolded) return { nodes: [head], paths: [] }
  const at = (rect0: Rect): Rect => shifted(rect0, rect.x, rect.y)
  const users = usersOf(here)
  return {
    nodes: [
      head,
      ...here.flatMap((vm) => vmNodes(lab, vm, plan, layout, elementId, at)),
      ...slabNodes(host, id, layout, at),
      ...nicNodes(host, id, layout, users, at),
    ],
    paths: [
      ...spread(
        here.flatMap((vm) => (vm.presence === 'here' ? vm.vnics.flatMap((vnic) => vnicPath(id, vnic, layout)) : [])),
        layout,
      ),
      ...uplinkPaths(host, id, layout),
      ...vmkernelPaths(host, id, layout),
    ],
  }
}

function sizeText(value: string | number | undefined, otherwise: string): string {
  const parsed = parseQuantity(value ?? otherwise, 'size')
  return parsed.ok ? formatBytes(parsed.value) : String(value)
}

function hostDetail(host: LabHost): string {
  const clock = parseQuantity(host.cpu?.clock ?? '3GHz', 'clock')
  const ghz = clock.ok ? `${Number((clock.value / 1e9).toFixed(2))} GHz` : '?'
  return `${host.cpu?.cores ?? 8} × ${ghz} · ${sizeText(host.memory, '64GiB')} · IOMMU ${host.iommu ?? 'strict'}`
}

/** Which vNIC a function carries: `vmnic0.vf1` → its element id and mode. */
function usersOf(here: readonly PlannedVm[]): Map<string, { id: string; mode: Mode }> {
  const users = new Map<string, { id: string; mode: Mode }>()
  for (const vm of here) {
    for (const vnic of vm.vnics) {
      const carrier = vnic.way.function
      if (!carrier || vm.presence !== 'here') continue
      users.set(carrier.vf === null ? carrier.nic : `${carrier.nic}.vf${carrier.vf}`, {
        id: vnic.id,
        mode: vnic.way.mode,
      })
    }
  }
  return users
}

function vmNodes(
  lab: Lab,
  vm: PlannedVm,
  plan: ScenePlan,
  layout: HostLayout,
  host: string,
  at: (rect: Rect) => Rect,
): SceneNode[] {
  const rect = layout.vms.get(vm.id)
  if (!rect || vm.presence === 'reserved') return []
  const settings = own(lab.vms, vm.name)
  const live = plan.live?.vms.get(vm.name)
  const cpus = settings?.vcpus ?? 1
  const nodes: SceneNode[] = [
    {
      kind: 'vm',
      id: vm.id,
      path: vm.name,
      host,
      rect: at(rect),
      label: vm.name,
      detail:
        vm.presence === 'arriving'
          ? 'arriving by VMotion'
          : vm.presence === 'away'
            ? `on ${live?.host ?? '?'}`
            : `${cpus} vCPU · ${sizeText(settings?.memory, '2GiB')}`,
      state: vm.presence === 'here' ? (live?.state ?? null) : null,
      reasons: vm.presence === 'here' ? (live?.reasons ?? []).map((reason) => reason.code) : [],
      services: settings?.services ?? [],
      place: vm.presence === 'here' ? null : vm.presence,
    },
  ]
  for (const vnic of vm.presence === 'here' ? vm.vnics : []) {
    const chip = layout.vnics.get(vnic.id)
    if (!chip) continue
    nodes.push({
      kind: 'vnic',
      id: vnic.id,
      path: `${vm.name}/${vnic.label}`,
      host,
      rect: at(chip),
      label: vnic.label,
      detail: vnic.adapter,
      vm: vm.id,
      adapter: vnic.adapter,
      mode: vnic.way.mode,
    })
  }
  return nodes
}

function slabNodes(host: LabHost, id: string, layout: HostLayout, at: (rect: Rect) => Rect): SceneNode[] {
  const nodes: SceneNode[] = []
  const common = { host: `hosts/${id}`, detail: '' }
  for (const [vswitch, settings] of entries(host.vswitches)) {
    const elementId = `hosts/${id}/vswitches/${vswitch}`
    const rect = layout.vswitches.get(elementId)
    if (!rect) continue
    nodes.push({ ...common, kind: 'vswitch', id: elementId, path: `${id}/${vswitch}`, rect: at(rect), label: vswitch })
    for (const [group, { vlan }] of entries(settings.portGroups)) {
      const groupId = `${elementId}/portGroups/${group}`
      const groupRect = layout.portGroups.get(groupId)
      if (!groupRect) continue
      nodes.push({
        ...common,
        kind: 'port-group',
        id: groupId,
        path: `${id}/${vswitch}/${group}`,
        rect: at(groupRect),
        label: group,
        vlan: vlan ?? 0,
      })
    }
  }
  for (const [vmk, settings] of entries(host.vmkernel)) {
    const elementId = `hosts/${id}/vmkernel/${vmk}`
    const rect = layout.vmkernel.get(elementId)
    if (!rect) continue
    nodes.push({
      ...common,
      kind: 'vmkernel',
      id: elementId,
      path: `${id}/${vmk}`,
      rect: at(rect),
      label: vmk,
      detail: settings.ip,
      vmotion: settings.vmotion ?? false,
    })
  }
  return nodes
}

export function nicSpeed(nic: LabNic): number | null {
  const model = nicModel(nic.model)
  const speed = nic.speed === undefined ? null : parseQuantity(nic.speed, 'rate')
  return speed?.ok ? speed.value : (model?.speedsBps[model.speedsBps.length - 1] ?? null)
}

function nicNodes(
  host: LabHost,
  id: string,
  layout: HostLayout,
  users: ReadonlyMap<string, { id: string; mode: Mode }>,
  at: (rect: Rect) => Rect,
): SceneNode[] {
  const nodes: SceneNode[] = []
  for (const [nic, settings] of entries(host.nics)) {
    const elementId = `hosts/${id}/nics/${nic}`
    const box = layout.nics.get(elementId)
    if (!box) continue
    const speed = nicSpeed(settings)
    nodes.push({
      kind: 'nic',
      id: elementId,
      path: `${id}/${nic}`,
      host: `hosts/${id}`,
      rect: at(box.rect),
      label: nic,
      detail: `${settings.model}${speed === null ? '' : ` · ${formatRate(speed)}`}`,
      physical: at(box.physical),
      vfs: settings.vfs ?? 0,
      hidden: box.hidden && at(box.hidden),
      hiddenCount: box.hiddenCount,
    })
    for (const { index, rect } of box.functions) {
      const user = users.get(`${nic}.vf${index}`)
      nodes.push({
        kind: 'vf',
        id: `${elementId}/vf/${index}`,
        path: `${id}/${nic}.vf${index}`,
        host: `hosts/${id}`,
        rect: at(rect),
        label: `vf${index}`,
        detail: user ? 'in use' : 'free',
        index,
        user: user?.id ?? null,
        mode: user?.mode ?? null,
      })
    }
  }
  return nodes
}

function vnicPath(host: string, vnic: PlannedVnic, layout: HostLayout): ScenePath[] {
  const chip = layout.vnics.get(vnic.id)
  if (!chip) return []
  const common = {
    id: `${vnic.id}#path`,
    kind: 'vnic' as const,
    selects: vnic.id,
    path: `${vnic.vm.slice('vms/'.length)}/${vnic.label}`,
    from: { node: vnic.id, dx: chip.w / 2, side: 'bottom' as const },
    mode: vnic.way.mode,
    isStandby: false,
    index: null,
    speed: null,
  }
  const carrier = vnic.way.function
  if (carrier) {
    const nic = `hosts/${host}/nics/${carrier.nic}`
    const box = layout.nics.get(nic)
    const rect = box?.functions.find((one) => one.index === carrier.vf)?.rect
    if (!box) return []
    if (carrier.vf === null || !rect) {
      const dx = box.physical.x - box.rect.x + box.physical.w / 2
      return [{ ...common, to: { node: nic, dx, side: 'top' }, isPast: true }]
    }
    return [{ ...common, to: { node: `${nic}/vf/${carrier.vf}`, dx: rect.w / 2, side: 'top' }, isPast: true }]
  }
  const group = vnic.portGroup === null ? undefined : layout.portGroups.get(vnic.portGroup)
  if (!group || vnic.portGroup === null || vnic.adapter === 'passthrough' || vnic.adapter === 'replug') return []
  return [{ ...common, to: { node: vnic.portGroup, dx: group.w / 2, side: 'top' }, isPast: false }]
}

/** Paths into one port group end side by side, in the order in which they come. */
function spread(paths: readonly ScenePath[], layout: HostLayout): ScenePath[] {
  const ends = new Map<string, ScenePath[]>()
  for (const path of paths) if (!path.isPast) ends.set(path.to.node, [...(ends.get(path.to.node) ?? []), path])
  return paths.map((path) => {
    const group = layout.portGroups.get(path.to.node)
    const all = ends.get(path.to.node)
    if (path.isPast || !group || !all) return path
    const comesFrom = (one: ScenePath): number => layout.vnics.get(one.from.node)?.x ?? 0
    const order = [...all].sort((a, b) => comesFrom(a) - comesFrom(b))
    const step = Math.min(16, (group.w - 16) / Math.max(1, order.length - 1))
    const dx = group.w / 2 + (order.indexOf(path) - (order.length - 1) / 2) * step
    return { ...path, to: { ...path.to, dx } }
  })
}

function uplinkPaths(host: LabHost, id: string, layout: HostLayout): ScenePath[] {
  const paths: ScenePath[] = []
  for (const [vswitch, settings] of entries(host.vswitches)) {
    const from = `hosts/${id}/vswitches/${vswitch}`
    const rect = layout.vswitches.get(from)
    if (!rect) continue
    const active = settings.uplinks?.active ?? []
    const uplinks = [...active, ...(settings.uplinks?.standby ?? [])].filter((nic) => own(host.nics, nic))
    uplinks.forEach((nic, place) => {
      const box = layout.nics.get(`hosts/${id}/nics/${nic}`)
      if (!box) return
      const target = box.physical.x + box.physical.w / 2
      // leaves the vSwitch above its NIC where it can, so that the path is straight
      const spread = rect.x + ((place + 1) * rect.w) / (uplinks.length + 1)
      const x = target > rect.x + 12 && target < rect.x + rect.w - 12 ? target : spread
      paths.push({
        id: `${from}#uplink/${nic}`,
        kind: 'uplink',
        selects: from,
        path: `${id}/${nic}`,
        from: { node: from, dx: x - rect.x, side: 'bottom' },
        to: { node: `hosts/${id}/nics/${nic}`, dx: target - box.rect.x, side: 'top' },
        isPast: false,
        mode: null,
        isStandby: place >= active.length,
        index: null,
        speed: null,
      })
    })
  }
  return paths
}

function vmkernelPaths(host: LabHost, id: string, layout: HostLayout): ScenePath[] {
  return entries(host.vmkernel).flatMap(([vmk, settings]): ScenePath[] => {
    const node = `hosts/${id}/vmkernel/${vmk}`
    const rect = layout.vmkernel.get(node)
    const group = portGroupOn(id, host, settings.network)
    const groupRect = group === null ? undefined : layout.portGroups.get(group)
    if (!rect || !group || !groupRect) return []
    return [
      {
        id: `${node}#path`,
        kind: 'vmkernel',
        selects: node,
        path: `${id}/${vmk}`,
        from: { node, dx: rect.w / 2, side: 'bottom' },
        to: { node: group, dx: groupRect.w / 2, side: 'top' },
        isPast: false,
        mode: null,
        isStandby: false,
        index: null,
        speed: null,
      },
    ]
  })
}
