import { describe, expect, it } from 'vitest'
import { SeenRun } from '../../../src-renderer/stores/seen-run'
import { demoLive, demoStatus, MOVES } from './demo-run'

const at = (time: number, fromSample = 0, fromLog = 0) =>
  demoLive({ status: demoStatus(time), sequence: 1, fromSample, fromLog })

describe('what was seen of a run', () => {
  it('keeps the future of a run that goes back in time', () => {
    const seen = new SeenRun('run-1')
    seen.take(at(5))
    const entries = seen.log.length
    seen.take(at(2))
    expect(seen.until).toBe(5)
    expect(seen.samples.times.length).toBe(500)
    expect(seen.log.length).toBe(entries)
    expect(seen.migrations.map((migration) => migration.outcome)).toEqual(['completed'])
  })

  it('grows by the parts of a run that arrive one after the other, without a hole or a double', () => {
    const seen = new SeenRun('run-1')
    seen.take(at(2))
    seen.take(at(4, seen.samples.times.length, seen.log.length))
    const whole = new SeenRun('run-1')
    whole.take(at(4))
    expect(seen.samples).toEqual(whole.samples)
    expect(seen.log).toEqual(whole.log)
  })

  it('does not double samples that come again after a step back', () => {
    const seen = new SeenRun('run-1')
    seen.take(at(3))
    seen.take(at(1))
    seen.take(at(3.5, 50, 2))
    expect(seen.samples.times.length).toBe(350)
    expect(seen.samples.times[349]).toBeCloseTo(3.5)
    expect(new Set(seen.samples.times).size).toBe(350)
  })

  it('forgets what lay ahead when somebody acts', () => {
    const seen = new SeenRun('run-1')
    seen.take(at(1))
    seen.take(at(8))
    seen.cutAt(2)
    expect(seen.until).toBe(2)
    expect(seen.samples.times.length).toBe(200)
    expect(seen.migrations).toEqual([])
    expect(seen.modes.map((mode) => mode.mode)).toEqual(['passthrough'])
    expect(Math.max(...seen.log.map((entry) => entry.at))).toBeLessThanOrEqual(2)
    expect(seen.samples.latency[0]?.length).toBe(200)
  })

  it('keeps the devices of a guest that lie ahead, until somebody acts before they come or go', () => {
    const device = { name: 'eth0', role: 'nic', driver: 'ixgbevf', mac: '02:00:00:00:00:01' } as const
    const seen = new SeenRun('run-1')
    const first = { ...device, from: 0, until: 3 }
    const second = { ...device, from: 5, until: null }
    seen.take({ ...at(8), guest: { 'web-1/eth0': { devices: [first, second] } } })
    seen.take({ ...at(4), guest: { 'web-1/eth0': { devices: [first] } } })
    expect(seen.guest['web-1/eth0']?.devices).toEqual([first, second])
    seen.cutAt(4)
    expect(seen.guest['web-1/eth0']?.devices).toEqual([first])
    seen.cutAt(2)
    expect(seen.guest['web-1/eth0']?.devices).toEqual([{ ...first, until: null }])
  })

  it('follows a migration that is under way to its end, and never back from it', () => {
    const seen = new SeenRun('run-1')
    const [first] = MOVES
    seen.take(at(3.5))
    expect(seen.migrations[0]?.outcome).toBe('running')
    seen.take(at((first?.end ?? 0) + 1))
    seen.take(at(3.5))
    expect(seen.migrations).toHaveLength(1)
    expect(seen.migrations[0]?.outcome).toBe('completed')
  })

  it('has every change of mode once, in order, also those that fell between two snapshots', () => {
    const seen = new SeenRun('run-1')
    seen.take(at(1))
    seen.take(at(10))
    seen.take(at(10.5))
    expect(seen.modes.map((mode) => mode.mode)).toEqual(['passthrough', 'emulation', 'passthrough'])
    expect(seen.modes.map((mode) => mode.at)).toEqual([...seen.modes.map((mode) => mode.at)].sort((a, b) => a - b))
  })

  it('keeps a limited trail of what every core did', () => {
    const seen = new SeenRun('run-1')
    for (let k = 1; k <= 700; k++) seen.take(at(k / 100, k, 0))
    expect(seen.cores.times.length).toBe(600)
    expect(seen.cores.hosts.every((cores) => cores.every((core) => core.length === 600))).toBe(true)
  })
})
