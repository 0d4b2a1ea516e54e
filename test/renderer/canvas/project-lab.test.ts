import { describe, expect, it } from 'vitest'
import { bottom, contains, intersects, type Rect, right } from '../../../src-renderer/canvas/geometry'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import { routePath } from '../../../src-renderer/canvas/route'
import type { HostNode, Scene, SceneNode, ScenePath, VfNode, VnicNode } from '../../../src-renderer/canvas/scene'
import type { LiveView } from '../../../src-renderer/canvas/scene-plan'
import { emptyLab } from '../../../src-shared/lab/defaults'
import { mixedLab } from '../mixed-lab'

const node = <K extends SceneNode['kind']>(scene: Scene, id: string, kind: K): Extract<SceneNode, { kind: K }> => {
  const found = scene.byId.get(id)
  if (found?.kind !== kind) throw new Error(`${id} is ${found?.kind ?? 'not there'}, not a ${kind}`)
  return found as Extract<SceneNode, { kind: K }>
}

const path = (scene: Scene, id: string): ScenePath => {
  const found = scene.paths.find((one) => one.id === id)
  if (!found) throw new Error(`no path ${id}`)
  return found
}

const slabOf = (scene: Scene, id: string): Rect => {
  const { slab } = node(scene, id, 'host')
  if (!slab) throw new Error(`${id} has no block`)
  return slab
}

const live = (more: Partial<LiveView>): LiveView => ({ vms: new Map(), modes: new Map(), incoming: null, ...more })
const webOn = (host: string): LiveView['vms'] =>
  new Map([['web', { vm: 'web', host, state: 'running' as const, reasons: [] }]])

describe('bands of a host', () => {
  const scene = projectLab(mixedLab())

  it('puts VMs above the hypervisor and NICs below it', () => {
    const slab = slabOf(scene, 'hosts/esx-a')
    for (const one of scene.nodes.filter((other) => other.host === 'hosts/esx-a')) {
      if (one.kind === 'vm' || one.kind === 'vnic') expect(bottom(one.rect), one.id).toBeLessThan(slab.y)
      if (one.kind === 'nic' || one.kind === 'vf') expect(one.rect.y, one.id).toBeGreaterThan(bottom(slab))
      if (one.kind === 'vswitch' || one.kind === 'port-group' || one.kind === 'vmkernel') {
        expect(contains(slab, { x: one.rect.x, y: one.rect.y }), one.id).toBe(true)
      }
    }
  })

  it('keeps everything inside its host', () => {
    for (const one of scene.nodes) {
      if (one.host === null) continue
      const host = node(scene, one.host, 'host').rect
      expect(one.rect.x, one.id).toBeGreaterThanOrEqual(host.x)
      expect(right(one.rect), one.id).toBeLessThanOrEqual(right(host))
      expect(bottom(one.rect), one.id).toBeLessThanOrEqual(bottom(host) + 1)
    }
  })

  it('lets no two VMs, functions or port groups of a host overlap', () => {
    const kinds = ['vm', 'vf', 'port-group', 'nic', 'vswitch']
    for (const kind of kinds) {
      const all = scene.nodes.filter((one) => one.kind === kind)
      for (const a of all)
        for (const b of all) if (a !== b) expect(intersects(a.rect, b.rect), `${a.id} ${b.id}`).toBe(false)
    }
  })

  it('draws a host with nothing in it', () => {
    const spare = node(scene, 'hosts/spare', 'host')
    expect(spare.vmCount).toBe(0)
    expect(spare.nicCount).toBe(0)
  })
})

