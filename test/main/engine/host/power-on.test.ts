// Starting a VM: with which functions, or why not. Codes are those of result/migration-codes.ts.
import { describe, expect, it } from 'vitest'
import { MIGRATION_WARNINGS } from '@shared/result/migration-codes'
import { LabRun } from './lab-run'

interface Setup {
  vms: string
  host?: string
  nics?: string
  uplink?: string
}

const lab = ({ vms, host = '', nics = 'n0: { model: intel-82599, vfs: 2 }', uplink = '' }: Setup): LabRun =>
  new LabRun(`
hosts:
  a:
    memory: 8GiB
    ${host}
    nics: { ${nics} }
    vswitches: { v0: { uplinks: { active: [${uplink}] }, portGroups: { net: {} } } }
vms:
${vms}
`)

const vm = (id: string, nic: string, more = ''): string =>
  `  ${id}: { host: a, memory: 2GiB ${more}, nics: { eth0: { ip: 10.0.0.1/24, ${nic} } } }`
const VF = (index: number): string => `adapter: passthrough, function: n0.vf${index}`
const codes = (run: LabRun, index = 0): string[] => run.lab.vms[index].reasons.map((reason) => reason.code)
const GIB = 2 ** 30

describe('passthrough', () => {
  it('a VM with a free function of a port that can be reset starts, and all its memory is pinned', () => {
    const run = lab({ vms: `${vm('w', VF(0))}\n${vm('x', 'network: v0/net')}` })
    expect(run.lab.vms.map((one) => one.state)).toEqual(['running', 'running'])
    expect(run.lab.hosts[0].memory).toMatchObject({ configured: 4 * GIB, pinned: 2 * GIB, physical: 8 * GIB })
    expect(run.lab.hosts[0].functions()[0].pci.owner).toBe('w')
    expect(run.codes()).toContain('function-assigned')
  })

  it.each([
    ['iommu-off', { host: 'iommu: off', vms: vm('w', VF(0)) }],
    ['no-reset', { nics: 'n0: { model: intel-82545 }', vms: vm('w', 'adapter: passthrough, function: n0') }],
    [
      'not-isolated',
      { nics: 'n0: { model: intel-82599 }', uplink: 'n0', vms: vm('w', 'adapter: passthrough, function: n0') },
    ],
    ['not-isolated', { vms: vm('w', 'adapter: passthrough, function: n0') }],
    ['no-free-vf', { nics: 'n0: { model: intel-82599 }', vms: vm('w', 'adapter: passthrough, function: auto') }],
    ['memory-overcommitted', { vms: vm('w', VF(0), ', reservation: 1GiB') }],
  ])('is refused as %s', (code, setup) => {
    const run = lab(setup)
    expect(codes(run)).toEqual([code])
    expect(run.lab.vms[0].state).toBe('off')
    expect(run.lab.hosts[0].memory).toMatchObject({ configured: 0, pinned: 0 })
    expect(run.codes()).toEqual(expect.arrayContaining(['vm-power-on-refused', code]))
  })

  it('names every reason at once', () => {
    const run = lab({
      host: 'iommu: off',
      nics: 'n0: { model: intel-82545 }',
      vms: vm('w', 'adapter: passthrough, function: n0', ', reservation: 1GiB'),
    })
    expect(codes(run)).toEqual(['iommu-off', 'no-reset', 'memory-overcommitted'])
  })

  it('a function that another VM has is refused as function-in-use; auto takes the next one', () => {
    const auto = 'adapter: passthrough, function: auto'
    const run = lab({ vms: `${vm('w', VF(0))}\n${vm('x', VF(0))}\n${vm('y', auto)}\n${vm('z', auto)}` })
    expect(run.lab.vms.map((one) => one.state)).toEqual(['running', 'off', 'running', 'off'])
    expect(codes(run, 1)).toEqual(['function-in-use'])
    expect(codes(run, 3)).toEqual(['no-free-vf'])
    expect(run.lab.hosts[0].functions().map((vf) => vf.pci.owner)).toEqual(['w', 'y'])
  })

  it('a whole port without virtual functions can be given away, and carries frames', () => {
    const run = new LabRun(`
hosts: { a: { nics: { n0: { model: intel-82599 } } } }
vms: { w: { host: a, nics: { eth0: { adapter: passthrough, function: n0, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: w/eth0, type: tcp }, g: { from: w/eth0, to: s, type: udp, rate: 100Mbps } }
`).until(0.05)
    expect(run.goodput(0)).toBeGreaterThan(8e9)
    expect(run.flow(1).lost).toBe(0)
  })
})

