// Commands that rename, remove, copy and combine: references follow, and nothing is left over.
import { describe, expect, it } from 'vitest'
import { copyFragment } from '@shared/lab/canvas-fragment'
import { commands, runCommand } from '@shared/lab/commands/index'
import { emptyLab } from '@shared/lab/defaults'
import { isEmptyDiff } from '@shared/lab/lab-diff'
import { codeOf, ETH0, example, NIC_A, PROD_A, run } from './command-runner'

describe('L26: renaming', () => {
  it('a host takes VMs, links, events, captures, checks and positions along', () => {
    const lab = run(example, 'rename', { pointer: ['hosts', 'esx-a'], id: 'alpha' }).lab
    expect(Object.keys(lab.hosts!)).toEqual(['alpha', 'esx-b'])
    expect(JSON.stringify(lab)).not.toContain('esx-a')
    expect(lab.events![2].path).toBe('alpha/vmnic0.vf0/trust')
    expect(lab.checks![1].that).toBe('count(drop, at="alpha/vmnic0.vf0") == 0')
    expect(lab.view!.positions).toEqual({ alpha: [0, 0], 'hosts/esx-b': [400, 0] })
  })

  it('a NIC takes uplinks, functions, links and events along, on its own host alone', () => {
    const lab = run(example, 'rename', { pointer: NIC_A, id: 'fast' }).lab
    expect(lab.hosts!['esx-a'].vswitches!.vSwitch0.uplinks!.active).toEqual(['fast'])
    expect(lab.hosts!['esx-b'].vswitches!.vSwitch0.uplinks!.active).toEqual(['vmnic0'])
    expect(lab.vms!['web-1'].nics!.eth0.function).toBe('fast.vf0')
    expect(lab.links![0].ends[0]).toBe('esx-a/fast')
    expect(lab.events![1].link).toBe('esx-a/fast')
    expect(lab.events![2].path).toBe('esx-a/fast.vf0/trust')
  })

  it('a port group takes vNICs and vmkernel interfaces along, as they are written', () => {
    const a = run(example, 'rename', { pointer: PROD_A, id: 'front' }).lab
    expect(a.vms!['web-1'].nics!.eth0.network).toBe('vSwitch0/front')
    expect(a.vms!['db-1'].nics!.eth0.network).toBe('prod')
    const pointer = ['hosts', 'esx-b', 'vswitches', 'vSwitch0', 'portGroups', 'vmotion']
    expect(run(example, 'rename', { pointer, id: 'moves' }).lab.hosts!['esx-b'].vmkernel!.vmk0.network).toBe('moves')
    const vswitch = run(example, 'rename', { pointer: PROD_A.slice(0, 4), id: 'main' }).lab
    expect(vswitch.vms!['web-1'].nics!.eth0.network).toBe('main/prod')
  })

  it('a VM, a vNIC and a flow', () => {
    const vm = run(example, 'rename', { pointer: ['vms', 'web-1'], id: 'shop' }).lab
    expect(vm.flows!.web.to).toBe('shop/eth0')
    expect(vm.flows!.probe.from).toBe('shop/eth0')
    expect(vm.events![0].vm).toBe('shop')
    expect(vm.captures![0].at).toBe('shop/eth0')
    expect(run(example, 'rename', { pointer: ETH0, id: 'lan' }).lab.flows!.web.to).toBe('web-1/lan')
    const flow = run(example, 'rename', { pointer: ['flows', 'web'], id: 'shop' }).lab
    expect(flow.checks![0].that).toBe('flows.shop.lost < 100')
  })

  it('refuses names that are taken', () => {
    expect(codeOf(example, 'rename', { pointer: ['hosts', 'esx-a'], id: 'web-1' })).toBe('name-taken')
    expect(codeOf(example, 'rename', { pointer: NIC_A, id: 'vmk0' })).toBe('name-taken')
    expect(codeOf(example, 'rename', { pointer: NIC_A, id: 'x.vf1' })).toBe('bad-name')
    expect(codeOf(example, 'rename', { pointer: ['links', 0], id: 'x' })).toBe('wrong-kind')
    expect(isEmptyDiff(run(example, 'rename', { pointer: NIC_A, id: 'vmnic0' }).diff)).toBe(true)
  })
})

