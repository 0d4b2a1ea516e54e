// What becomes of frames when ports are disabled, readdressed or taken away, which a mode switch and a migration do, and when
// their group is given another shaper.
import { describe, expect, it } from 'vitest'
import { DST, FLOW, FRAME_BYTES, FRAME_KIND, SRC } from '../../../../src-main/engine/kernel/frame-store'
import { FrameList } from '../../../../src-main/engine/kernel/frame-list'
import { LabRun } from '../host/lab-run'

const MAC = 0x020000000001
const OTHER = 0x020000000077

//   x - v0 - n0 - s
const lab = (group = ''): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 8 }
    nics: { n0: { model: intel-82599 } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: { ${group} } } } }
vms: { x: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, mac: "02:00:00:00:00:01" } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: x/eth0, to: s, type: udp, rate: 500Mbps, size: 1000 } }
`).until(0.02)

const parts = (run: LabRun) => {
  const [vswitch] = run.lab.hosts[0].vswitches
  return { vswitch, port: vswitch.ports[0]! }
}

describe('a port of a vSwitch', () => {
  it('that is disconnected takes no frame that its guest still sends', () => {
    const run = lab()
    const { vswitch, port } = parts(run)
    vswitch.disconnect(port)
    const frame = run.sim.frames.allocate(FRAME_KIND.udp)
    const d = run.sim.frames.data
    d[frame + SRC] = MAC
    d[frame + DST] = OTHER
    d[frame + FLOW] = -1
    d[frame + FRAME_BYTES] = 100
    run.sim.traffic.sent(frame)
    const out = new FrameList()
    const before = run.drops('a/v0', 'device-removed')
    vswitch.fromPort(null, frame, port, out)
    expect(out.length).toBe(0)
    expect(run.drops('a/v0', 'device-removed')).toBe(before + 1)
  })

  it('that is disconnected loses what its shaper holds', () => {
    const run = lab('shaping: { average: 50Mbps, burst: 10kB }')
    const { vswitch, port } = parts(run)
    const { waiting } = port.shaper!
    expect(waiting).toBeGreaterThan(10)
    const sent = run.counter('a/n0', 'txFrames')
    vswitch.disconnect(port)
    run.until(0.1)
    expect(run.drops('a/v0/net', 'device-removed')).toBe(waiting)
    expect(run.counter('a/n0', 'txFrames') - sent).toBeLessThan(5)
  })

  it('that is disabled keeps an address without being found by it', () => {
    const run = lab()
    const { vswitch, port } = parts(run)
    vswitch.disablePort(port)
    vswitch.changeMac(port, OTHER)
    const d = run.sim.frames.data
    const frame = run.sim.frames.allocate(FRAME_KIND.udp)
    d[frame + DST] = OTHER
    expect(vswitch.wantsMerged(frame, true)).toBe(false)
    vswitch.enablePort(port)
    expect(vswitch.wantsMerged(frame, true)).toBe(true)
    expect(port.mac).toBe(OTHER)
    run.sim.frames.release(frame)
  })
})

describe('shaping at run time', () => {
  const rate = (run: LabRun, seconds: number): number => {
    const before = run.lab.statistics[0].bytes
    run.until(run.sim.now / 1e12 + seconds)
    return ((run.lab.statistics[0].bytes - before) * 8) / seconds
  }

  it('V3: a group that had no shaper gets one, another limit, and none again', () => {
    const run = lab()
    expect(rate(run, 0.02)).toBeGreaterThan(480e6)
    run.set('a/v0/net', 'shaping/average', '100Mbps')
    run.set('a/v0/net', 'shaping/burst', '10kB')
    rate(run, 0.03)
    expect(rate(run, 0.05)).toBeLessThan(100e6)
    expect(rate(run, 0.05)).toBeGreaterThan(90e6)
    expect(run.drops('a/v0/net', 'shaper-overflow')).toBeGreaterThan(100)
    run.set('a/v0/net', 'shaping/average', '200Mbps')
    rate(run, 0.01)
    expect(rate(run, 0.05)).toBeGreaterThan(180e6)
    run.set('a/v0/net', 'shaping', null)
    rate(run, 0.005)
    const lost = run.drops('a/v0/net', 'shaper-overflow')
    expect(rate(run, 0.05)).toBeGreaterThan(480e6)
    expect(run.drops('a/v0/net', 'shaper-overflow')).toBe(lost)
  })
})
