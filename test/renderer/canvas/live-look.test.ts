import { describe, expect, it } from 'vitest'
import { liveLook, type LiveSource, loadOf } from '../../../src-renderer/canvas/live-look'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import { liveAt } from '../fake-service'
import { mixedLab } from '../mixed-lab'

const scene = projectLab(mixedLab())
const source = (rates: Record<string, number>, drops: Record<string, Record<string, number>> = {}): LiveSource => ({
  rate: (path, counter) => rates[`${path} ${counter}`] ?? 0,
  drops: (path) => Object.entries(drops[path] ?? {}).map(([reason, count]) => ({ reason, count })),
})

describe('load', () => {
  it('has four steps by the share of what a path can carry', () => {
    expect([0, 6e6, 1.5e9, 5e9, 9.4e9].map((rate) => loadOf(rate, 10e9))).toEqual([0, 1, 2, 3, 4])
  })

  it('of a link is of its busier direction, by its speed', () => {
    const live = liveAt(1, 1, { links: [{ index: 3, up: true, rates: [1e9, 24e9] }] })
    expect(liveLook(scene, live, [], source({})).paths.get('links/3')).toEqual({
      forth: 1e9,
      back: 24e9,
      isUp: true,
      load: 4,
    })
  })

  it('of a vNIC comes from its counters', () => {
    const look = liveLook(scene, liveAt(1, 1), [], source({ 'web/eth0 txBytes': 125e6, 'web/eth0 rxBytes': 1e6 }))
    expect(look.paths.get('vms/web/nics/eth0#path')).toMatchObject({ forth: 1e9, back: 8e6 })
  })

  it('of an uplink leaves out what the functions of the NIC carry', () => {
    const rates = { 'esx-a/vmnic0 txBytes': 500, 'esx-a/vmnic0.vf0 txBytes': 300, 'esx-a/vmnic0.vf2 txBytes': 150 }
    const look = liveLook(scene, liveAt(1, 1), [], source(rates))
    expect(look.paths.get('hosts/esx-a/vswitches/vSwitch0#uplink/vmnic0')).toMatchObject({ forth: 400, back: 0 })
  })
})

describe('drops', () => {
  it('show the reason with the most frames, and whether frames are being lost', () => {
    const drops = { 'web/eth0': { 'no-buffer': 3, 'queue-full': 40 }, tor: { 'mtu-exceeded': 2 } }
    const look = liveLook(scene, liveAt(1, 1), [], source({ 'web/eth0 drops.queue-full': 12 }, drops))
    expect(look.drops.get('vms/web/nics/eth0')).toEqual({ reason: 'queue-full', count: 40, isNow: true })
    expect(look.drops.get('switches/tor')).toEqual({ reason: 'mtu-exceeded', count: 2, isNow: false })
    expect(look.drops.has('vms/legacy/nics/eth0')).toBe(false)
  })
})

it('sums up the busy cores of each host, in the order of the layout', () => {
  const live = liveAt(1, 1, { cores: [[0.5, 0.25], [1]] })
  const hosts = [
    { path: 'esx-a', cores: 2 },
    { path: 'esx-b', cores: 1 },
  ]
  const look = liveLook(scene, live, hosts, source({}))
  expect(look.hosts.get('hosts/esx-a')).toEqual({ busy: 0.75, cores: 2 })
  expect(look.hosts.get('hosts/esx-b')).toEqual({ busy: 1, cores: 1 })
})
