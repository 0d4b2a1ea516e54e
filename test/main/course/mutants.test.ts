// The small changes with which lint looks for checks that cannot fail.
import { describe, expect, it } from 'vitest'
import { openLab } from '@shared/lab/migrations'
import type { Lab } from '@shared/lab/schema'
import { mutants } from '../../../src-main/course/mutants'

//   vm-1 ─ vSwitch0 ─┐
//   vm-2 ─ function ─┴ vmnic0 ─── client
const LAB = `
format: iov-lab/1
name: A VM and a function
duration: 20ms
hosts:
  esx-a:
    cpu: { cores: 4, clock: 3GHz }
    memory: 8GiB
    nics: { vmnic0: { model: intel-82599, vfs: 2 } }
    vswitches: { vSwitch0: { uplinks: { active: [vmnic0] }, portGroups: { net: { vlan: 0 } } } }
vms:
  vm-1: { host: esx-a, memory: 1GiB, nics: { eth0: { network: net, ip: 10.0.0.1/24 } } }
  vm-2: { host: esx-a, memory: 1GiB, nics: { eth0: { adapter: passthrough, function: vmnic0.vf0, ip: 10.0.0.2/24 } } }
stations: { client: { ip: 10.0.0.3/24 } }
links: [ { ends: [esx-a/vmnic0, client] } ]
flows: { hello: { from: client, to: vm-1/eth0, type: ping, interval: 1ms, start: 8ms } }
events: [ { at: 12ms, do: power-off, vm: vm-2 } ]
variants: { one: { set: { hosts/esx-a/nics/vmnic0/vfs: 1 } } }
`

function opened(): Lab {
  const read = openLab(LAB)
  if (!read.ok) throw new Error(read.problems[0]!.says)
  return read.lab
}

const changed = (most = 200): Lab[] => [...mutants(opened(), most)].map(({ lab }) => lab)

describe('a small change', () => {
  it('is to take a variant for the lab', () => {
    const [first] = mutants(opened(), 10)
    expect(first!.place).toBe('variants/one')
    expect(first!.lab.hosts!['esx-a']!.nics!['vmnic0']!.vfs).toBe(1)
  })

  it('gives a VM behind the vSwitch a function, where its host has one', () => {
    expect(changed().some(({ vms }) => vms!['vm-1']!.nics!.eth0!.adapter === 'passthrough')).toBe(true)
    expect(changed().some(({ vms }) => vms!['vm-2']!.nics!.eth0!.network === 'vSwitch0/net')).toBe(true)
  })

  it('makes a quantity four times as large, and a quarter of it: an event comes later, or sooner', () => {
    const times = changed().map(({ events }) => events?.[0]?.at)
    expect(times).toContain('48ms')
    expect(times).toContain('3ms')
  })

  it('is made first where a check names the place', () => {
    const [, first] = mutants(opened(), 10, ['structure(vfs) <= 4'])
    expect(first!.place).toBe('hosts/esx-a/nics/vmnic0/vfs')
  })
})

it('changes are spread over the document when there may be few', () => {
  const { variants: _, ...plain } = opened()
  const parts = [...mutants(plain, 12)].map(({ place }) => place.split('/')[0])
  expect(parts.length).toBeLessThanOrEqual(12)
  expect([parts[0], parts.at(-1)]).toEqual(['events', 'hosts'])
  expect(new Set(parts).size).toBeGreaterThanOrEqual(4)
})
