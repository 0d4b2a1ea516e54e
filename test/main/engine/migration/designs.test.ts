// The designs that move a VM off a function, side by side: what each costs its traffic, and what the guest sees.
import { describe, expect, it } from 'vitest'
import { collectLive } from '../../../../src-main/engine/observe/collect-live'
import { collectResult } from '../../../../src-main/engine/observe/collect-result'
import type { LabResult } from '../../../../src-shared/result/result'
import type { LabRun } from '../host/lab-run'
import { DESIGNS, startLab, type DesignLab } from './design-lab'

type Design = keyof typeof DESIGNS

const ALL = Object.keys(DESIGNS) as Design[]

function move(run: LabRun, to: string, until: number): LabRun {
  run.lab.migration.request('w', to)
  run.sim.settle()
  return run.until(until)
}

/** From a to b at 0.1 s. */
const moved = (options: DesignLab, until = 1.2) => move(startLab(options).until(0.1), 'b', until)

const resultOf = (run: LabRun) => collectResult(run.lab)
const devicesOf = (run: LabRun) => resultOf(run).guest!['w/eth0'].devices
const modesOf = (run: LabRun) => resultOf(run).modes.map(({ mode, function: fn }) => fn ?? mode)
const phasesOf = (run: LabRun) => resultOf(run).migrations[0].phases.map(({ name }) => name)

/** Most devices that the guest saw at a time. */
function mostDevices(devices: NonNullable<LabResult['guest']>[string]['devices']): number {
  const at = (time: number) => devices.filter(({ from, until }) => from <= time && (until ?? Infinity) > time).length
  return Math.max(...devices.map(({ from }) => at(from)))
}

describe('what a window is told of the guests', () => {
  it('is what the result says, of the VMs that were moved and of no other', () => {
    const still = 'still: { host: a, memory: 8MiB, nics: { eth0: { network: v/net, ip: 10.0.0.2/24 } } }'
    const run = startLab({ nic: DESIGNS.replug, vms: `  ${still}` }).until(0.1)
    expect(collectLive(run.lab, 0, 0).guest).toEqual({})
    move(run, 'b', 1.2)
    const { devices } = resultOf(run).guest!['w/eth0']
    expect(devices.length).toBeGreaterThan(1)
    expect(collectLive(run.lab, 0, 0).guest).toEqual({ 'w/eth0': { devices } })
  })
})

describe('G12: upt and npa', () => {
  it.each(['npa', 'upt'] as const)('%s: the guest keeps one device, one driver and one address', (design) => {
    expect(devicesOf(moved({ nic: DESIGNS[design] }))).toEqual([
      { name: 'eth0', role: 'nic', driver: 'vmxnet3', mac: '02:00:00:00:00:10', from: 0, until: null },
    ])
  })

  it('the guest of an npa sees the same NIC on functions of Intel, in emulation, and on functions of Mellanox and Broadcom', () => {
    for (const other of ['mellanox-connectx5', 'broadcom-bcm57810']) {
      const models: [string, string] = ['intel-82599', other]
      const run = moved({ nic: DESIGNS.npa, models, flows: '{ f: { from: w/eth0, to: s, type: tcp } }' })
      const { modes, guest, flows } = resultOf(run)
      expect(modes.map(({ plugin }) => plugin)).toEqual(['intel', 'emulation', other.split('-')[0]])
      expect(guest!['w/eth0'].devices).toHaveLength(1)
      expect(guest!['w/eth0'].devices[0]).toMatchObject({ driver: 'vmxnet3', mac: '02:00:00:00:00:10', until: null })
      const [vnic] = run.lab.vms[0].vnics
      expect([vnic.mac, vnic.model.ip?.address]).toEqual([0x020000000010, 0x0a000001])
      // the connection is the same one, and went on
      expect(flows.f.bytes).toBeGreaterThan(10e6)
      expect(flows.f.longestGap).toBeLessThan(0.3)
    }
  })
})

