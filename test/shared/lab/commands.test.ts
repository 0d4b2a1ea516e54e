// Commands that add, change, move and assign: what each does to a document, and what it refuses.
import { describe, expect, it } from 'vitest'
import { checkLab } from '@shared/lab/check-lab'
import { runCommand } from '@shared/lab/commands/index'
import { emptyLab } from '@shared/lab/defaults'
import { isEmptyDiff } from '@shared/lab/lab-diff'
import type { Lab } from '@shared/lab/schema'
import { codeOf, ETH0, example, NIC_A, PROD_A, refusalOf, run } from './command-runner'

describe('L21: adding things', () => {
  it('builds a lab from nothing', () => {
    let lab = emptyLab()
    const step = (id: string, payload: unknown) => {
      const result = run(lab, id, payload)
      lab = result.lab
      return result.created[0]
    }
    expect(step('add-host', { position: [10, 20.04] })).toEqual(['hosts', 'host-1'])
    expect(step('add-nic', { host: 'host-1', vfs: 4 })).toEqual(['hosts', 'host-1', 'nics', 'vmnic0'])
    const vswitch = ['hosts', 'host-1', 'vswitches', 'vSwitch0']
    expect(step('add-port-group', { vswitch, vlan: 10 })).toEqual([...vswitch, 'portGroups', 'network-1'])
    step('add-vmkernel', { host: 'host-1', network: 'network-1', vmotion: true })
    expect(step('add-vm', { host: 'host-1' })).toEqual(['vms', 'vm-1'])
    expect(step('add-vnic', { vm: 'vm-1', function: 'vmnic0.vf0' })).toEqual(['vms', 'vm-1', 'nics', 'eth1'])
    step('add-switch', {})
    step('add-station', {})
    expect(step('connect-link', { ends: ['host-1', 'switch-1'] })).toEqual(['links', 0])
    step('connect-link', { ends: ['station-1', 'switch-1'], delay: '1us' })
    expect(step('add-flow', { from: 'station-1', to: 'vm-1/eth0', type: 'tcp', streams: 2 })).toEqual([
      'flows',
      'tcp-1',
    ])
    step('add-event', { event: { at: '1s', do: 'link-down', link: 'station-1' } })
    expect(lab).toMatchObject({
      hosts: {
        'host-1': {
          cpu: { cores: 8, clock: '3GHz' },
          iommu: 'strict',
          nics: { vmnic0: { model: 'intel-82599', vfs: 4 } },
          vswitches: { vSwitch0: { uplinks: { active: ['vmnic0'] } } },
          vmkernel: { vmk0: { network: 'network-1', ip: '10.20.0.1/24', vmotion: true } },
        },
      },
      vms: {
        'vm-1': {
          host: 'host-1',
          vcpus: 2,
          memory: '4GiB',
          nics: {
            eth0: { adapter: 'vmxnet', network: 'vSwitch0/VM Network', ip: '10.10.0.11/24' },
            eth1: { adapter: 'passthrough', function: 'vmnic0.vf0', ip: '10.10.0.12/24' },
          },
        },
      },
      stations: { 'station-1': { ip: '10.10.0.100/24' } },
      links: [{ ends: ['host-1/vmnic0', 'switch-1/1'] }, { ends: ['station-1', 'switch-1/2'], delay: '1us' }],
      view: { positions: { 'host-1': [10, 20] } },
    })
  })

  it('puts fields where the schema has them, not behind the last', () => {
    const lab = run(emptyLab(), 'add-station', {}).lab
    expect(Object.keys(run(lab, 'add-host', {}).lab)).toEqual(['format', 'name', 'seed', 'hosts', 'stations'])
  })

  it('refuses names that are taken or that cannot be', () => {
    expect(codeOf(example, 'add-host', { id: 'client' })).toBe('name-taken')
    expect(codeOf(example, 'add-station', { id: 'a/b' })).toBe('bad-name')
    expect(codeOf(example, 'add-nic', { host: 'esx-a', id: 'vSwitch0' })).toBe('name-taken')
    expect(codeOf(example, 'add-nic', { host: 'esx-z' })).toBe('not-found')
    expect(codeOf(example, 'add-vm', { host: 'web-1' })).toBe('not-found')
  })

  it('adds things with names that objects inherit', () => {
    const lab = run(example, 'add-station', { id: 'constructor' }).lab
    expect(Object.keys(lab.stations!)).toEqual(['client', 'constructor'])
    expect(codeOf(lab, 'add-vm', { host: 'toString' })).toBe('not-found')
    expect(codeOf(example, 'add-station', { id: '__proto__' })).toBe('bad-name')
  })

  it('says when nothing is free to connect', () => {
    expect(codeOf(example, 'connect-link', { ends: ['esx-b', 'tor-1'] })).toBe('no-free-nic')
    const full = run(example, 'set-property', { pointer: ['switches', 'tor-1', 'ports'], value: 3 }).lab
    const more = run(full, 'add-station', {}).lab
    expect(codeOf(more, 'connect-link', { ends: ['station-1', 'tor-1'] })).toBe('no-free-port')
    expect(codeOf(example, 'connect-link', { ends: ['nobody', 'tor-1'] })).toBe('not-found')
    expect(codeOf(example, 'connect-link', { ends: ['client', 'tor-1'] })).toBe('invalid-result')
  })

  it('takes two ports of a switch that is connected with another', () => {
    const lab = run(example, 'add-switch', { id: 'core' }).lab
    expect(run(lab, 'connect-link', { ends: ['core', 'tor-1'] }).lab.links![3].ends).toEqual(['core/1', 'tor-1/4'])
  })

  it('writes the NIC of a VM that is named as a whole', () => {
    const { lab } = run(example, 'add-flow', { from: 'client', to: 'db-1', type: 'udp', rate: '1Gbps' })
    expect(lab.flows!['udp-1']).toEqual({ from: 'client', to: 'db-1/eth0', type: 'udp', rate: '1Gbps' })
  })
})