describe('L26: removing', () => {
  it('a host takes its VMs, links, flows, events, captures and position along', () => {
    const lab = run(example, 'remove', { pointers: [['hosts', 'esx-a']] }).lab
    expect(Object.keys(lab.vms!)).toEqual(['db-1'])
    expect(lab.links).toHaveLength(2)
    expect([lab.flows, lab.events, lab.captures]).toEqual([{}, [], []])
    expect(lab.view!.positions).toEqual({ 'hosts/esx-b': [400, 0] })
  })

  it('a link takes its events along', () => {
    expect(run(example, 'remove', { pointers: [['links', 0]] }).lab.events!.map((event) => event.do)).toEqual([
      'vmotion',
      'set',
    ])
  })

  it('several entries of a list by their places before', () => {
    const { lab } = run(example, 'remove', {
      pointers: [
        ['links', 0],
        ['links', 2],
        ['checks', 0],
      ],
    })
    expect(lab.links).toEqual([example.links![1]])
    expect(lab.checks).toEqual([example.checks![1]])
  })

  it('is refused where something else needs the thing', () => {
    expect(codeOf(example, 'remove', { pointers: [PROD_A] })).toBe('in-use')
    expect(codeOf(example, 'remove', { pointers: [PROD_A.slice(0, 4)] })).toBe('in-use')
    expect(codeOf(example, 'remove', { pointers: [NIC_A] })).toBe('in-use')
    expect(
      codeOf(example, 'remove', { pointers: [['hosts', 'esx-a', 'vswitches', 'vSwitch0', 'portGroups', 'vmotion']] }),
    ).toBe('in-use')
    expect(codeOf(example, 'remove', { pointers: [['vms', 'nobody']] })).toBe('not-found')
    expect(codeOf(example, 'remove', { pointers: [['vms', 'web-1', 'vcpus']] })).toBe('wrong-kind')
  })

  it('goes where what needs it goes too', () => {
    const lab = run(example, 'remove', { pointers: [PROD_A, ['vms', 'web-1']] }).lab
    expect(Object.keys(lab.hosts!['esx-a'].vswitches!.vSwitch0.portGroups!)).toEqual(['vmotion'])
    const nic = run(example, 'remove', { pointers: [['hosts', 'esx-a', 'nics', 'vmnic1']] }).lab
    expect(nic.hosts!['esx-a'].vswitches!.vSwitch0.uplinks).toEqual({ active: ['vmnic0'], standby: [] })
  })

  it('takes the last functions of a NIC away, and only those', () => {
    const lab = run(example, 'remove', {
      pointers: [
        [...NIC_A, 'vf', '3'],
        [...NIC_A, 'vf', '2'],
      ],
    }).lab
    expect(lab.hosts!['esx-a'].nics!.vmnic0.vfs).toBe(2)
    expect(codeOf(example, 'remove', { pointers: [[...NIC_A, 'vf', '1']] })).toBe('not-last')
  })

  it('takes the settings of a switch port away', () => {
    const lab = run(example, 'remove', { pointers: [['switches', 'tor-1', 'vlans', '2']] }).lab
    expect(Object.keys(lab.switches!['tor-1'].vlans!)).toEqual(['1'])
  })
})

