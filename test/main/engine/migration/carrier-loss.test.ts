// The link of the port of a function goes, and comes back: the vSwitch has an uplink of its own.
import { describe, expect, it } from 'vitest'
import { perform } from '../../../../src-main/engine/actions'
import { LabRun } from '../host/lab-run'
import { unsound } from './soundness'

const PORT = 0
const UPLINK = 1

const lab = (adapter: 'failover' | 'replug'): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 4 }
    memory: 1GiB
    nics: { n: { model: nvidia-bluefield2, speed: 10Gbps, vfs: 1 }, m: { model: intel-82598 } }
    vswitches: { v: { uplinks: { active: [m] }, portGroups: { net: {} } } }
vms:
  w: { host: a, memory: 8MiB, nics: { eth0: { network: v/net, ip: 10.0.0.1/24, adapter: ${adapter}, function: n.vf0 } } }
switches: { t: { ports: 3 } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n, t/1] }, { ends: [a/m, t/2] }, { ends: [s, t/3], speed: 100Mbps } ]
flows:
  up: { from: s, to: w/eth0, type: udp, rate: 4Mbps, size: 472 }
  down: { from: w/eth0, to: s, type: udp, rate: 4Mbps, size: 472 }
`)

function turn(run: LabRun, link: number, up: boolean): void {
  perform(run.lab, { atPs: run.sim.now, index: 0, do: up ? 'link-up' : 'link-down', link })
  run.sim.settle()
}

const modes = (run: LabRun): string[] => run.lab.migration.modes().map(({ mode, function: fn }) => fn ?? mode)

describe('G27: a failover pair whose function has no link', () => {
  it('goes on with its standby device, and with the function when the link is back', () => {
    const run = lab('failover').until(0.5)
    expect(modes(run)).toEqual(['a/n.vf0'])
    turn(run, PORT, false)
    run.until(0.7)
    expect(modes(run)).toEqual(['a/n.vf0', 'emulation'])
    expect(run.flow(0).lost + run.flow(1).lost).toBeLessThan(8)
    const before = [run.flow(0).delivered, run.flow(1).delivered]
    run.until(0.8)
    // a datagram of each flow in a millisecond
    expect(run.flow(0).delivered - before[0]).toBeGreaterThan(95)
    expect(run.flow(1).delivered - before[1]).toBeGreaterThan(95)
    expect(run.lab.hosts[0].functions()[0].pci.owner).toBe('w')
    turn(run, PORT, true)
    run.until(1)
    expect(modes(run)).toEqual(['a/n.vf0', 'emulation', 'a/n.vf0'])
    expect(unsound(run).filter((wrong) => !wrong.startsWith('frames'))).toEqual([])
  })

  it('stays with the function where the link is back before the guest has noticed', () => {
    const run = lab('failover').until(0.5)
    turn(run, PORT, false)
    turn(run, PORT, true)
    run.until(0.7)
    expect(modes(run)).toEqual(['a/n.vf0'])
  })

  it('does not mind the link of the uplink that it does not use', () => {
    const run = lab('failover').until(0.5)
    turn(run, UPLINK, false)
    run.until(0.7)
    expect(modes(run)).toEqual(['a/n.vf0'])
    expect(run.flow(0).lost + run.flow(1).lost).toBe(0)
  })

  it('is the only design that does: a function that is replugged has nothing that stands in', () => {
    const run = lab('replug').until(0.5)
    turn(run, PORT, false)
    const { delivered } = run.flow(0)
    run.until(0.7)
    expect(modes(run)).toEqual(['a/n.vf0'])
    expect(run.flow(0).delivered - delivered).toBeLessThan(3)
  })
})