describe('L22: commands bring in no mistakes', () => {
  it('refuses with the words of the problem', () => {
    const refusal = refusalOf(example, 'set-property', { pointer: [...NIC_A, 'speed'], value: '40Gbps' })
    expect(refusal).toEqual({
      code: 'invalid-result',
      says: 'Intel 82599 (X520) cannot run at 40 Gbps. Use 1 Gbps or 10 Gbps.',
      path: 'hosts/esx-a/nics/vmnic0/speed',
    })
  })

  it.each<[string, unknown]>([
    ['set-property', { pointer: ['vms', 'web-1', 'vcpus'], value: 'two' }],
    ['set-property', { pointer: ['vms', 'web-1', 'host'] }],
    ['set-property', { pointer: ['stations', 'client', 'ip'], value: '10.10.0.11/24' }],
    ['set-property', { pointer: ['hosts', 'esx-a', 'iommu'], value: 'sometimes' }],
    ['set-vfs', { nic: NIC_A, count: 64 }],
    ['add-uplink', { vswitch: ['hosts', 'esx-b', 'vswitches', 'vSwitch0'], nic: 'vmnic0', standby: true }],
    ['add-flow', { from: 'client', to: 'client', type: 'ping' }],
    ['attach-network', { vnic: ETH0, network: 'nowhere' }],
    ['assign-function', { vnic: ETH0, function: 'vmnic0.vf9' }],
    ['add-event', { event: { at: '1s', do: 'vmotion', vm: 'web-9', to: 'esx-b' } }],
  ])('%s %j', (id, payload) => {
    expect(['invalid-result', 'already-there']).toContain(codeOf(example, id, payload))
  })

  it('lets a document with mistakes be mended bit by bit', () => {
    const broken: Lab = { ...example, vms: { ...example.vms, lost: { host: 'gone' }, last: { host: 'gone' } } }
    const better = runCommand(broken, 'set-property', { pointer: ['vms', 'lost', 'host'], value: 'esx-a' })
    expect(better.ok && checkLab(better.lab).filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(runCommand(broken, 'remove', { pointers: [['links', 0]] }).ok).toBe(true)
    expect(runCommand(broken, 'add-vm', { host: 'esx-b' }).ok).toBe(true)
    expect(runCommand(broken, 'set-property', { pointer: ['vms', 'db-1', 'host'], value: 'gone' }).ok).toBe(false)
  })
})

describe('L21: properties', () => {
  it('sets, nests and resets', () => {
    const shaped = run(example, 'set-property', { pointer: [...PROD_A, 'shaping', 'burst'], value: '2MiB' }).lab
    expect(shaped.hosts!['esx-a'].vswitches!.vSwitch0.portGroups!.prod.shaping).toEqual({
      average: '1Gbps',
      peak: '2Gbps',
      burst: '2MiB',
    })
    const reset = run(shaped, 'set-property', { pointer: [...PROD_A, 'shaping'], value: null }).lab
    expect(reset.hosts!['esx-a'].vswitches!.vSwitch0.portGroups!.prod).toEqual({ vlan: 10 })
    expect(run(example, 'set-property', { pointer: ['duration'], value: '1s' }).label).toBe(
      'Change duration of the lab',
    )
  })

  it('makes the entry of a function or port with its first setting', () => {
    const lab = run(example, 'set-property', { pointer: [...NIC_A, 'vf', '2', 'trust'], value: true }).lab
    expect(lab.hosts!['esx-a'].nics!.vmnic0.vf!['2']).toEqual({ trust: true })
    expect(codeOf(example, 'set-property', { pointer: [...NIC_A, 'vf', '4', 'trust'], value: true })).toBe('not-found')
    const port = run(example, 'set-property', { pointer: ['switches', 'tor-1', 'vlans', '5', 'access'], value: 7 }).lab
    expect(port.switches!['tor-1'].vlans!['5']).toEqual({ access: 7 })
  })

  it('refuses what is no property', () => {
    expect(codeOf(example, 'set-property', { pointer: ['format'], value: 'iov-lab/2' })).toBe('fixed-field')
    expect(codeOf(example, 'set-property', { pointer: ['vms'], value: {} })).toBe('wrong-kind')
    expect(codeOf(example, 'set-property', { pointer: ['vms', 'web-1'], value: {} })).toBe('wrong-kind')
    expect(codeOf(example, 'set-property', { pointer: ['vms', 'web-9', 'vcpus'], value: 1 })).toBe('not-found')
    expect(codeOf(example, 'set-property', { pointer: ['hosts', 'esx-z', 'nics', 'n', 'mtu'], value: 1 })).toBe(
      'not-found',
    )
    const typo = refusalOf(example, 'set-property', { pointer: ['vms', 'web-1', 'vcpu'], value: 1 })
    expect(typo.code).toBe('unknown-field')
    expect(typo.says).toContain('"vcpus"')
    expect(codeOf(example, 'set-property', { pointer: [], value: 1 })).toBe('bad-payload')
  })

  it('changes the number of functions, and not under those who use them', () => {
    expect(run(example, 'set-vfs', { nic: NIC_A, count: 1 }).lab.hosts!['esx-a'].nics!.vmnic0.vfs).toBe(1)
    expect(codeOf(example, 'set-vfs', { nic: NIC_A, count: 0 })).toBe('in-use')
    const free = run(example, 'assign-function', { vnic: ETH0, function: 'auto' }).lab
    const none = run(free, 'remove', {
      pointers: [
        ['events', 2],
        ['checks', 1],
      ],
    }).lab
    expect(run(none, 'set-vfs', { nic: NIC_A, count: 0 }).lab.hosts!['esx-a'].nics!.vmnic0).toEqual({
      model: 'intel-82599',
      vfs: 0,
      moderation: '50us',
    })
    expect(
      run(example, 'set-vfs', { nic: ['hosts', 'esx-a', 'nics', 'vmnic1'], count: 0 }).lab.hosts!['esx-a'].nics!.vmnic1,
    ).toEqual({ model: 'intel-82545', vfs: 0 })
  })
})

describe('L21: moving and assigning', () => {
  it('moves a VM to the network of the same name, with any function', () => {
    const lab = run(example, 'move-vm', { vm: 'web-1', host: 'esx-b' }).lab
    expect(lab.vms!['web-1']).toMatchObject({
      host: 'esx-b',
      nics: { eth0: { network: 'vSwitch0/prod', function: 'auto' } },
    })
    expect(isEmptyDiff(run(example, 'move-vm', { vm: 'web-1', host: 'esx-a' }).diff)).toBe(true)
    const other = run(example, 'add-host', { id: 'esx-c' }).lab
    expect(codeOf(other, 'move-vm', { vm: 'web-1', host: 'esx-c' })).toBe('no-network')
  })

  it('gives and takes functions with the adapter and plug-ins that they need', () => {
    const eth = (lab: Lab) => lab.vms!['db-1'].nics!.eth0
    const vnic = ['vms', 'db-1', 'nics', 'eth0']
    const moved = run(example, 'move-vm', { vm: 'db-1', host: 'esx-a' }).lab
    const direct = run(moved, 'assign-function', { vnic, function: 'vmnic0.vf1' }).lab
    expect(eth(direct)).toMatchObject({ adapter: 'passthrough', function: 'vmnic0.vf1' })
    const shell = run(moved, 'assign-function', { vnic, function: 'vmnic0.vf1', adapter: 'npa' }).lab
    expect(eth(shell)).toMatchObject({ adapter: 'npa', plugins: ['intel', 'emulation'] })
    const taken = run(shell, 'assign-function', { vnic, function: null }).lab
    expect(eth(taken)).toEqual({
      network: 'prod',
      ip: '10.10.0.12/24',
      adapter: 'npa',
      plugins: ['intel', 'emulation'],
    })
    expect(eth(run(direct, 'assign-function', { vnic, function: null }).lab).adapter).toBe('vmxnet')
  })
})