describe('L27: copies', () => {
  it('have names and addresses of their own and refer to each other', () => {
    const { lab, created } = run(example, 'duplicate', {
      pointers: [
        ['hosts', 'esx-a'],
        ['switches', 'tor-1'],
      ],
    })
    expect(created).toEqual([
      ['hosts', 'esx-a 2'],
      ['switches', 'tor-2'],
      ['vms', 'web-2'],
    ])
    expect(lab.links!.slice(3)).toEqual([{ ends: ['esx-a 2/vmnic0', 'tor-2/1'], delay: '500ns' }])
    expect(lab.vms!['web-2']).toMatchObject({
      host: 'esx-a 2',
      nics: { eth0: { function: 'vmnic0.vf0', ip: '10.10.0.13/24' } },
    })
    expect(lab.hosts!['esx-a 2'].nics!.vmnic0.vf!['0']).toEqual({ vlan: 10, rate: '2Gbps' })
    expect(lab.hosts!['esx-a 2'].vmkernel!.vmk0.ip).toBe('10.20.0.3/24')
    expect(lab.view!.positions!['esx-a 2']).toEqual([40, 40])
  })

  it('of a VM on the same host take a function that is free', () => {
    const { lab } = run(example, 'duplicate', { pointers: [['vms', 'web-1']] })
    expect(lab.vms!['web-2']).toMatchObject({ host: 'esx-a', nics: { eth0: { function: 'auto' } } })
  })

  it('of parts go where they came from, or into what is selected', () => {
    const nic = run(example, 'duplicate', { pointers: [NIC_A] })
    expect(nic.created).toEqual([['hosts', 'esx-a', 'nics', 'vmnic2']])
    const fragment = JSON.parse(JSON.stringify(copyFragment(example, [NIC_A, PROD_A, ETH0]))) as unknown
    const pasted = run(example, 'paste', { fragment, target: ['hosts', 'esx-b'] })
    expect(pasted.created).toEqual([
      ['hosts', 'esx-b', 'nics', 'vmnic1'],
      ['hosts', 'esx-a', 'vswitches', 'vSwitch0', 'portGroups', 'prod 2'],
      ['vms', 'web-1', 'nics', 'eth1'],
    ])
  })

  it('go into another lab, to the place where they are dropped', () => {
    const fragment = copyFragment(example, [
      ['vms', 'web-1'],
      ['stations', 'client'],
    ])
    expect(codeOf(emptyLab(), 'paste', { fragment })).toBe('no-target')
    const start = run(emptyLab(), 'add-host', {}).lab
    const { lab } = run(start, 'paste', { fragment, position: [7, 8] })
    expect(lab.vms!['web-1']).toMatchObject({
      host: 'host-1',
      nics: { eth0: { network: 'vSwitch0/VM Network', function: 'auto' } },
    })
    expect(lab.stations!.client).toEqual(example.stations!.client)
    expect(lab.flows).toEqual({ web: example.flows!.web })
    expect(lab.view!.positions).toEqual({ client: [7, 8] })
  })

  it('of flows stand beside them', () => {
    const { lab } = run(example, 'duplicate', { pointers: [['flows', 'web']] })
    expect(lab.flows!['web 2']).toEqual(example.flows!.web)
  })

  it('of something else are refused', () => {
    for (const fragment of [null, 'text', {}, { format: 'iov-lab-fragment/1', lab: {}, parts: [] }]) {
      expect(codeOf(example, 'paste', { fragment })).toBe('bad-fragment')
    }
    expect(codeOf(example, 'duplicate', { pointers: [['events', 0]] })).toBe('wrong-kind')
  })
})