describe('G13: a failover pair', () => {
  it('is three devices of one address; the primary goes before the move and another one comes after it', () => {
    const run = moved({ nic: DESIGNS.failover, models: ['intel-82599', 'mellanox-connectx5'] })
    const devices = devicesOf(run)
    expect(devices.map(({ name, role, driver }) => [name, role, driver])).toEqual([
      ['eth0', 'master', 'net_failover'],
      ['eth0nsby', 'standby', 'virtio_net'],
      ['eth0-vf', 'primary', 'ixgbevf'],
      ['eth0-vf', 'primary', 'mlx5_core'],
    ])
    expect(new Set(devices.map(({ mac }) => mac))).toEqual(new Set(['02:00:00:00:00:10']))
    expect(mostDevices(devices)).toBe(3)
    expect(modesOf(run)).toEqual(['a/n.vf0', 'emulation', 'b/n.vf0'])
    expect(phasesOf(run)).toEqual(['compatibility', 'unplug', 'pre-copy', 'switch-over', 'resume', 'announce', 'plug'])
  })

  it('the standby carries the frames while the primary is away', () => {
    const run = startLab({ nic: DESIGNS.failover }).until(0.1)
    expect(run.counter('a/v', 'rxFrames')).toBeLessThan(10)
    move(run, 'b', 0.8)
    expect(run.counter('a/v', 'rxFrames') + run.counter('b/v', 'rxFrames')).toBeGreaterThan(400)
    const through = run.until(1).counter('b/v', 'rxFrames')
    expect(run.until(1.2).counter('b/v', 'rxFrames') - through).toBeLessThan(10)
    expect(run.counter('b/n.vf0', 'rxFrames')).toBeGreaterThan(200)
    // the stop of the VM, and no more
    const { downtime } = resultOf(run).migrations[0]
    expect(resultOf(run).flows.up.longestGap).toBeLessThan(downtime + 0.003)
  })

  it('is not formed by a guest that does not know it: two devices of one address, and the reason', () => {
    const run = startLab({ nic: `${DESIGNS.failover}, standby: false` }).until(0.05)
    const { guest, modes } = resultOf(run)
    expect(guest!['w/eth0'].unpaired?.code).toBe('no-standby')
    expect(guest!['w/eth0'].devices.map(({ role, mac }) => [role, mac])).toEqual([
      ['nic', '02:00:00:00:00:10'],
      ['nic', '02:00:00:00:00:10'],
    ])
    expect(modes.map(({ mode }) => mode)).toEqual(['emulation'])
    expect(run.codes()).toContain('pair-not-formed')
    expect(run.flow(0).delivered).toBeGreaterThan(20)
    expect(run.counter('a/n.vf0', 'rxFrames')).toBe(0)
    // the function is the guest's all the same, and has to be unplugged to move
    expect(run.lab.hosts[0].functionAt('a/n.vf0')?.pci.owner).toBe('w')
    expect(run.lab.hosts[0].memory.pinned).toBe(8 * 2 ** 20)
    expect(phasesOf(move(run, 'b', 1.1))).toContain('unplug')
    expect(run.lab.hosts[1].functionAt('b/n.vf0')?.pci.owner).toBe('w')
  })

  it('is not formed with a function of another address', () => {
    const settings: [string, string] = [', vf: { 0: { mac: "02:00:00:00:00:99" } }', '']
    const run = startLab({ nic: DESIGNS.failover.replace('auto', 'n.vf0'), settings }).until(0.05)
    expect(resultOf(run).guest!['w/eth0'].unpaired).toMatchObject({ code: 'address-differs', path: 'a/n.vf0' })
  })

  it('runs on its standby where no function is free, with a warning', () => {
    const run = moved({ nic: DESIGNS.failover, vfs: [1, 0] }, 0.6)
    const [migration] = resultOf(run).migrations
    expect(migration.outcome).toBe('completed')
    expect(migration.warnings.map(({ code }) => code)).toEqual(['no-free-vf'])
    expect(migration.warnings[0].says).toContain('runs on its standby device')
    expect(modesOf(run)).toEqual(['a/n.vf0', 'emulation'])
  })
})

describe('G14: unplug and replug', () => {
  it('leaves the guest without a device from the unplugging to the plugging; all frames of that time are lost', () => {
    const run = moved({ nic: DESIGNS.replug })
    expect(modesOf(run)).toEqual(['a/n.vf0', 'absent', 'b/n.vf0'])
    const [first, second] = devicesOf(run)
    const [, gone, back] = resultOf(run).modes
    expect([first.until, second.from]).toEqual([gone.at, back.at])
    // request, state and pages, then attaching, finding and starting the other one
    const { migrations, flows } = resultOf(run)
    expect(back.at - gone.at).toBeGreaterThan(0.42)
    expect(flows.up.longestGap).toBeGreaterThan(back.at - gone.at)
    expect(flows.down.lostBy).toEqual({ 'device-removed': flows.down.lost })
    expect(flows.up.lost).toBeGreaterThan(400)
    expect(migrations[0].downtime).toBeLessThan(0.02)
    expect(run.codes()).toEqual(expect.arrayContaining(['unplug-requested', 'device-unplugged', 'device-plugged']))
  })

  it('leaves it without one for good where no function is free, and says so', () => {
    const run = moved({ nic: DESIGNS.replug, vfs: [1, 0] }, 0.7)
    const { migrations, capabilities } = resultOf(run)
    expect(migrations[0].warnings[0].says).toContain('has no device on b')
    expect(devicesOf(run).every(({ until }) => until !== null)).toBe(true)
    expect(capabilities['w/eth0']['port-statistics'].available).toBe(false)
  })

  it('needs its function to start', () => {
    const run = startLab({ nic: DESIGNS.replug, vfs: [0, 0] }).until(0.01)
    expect(run.lab.vms[0].state).toBe('off')
    expect(run.lab.vms[0].reasons.map(({ code }) => code)).toEqual(['no-free-vf'])
  })
})

describe('the designs on one lab and seed', () => {
  it('differ as they are known to: replug has the largest gap, failover three devices, npa and upt one', () => {
    const rows = ALL.map((design) => {
      const run = moved({ nic: DESIGNS[design] })
      const { flows } = resultOf(run)
      return { design, gap: flows.up.longestGap, devices: mostDevices(devicesOf(run)), lost: flows.up.lost }
    })
    const row = (design: Design) => rows.find((one) => one.design === design)!
    for (const { design, gap } of rows) if (design !== 'replug') expect(gap * 10).toBeLessThan(row('replug').gap)
    expect(rows.map(({ devices }) => devices)).toEqual([1, 1, 3, 1])
    expect(row('npa').lost + row('upt').lost).toBeLessThan(row('replug').lost / 10)
  })
})