describe('memory', () => {
  it('configured memory may exceed the physical one by the factor of the host, pinned memory may not', () => {
    const four = ['w', 'x', 'y', 'z', 'q'].map((id) => vm(id, 'network: v0/net')).join('\n')
    expect(lab({ vms: four }).lab.vms.map((one) => one.state)).toEqual([
      'running',
      'running',
      'running',
      'running',
      'off',
    ])
    const more = lab({ host: 'overcommit: 1.5', vms: four })
    expect(more.lab.vms[4].state).toBe('running')
    expect(more.lab.hosts[0].memory.ratio).toBe(1.25)
    const pinned = ['w', 'x', 'y', 'z', 'q'].map((id) => vm(id, 'adapter: passthrough, function: auto')).join('\n')
    const run = lab({ host: 'overcommit: 2', nics: 'n0: { model: intel-82599, vfs: 8 }', vms: pinned })
    expect(codes(run, 4)).toEqual(['memory-overcommitted'])
  })
})

describe('a vNIC that can do without a function', () => {
  const kept = (setup: Setup): string[] => {
    const run = lab({ uplink: 'n0', ...setup })
    expect(run.lab.vms[0].state).toBe('running')
    expect(run.lab.vms[0].vnics[0].active?.kind).toBe('emulation')
    expect(run.codes()).toContain('mode-kept')
    return run.sim.log.entries.filter(({ code }) => Object.hasOwn(MIGRATION_WARNINGS, code)).map(({ code }) => code)
  }
  const UNIFORM = 'n0: { model: nvidia-bluefield2, vfs: 2 }'
  const upt = 'adapter: upt, network: v0/net, function: auto'
  const npa = 'adapter: npa, network: v0/net, function: auto, plugins: [intel, emulation]'

  it('upt runs through a function that speaks the uniform interface, npa through one whose plug-in it has', () => {
    const uniform = lab({ nics: UNIFORM, uplink: 'n0', vms: vm('w', upt) })
    expect(uniform.lab.vms[0].vnics[0].active).toMatchObject({
      kind: 'passthrough',
      functionPath: 'a/n0.vf0',
      plugin: null,
    })
    expect(uniform.lab.hosts[0].memory.pinned).toBe(2 * GIB)
    const plugin = lab({ uplink: 'n0', vms: vm('w', npa) })
    expect(plugin.lab.vms[0].vnics[0].active).toMatchObject({ kind: 'passthrough', plugin: 'intel' })
    expect(plugin.codes()).toContain('plugin-loaded')
  })

  it('stays in emulation, with the reason in the log', () => {
    expect(kept({ vms: vm('w', upt) })).toEqual(['uniform-hardware-missing'])
    for (const service of ['vmsafe', 'fault-tolerance']) {
      const served = `, services: [${service}]`
      expect(kept({ nics: UNIFORM, uplink: 'n0', vms: vm('w', upt, served) })).toEqual(['service-conflict'])
      expect(kept({ vms: vm('w', npa, served) })).toEqual(['service-conflict'])
    }
    expect(kept({ vms: vm('w', npa), nics: 'n0: { model: intel-82598 }' })).toEqual(['no-sriov'])
    expect(kept({ vms: vm('w', npa), nics: UNIFORM })).toEqual(['no-plugin'])
    expect(kept({ vms: vm('w', npa), host: 'iommu: off' })).toEqual(['iommu-off'])
    expect(kept({ vms: vm('w', npa, ', reservation: 1GiB') })).toEqual(['memory-not-reserved'])
    const taken = `${vm('w', npa)}\n${vm('p', VF(0))}`
    const run = lab({ uplink: 'n0', nics: 'n0: { model: intel-82599, vfs: 1 }', vms: taken })
    expect(run.lab.vms.map((one) => one.state)).toEqual(['running', 'off'])
  })

  it('the function carries the VLAN of the port group', () => {
    const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599, vfs: 1 } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: { vlan: 30 } } } }
vms: { w: { host: a, nics: { eth0: { ${npa}, ip: 10.0.0.1/24 } } } }
switches: { t: { ports: 2, vlans: { 1: { trunk: [30] }, 2: { access: 30 } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/n0, t/1] }, { ends: [s, t/2] } ]
flows: { f: { from: s, to: w/eth0, type: ping, interval: 1ms } }
`).until(0.05)
    expect(run.lab.statistics[0].latency.count).toBeGreaterThan(40)
    expect(run.counter('a/v0', 'rxFrames')).toBe(1)
  })
})
