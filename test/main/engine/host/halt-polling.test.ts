// Polling before a vCPU is halted: what it saves, what it burns, and when it is worth while.
import { describe, expect, it } from 'vitest'
import { LabRun } from './lab-run'

const lab = (haltPoll: string, interval: string, idle = 'off'): LabRun =>
  new LabRun(`
costs: { vcpu-wake: 3000, vcpu-wake-latency: 10000000, vcpu-poll-latency: 500000, vm-background: 0 }
hosts:
  a:
    cpu: { cores: 8, clock: 3GHz, idle: ${idle} }
    haltPoll: ${haltPoll}
    nics: { n0: { model: intel-82599, moderation: 0us } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms: { x: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: x/eth0, type: ping, interval: ${interval} } }
`)

const roundTrip = (run: LabRun): number => run.lab.statistics[0].latency.percentile(0.5)

describe('a vCPU that polls before it is halted', () => {
  it('need not be woken where the next packet comes soon enough', () => {
    const [halted, polled] = ['0s', '200us'].map((haltPoll) => lab(haltPoll, '100us').until(0.1))
    // 10 us of waking it, and half a microsecond instead
    expect((roundTrip(halted) - roundTrip(polled)) / 1e6).toBeCloseTo(9.5, 0)
    // until the time has doubled to 160 us, and where it is the other end that keeps it waiting
    expect(polled.cycles(0, 'vcpu-wake')).toBeLessThan(0.02 * halted.cycles(0, 'vcpu-wake'))
  })

  it('keeps its core busy all the time, and the cycles are those of its VM', () => {
    const run = lab('200us', '100us').until(0.1)
    const polled = run.cycles(0, 'halt-poll')
    const { ledger } = run.lab.hosts[0].cpu
    expect(polled).toBeGreaterThan(0.8 * 0.1 * 3e9)
    expect(polled).toBeLessThan(0.1 * 3e9)
    expect(ledger.byVm[0]).toBeGreaterThan(polled)
    const busy = Array.from({ length: 8 }, (_, core) => run.lab.hosts[0].cpu.busyUntilNow(core))
    expect(Math.max(...busy)).toBeLessThanOrEqual(run.sim.now)
    expect(Math.max(...busy)).toBeGreaterThan(0.8 * run.sim.now)
  })

  it('does not poll on for what comes later than the host lets it', () => {
    const run = lab('200us', '1ms').until(0.1)
    const halted = lab('0s', '1ms').until(0.1)
    expect(roundTrip(run)).toBe(roundTrip(halted))
    expect(run.cycles(0, 'vcpu-wake')).toBeGreaterThan(0.9 * halted.cycles(0, 'vcpu-wake'))
    // at most the shortest time once a packet
    expect(run.cycles(0, 'halt-poll')).toBeLessThan(0.05 * 0.1 * 3e9)
  })

  it('burns nothing where the host does not poll', () => {
    expect(lab('0s', '100us').until(0.05).cycles(0, 'halt-poll')).toBe(0)
  })

  it('keeps its core out of idle states', () => {
    const [halted, polled] = ['0s', '200us'].map((haltPoll) => lab(haltPoll, '100us', 'deep').until(0.1))
    expect(roundTrip(halted) - roundTrip(polled)).toBeGreaterThan(9.4e6)
    expect(polled.cycles(0, 'idle-exit')).toBeLessThanOrEqual(halted.cycles(0, 'idle-exit'))
  })
})
