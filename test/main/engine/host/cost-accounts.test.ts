// Cycles come from the cost model and nowhere else, and none is lost: what stages took is what VMs took is how long cores were busy.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LabRun } from './lab-run'

const ENGINE = join(import.meta.dirname, '../../../../src-main/engine')
const files = readdirSync(ENGINE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))

describe('the sources of the engine', () => {
  it('charge stages by name: no call of charge or overhead has a number in the place of its stage', () => {
    const calls = files.flatMap((file) => readFileSync(file, 'utf8').match(/\.(?:charge|overhead)\([^)]*/g) ?? [])
    expect(calls.length).toBeGreaterThan(50)
    expect(calls.filter((call) => /\(\s*\d/.test(call))).toEqual([])
  })

  it('add to the cycles of a slice and to the ledger in the cores and in the load of idle VMs only', () => {
    const writers = files.filter((file) => /byStage\[[^\]]*\] \+=|byVm\[[^\]]*\] \+=/.test(readFileSync(file, 'utf8')))
    expect(writers.map((file) => file.slice(ENGINE.length + 1)).sort()).toEqual([
      'host/background-load.ts',
      'host/cpu.ts',
    ])
  })
})

it.each(['virtio', 'virtio, backend: user', 'vmxnet', 'e1000', 'e1000, backend: user', 'vlance', 'xen-vif'])(
  'behind %s, cycles of all stages, of all VMs and of all cores are the same',
  (adapter) => {
    const run = new LabRun(`
hosts:
  a:
    cpu: { cores: 3, clock: 3GHz }
    nics: { vmnic0: { model: intel-82599 } }
    vswitches: { v: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24, adapter: ${adapter} } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows:
  out: { from: w/eth0, to: s, type: tcp, stop: 18ms }
  in: { from: s, to: w/eth0, type: udp, rate: 500Mbps, stop: 18ms }
`).until(1)
    const { cpu } = run.lab.hosts[0]
    const { byStage, byVm } = cpu.accounts()
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
    const busy = Array.from({ length: cpu.cores }, (_, core) => cpu.busyUntilNow(core)).reduce((a, b) => a + b, 0)
    expect(sum(byVm) / sum(byStage)).toBeCloseTo(1, 9)
    // slices last for whole picoseconds
    expect((busy / 1e12) * 3e9).toBeGreaterThan(1e6)
    expect(((busy / 1e12) * 3e9) / sum(byStage)).toBeCloseTo(1, 5)
  },
)

it('each call with which an application hands over data costs one, however many fill a buffer', () => {
  const calls = (size: string): number => {
    const run = new LabRun(`
costs: { socket-send: 1 }
hosts:
  a:
    cpu: { cores: 4, clock: 3GHz }
    nics: { vmnic0: { model: intel-82599 } }
    vswitches: { v: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { out: { from: w/eth0, to: s, type: tcp, bytes: 1MB, size: ${size} } }
`).until(0.1)
    expect(run.lab.statistics[0].bytes).toBe(1e6)
    return run.cycles(0, 'socket-send')
  }
  expect(calls('1000B')).toBeCloseTo(1000, -2)
  expect(calls('1MB')).toBeLessThan(100)
})