describe('the way of a vNIC', () => {
  const scene = projectLab(mixedLab())

  it('shows each of the five modes', () => {
    const modeOf = (id: string): string => node(scene, `vms/${id}`, 'vnic').mode
    expect(modeOf('legacy/nics/eth0')).toBe('emulated')
    expect(modeOf('web/nics/eth0')).toBe('paravirtual')
    expect(modeOf('firewall/nics/eth0')).toBe('passthrough')
    expect(modeOf('trader/nics/eth0')).toBe('plug-in')
    expect(modeOf('app/nics/eth0')).toBe('uniform')
  })

  it('leads through the hypervisor to the port group', () => {
    expect(path(scene, 'vms/web/nics/eth0#path').to.node).toBe('hosts/esx-a/vswitches/vSwitch0/portGroups/prod')
  })

  it('leads past the hypervisor to the function, without touching its block', () => {
    for (const id of ['firewall', 'trader']) {
      const way = path(scene, `vms/${id}/nics/eth0#path`)
      const slab = slabOf(scene, 'hosts/esx-a')
      const from = node(scene, way.from.node, 'vnic').rect
      const to = node(scene, way.to.node, 'vf').rect
      const route = routePath(way, from, to, slab)
      for (let k = 0; k < route.length; k += 2) {
        expect(contains(slab, { x: route[k] ?? 0, y: route[k + 1] ?? 0 }), `${id} point ${k}`).toBe(false)
      }
    }
  })

  it('runs straight down where its function is below it', () => {
    const vnic = node(scene, 'vms/firewall/nics/eth0', 'vnic').rect
    const vf = node(scene, 'hosts/esx-a/nics/vmnic0/vf/0', 'vf').rect
    expect(vf.x + vf.w / 2).toBeCloseTo(vnic.x + vnic.w / 2, 6)
  })

  it('marks the function that carries it, and leaves others free', () => {
    const vf = (index: number): VfNode => node(scene, `hosts/esx-a/nics/vmnic0/vf/${index}`, 'vf')
    expect(vf(0)).toMatchObject({ user: 'vms/firewall/nics/eth0', mode: 'passthrough' })
    expect(vf(1)).toMatchObject({ user: null, mode: null })
  })

  it('says how many functions are not drawn', () => {
    const nic = node(scene, 'hosts/esx-a/nics/vmnic0', 'nic')
    const drawn = scene.nodes.filter((one) => one.kind === 'vf' && one.id.startsWith('hosts/esx-a/')).length
    expect(nic.hiddenCount).toBe(16 - drawn)
    expect(nic.hidden).not.toBeNull()
  })

  it('draws a standby uplink as such', () => {
    expect(path(scene, 'hosts/esx-a/vswitches/vSwitch0#uplink/vmnic1').isStandby).toBe(false)
    expect(path(scene, 'hosts/esx-a/vswitches/vSwitch0#uplink/vmnic0').isStandby).toBe(true)
  })
})

describe('a run', () => {
  const lab = mixedLab()
  const traderIn = (mode: 'passthrough' | 'emulation'): LiveView =>
    live({
      modes: new Map([
        [
          'trader/eth0',
          { at: 1, nic: 'trader/eth0', mode, ...(mode === 'passthrough' && { function: 'esx-a/vmnic0.vf2' }) },
        ],
      ]),
    })

  it('bends the path through the vSwitch when the mode changes, and keeps every place', () => {
    const before = projectLab(lab, traderIn('passthrough'))
    const after = projectLab(lab, traderIn('emulation'))
    expect(path(before, 'vms/trader/nics/eth0#path').isPast).toBe(true)
    expect(path(after, 'vms/trader/nics/eth0#path')).toMatchObject({
      isPast: false,
      mode: 'emulated',
      to: { node: 'hosts/esx-a/vswitches/vSwitch0/portGroups/prod' },
    })
    for (const one of after.nodes) expect(one.rect, one.id).toEqual(before.byId.get(one.id)?.rect)
  })

  it('shows a VM on the host to which it has moved, and its place at home', () => {
    const scene = projectLab(lab, live({ vms: webOn('esx-b') }))
    expect(node(scene, 'vms/web', 'vm').host).toBe('hosts/esx-b')
    expect(node(scene, 'vms/web@esx-a', 'vm')).toMatchObject({ host: 'hosts/esx-a', place: 'away' })
    expect(path(scene, 'vms/web/nics/eth0#path').to.node).toBe('hosts/esx-b/vswitches/vSwitch0/portGroups/prod')
  })

  it('keeps a place at the destination while a VMotion runs, and nothing moves when it ends', () => {
    const moving = projectLab(lab, live({ vms: webOn('esx-a'), incoming: { vm: 'web', to: 'esx-b' } }))
    const there = projectLab(lab, live({ vms: webOn('esx-b') }))
    expect(node(moving, 'vms/web@esx-b', 'vm').place).toBe('arriving')
    expect(node(there, 'vms/web', 'vm').rect).toEqual(node(moving, 'vms/web@esx-b', 'vm').rect)
    for (const id of ['hosts/esx-a', 'hosts/esx-b', 'switches/tor']) {
      expect(there.byId.get(id)?.rect, id).toEqual(moving.byId.get(id)?.rect)
    }
  })

  it('keeps room for a VM that the script will bring', () => {
    const withScript = projectLab({ ...lab, events: [{ at: '3s', do: 'vmotion', vm: 'trader', to: 'esx-b' }] })
    const without = projectLab({ ...lab, events: [] })
    expect(node(withScript, 'hosts/esx-b', 'host').rect.w).toBeGreaterThan(node(without, 'hosts/esx-b', 'host').rect.w)
    expect([...withScript.byId.keys()].filter((id) => id.includes('@'))).toEqual([])
  })

  it('says why a VM is off', () => {
    const reasons = [{ code: 'iommu-off', says: 'The IOMMU is off.' }]
    const vms: LiveView['vms'] = new Map([['web', { vm: 'web', host: 'esx-a', state: 'off', reasons }]])
    expect(node(projectLab(lab, live({ vms })), 'vms/web', 'vm')).toMatchObject({
      state: 'off',
      reasons: ['iommu-off'],
    })
  })
})