describe('L28: batches', () => {
  it('are one step, and may pass through what alone would be refused', () => {
    const { lab, label } = run(example, 'batch', {
      label: 'Use e1000',
      commands: [
        { id: 'set-property', payload: { pointer: [...ETH0, 'adapter'], value: 'passthrough' } },
        { id: 'set-property', payload: { pointer: [...ETH0, 'function'], value: null } },
        { id: 'set-property', payload: { pointer: [...ETH0, 'plugins'], value: null } },
        { id: 'set-property', payload: { pointer: [...ETH0, 'adapter'], value: 'e1000' } },
      ],
    })
    expect(label).toBe('Use e1000')
    expect(lab.vms!['web-1'].nics!.eth0).toEqual({ adapter: 'e1000', network: 'vSwitch0/prod', ip: '10.10.0.11/24' })
  })

  it('are refused as a whole', () => {
    const commands = [
      { id: 'add-host', payload: {} },
      { id: 'add-nic', payload: { host: 'nobody' } },
    ]
    expect(codeOf(example, 'batch', { label: 'x', commands })).toBe('not-found')
    expect(codeOf(example, 'batch', { label: 'x', commands: [{ id: 'fly', payload: {} }] })).toBe('unknown-command')
    expect(codeOf(example, 'batch', { label: 'x', commands: [{ id: 'add-host', payload: { x: 1 } }] })).toBe(
      'bad-payload',
    )
    const nested = [0, 1, 2, 3, 4].reduce(
      (inner: unknown) => ({ label: 'x', commands: [{ id: 'batch', payload: inner }] }),
      {
        label: 'x',
        commands: [],
      },
    )
    expect(codeOf(example, 'batch', nested)).toBe('bad-payload')
    expect(runCommand(example, 'batch', { label: 'x', commands: [] }).ok).toBe(true)
  })

  it.each([
    ['a VM on no host', { pointer: ['vms', 'web-1', 'host'], value: null }],
    ['a list of hosts', { pointer: ['vms', 'web-1', 'host'], value: [] }],
  ])('refuses %s before a further command reads it', (_, payload) => {
    const set = { id: 'set-property', payload }
    const rename = { id: 'rename', payload: { pointer: ['hosts', 'esx-a'], id: 'esx-z' } }
    for (const first of [set, { id: 'batch', payload: { label: 'x', commands: [set] } }]) {
      expect(codeOf(example, 'batch', { label: 'x', commands: [first, rename] })).toBe('invalid-result')
    }
  })
})

describe('L21: the rest', () => {
  it('uplinks come and go', () => {
    const vswitch = ['hosts', 'esx-a', 'vswitches', 'vSwitch0']
    const lab = run(example, 'remove-uplink', { vswitch, nic: 'vmnic1' }).lab
    expect(codeOf(lab, 'remove-uplink', { vswitch, nic: 'vmnic1' })).toBe('not-there')
    expect(run(lab, 'add-uplink', { vswitch, nic: 'vmnic1', standby: true }).lab).toEqual(example)
    expect(codeOf(lab, 'add-uplink', { vswitch, nic: 'vmnic0' })).toBe('already-there')
    expect(codeOf(lab, 'add-uplink', { vswitch, nic: 'vmnic7' })).toBe('not-found')
  })

  it('the canvas keeps machines under their bare names', () => {
    const lab = run(example, 'place-on-canvas', { positions: { 'hosts/esx-b': [1, 2], client: [3, 4] } }).lab
    expect(lab.view!.positions).toEqual({ 'esx-a': [0, 0], 'esx-b': [1, 2], client: [3, 4] })
    const folded = run(lab, 'fold', { hosts: ['hosts/esx-a', 'esx-b'], folded: true }).lab
    expect(folded.view!.folded).toEqual(['esx-a', 'esx-b'])
    expect(run(folded, 'fold', { hosts: ['esx-a'], folded: false }).lab.view!.folded).toEqual(['esx-b'])
  })

  it('a whole document takes the place of another', () => {
    expect(run(example, 'replace-document', { document: emptyLab('new') }).lab).toEqual(emptyLab('new'))
    expect(codeOf(example, 'replace-document', { document: { format: 'iov-lab/1' } })).toBe('bad-document')
  })

  it('unknown commands and payloads are refused, never thrown', () => {
    expect(codeOf(example, 'fly', {})).toBe('unknown-command')
    for (const { id } of commands) {
      for (const payload of [undefined, null, 7, 'x', [], { nonsense: true }]) {
        expect(['bad-payload']).toContain(codeOf(example, id, payload))
      }
    }
  })
})