describe('places', () => {
  const lab = mixedLab()

  it('stands a host where the document says, by bare name or element id', () => {
    for (const key of ['esx-b', 'hosts/esx-b']) {
      const scene = projectLab({ ...lab, view: { positions: { [key]: [3000, 40] } } })
      expect(node(scene, 'hosts/esx-b', 'host').rect).toMatchObject({ x: 3000, y: 40 })
    }
  })

  it('lets no two free-standing things overlap, even where the document has them on one spot', () => {
    const positions: Record<string, [number, number]> = {
      'esx-a': [0, 0],
      'esx-b': [10, 10],
      tor: [20, 20],
      client: [30, 30],
    }
    const free = projectLab({ ...lab, view: { positions } }).nodes.filter((one) => one.host === null)
    for (const a of free)
      for (const b of free) if (a !== b) expect(intersects(a.rect, b.rect), `${a.id} ${b.id}`).toBe(false)
  })

  it('puts an unplaced switch below the hosts that it is linked to', () => {
    const scene = projectLab(lab)
    const tor = node(scene, 'switches/tor', 'switch').rect
    expect(tor.y).toBeGreaterThan(bottom(node(scene, 'hosts/esx-a', 'host').rect))
    expect(tor.y).toBeGreaterThan(bottom(node(scene, 'hosts/esx-b', 'host').rect))
  })

  it('turns the ports of a switch to what they lead to', () => {
    const ports = new Map(node(projectLab(lab), 'switches/tor', 'switch').ports.map((port) => [port.number, port]))
    expect(ports.get(1)?.side).toBe('top')
    expect(ports.get(10)?.side).toBe('bottom')
    expect(ports.get(1)?.x).toBeLessThan(ports.get(3)?.x ?? 0)
  })

  it('folds a host to a card that keeps its wires', () => {
    const scene = projectLab({ ...lab, view: { folded: ['esx-a'] } })
    const host: HostNode = node(scene, 'hosts/esx-a', 'host')
    expect(host.isFolded).toBe(true)
    expect(scene.nodes.filter((one) => one.host === 'hosts/esx-a')).toEqual([])
    expect(path(scene, 'links/0').from).toMatchObject({ node: 'hosts/esx-a', side: 'bottom' })
    expect(path(scene, 'links/1').from.dx).not.toBe(path(scene, 'links/0').from.dx)
  })

  it('draws nothing of an empty lab', () => {
    expect(projectLab(emptyLab())).toMatchObject({ nodes: [], paths: [] })
  })

  it('ignores links that lead nowhere', () => {
    const broken = projectLab({ ...lab, links: [{ ends: ['esx-a/vmnic9', 'tor/1'] }] })
    expect(broken.paths.filter((one) => one.kind === 'link')).toEqual([])
  })
})

it('gives several vNICs of one port group ends of their own, in the order in which they come', () => {
  const scene = projectLab(mixedLab())
  const ends = ['legacy', 'web'].map((vm) => {
    const vnic: VnicNode = node(scene, `vms/${vm}/nics/eth0`, 'vnic')
    return { from: vnic.rect.x, to: path(scene, `vms/${vm}/nics/eth0#path`).to.dx }
  })
  expect(ends[0]?.to).not.toBe(ends[1]?.to)
  expect(Math.sign((ends[0]?.to ?? 0) - (ends[1]?.to ?? 0))).toBe(
    Math.sign((ends[0]?.from ?? 0) - (ends[1]?.from ?? 0)),
  )
})
