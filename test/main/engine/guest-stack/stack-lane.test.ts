import { describe, expect, it } from 'vitest'
import type { NetDevice } from '../../../../src-main/engine/guest/net-device'
import { NetworkStack } from '../../../../src-main/engine/guest/stack/network-stack'
import { StackLane } from '../../../../src-main/engine/guest/stack/stack-lane'
import type { TcpBulk } from '../../../../src-main/engine/guest/workload/tcp-bulk'
import { Cpu } from '../../../../src-main/engine/host/cpu'
import { World } from '../../../../src-main/engine/host/world'
import { DST, DST_IP, FRAME_BYTES, FRAME_KIND, SRC, SRC_IP } from '../../../../src-main/engine/kernel/frame-store'
import { MS, SECOND, US } from '../../../../src-main/engine/kernel/sim-time'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { reasonIndex } from '../../../../src-main/engine/observe/counter-table'
import { CycleLedger, STAGE_COUNT, stageIndex } from '../../../../src-main/engine/observe/cycle-ledger'
import { isData, timeouts } from './tcp-trace'
import { TwoStations } from './two-stations'

/** A device that takes `room` frames and keeps them. */
class FakeDevice implements NetDevice {
  mac = 0x020000000001
  readonly mtu = 1500
  readonly tso = false
  readonly checksum = true
  readonly vlan = 0
  readonly dropBase: number
  readonly taken: number[] = []
  room = Infinity
  received = 0

  constructor(
    readonly sim: Simulator,
    readonly path: string,
  ) {
    this.dropBase = sim.counters.register(path, 'vnic', [])
  }

  chargeTransmit(world: World): void {
    world.charge(stageIndex('guest-driver-transmit'))
  }

  chargeReceive(world: World): void {
    this.received++
    world.charge(stageIndex('guest-driver-receive'))
  }

  transmit(frame: number): boolean {
    if (this.room <= 0) return false
    this.room--
    this.taken.push(frame)
    return true
  }
}

/** One lane on a core of 1 GHz on which a driver takes 1 µs a frame. */
function oneLane() {
  const sim = new Simulator(1)
  const costs = new Float64Array(STAGE_COUNT)
  costs[stageIndex('guest-driver-receive')] = 1000
  costs[stageIndex('guest-driver-transmit')] = 1000
  costs[stageIndex('vcpu-wake')] = 5000
  const cpu = new Cpu(sim, 'cpu', 1, 1e9, costs, new CycleLedger(1))
  const lane = new StackLane(sim)
  lane.world = new World(sim, 'vcpu0', cpu, 0, lane)
  const stack = new NetworkStack(sim, 'eth0/stack', { address: 0x0a000001, prefix: 24 }, [lane])
  const device = new FakeDevice(sim, 'eth0')
  stack.attach(device)
  /** A request for the stack's address: it answers each. */
  const ask = (to: NetDevice = device): void => {
    const frame = sim.frames.allocate(FRAME_KIND.arpRequest)
    const d = sim.frames.data
    d[frame + FRAME_BYTES] = 64
    d[frame + SRC] = 0x020000000002
    d[frame + SRC_IP] = 0x0a000002
    d[frame + DST] = device.mac
    d[frame + DST_IP] = 0x0a000001
    sim.traffic.sent(frame)
    lane.enqueueReceived(to, frame)
    lane.wake()
    sim.settle()
  }
  return { sim, cpu, lane, stack, device, ask }
}

describe('a lane', () => {
  it('takes what is there, and lets it leave when its cycles are spent', () => {
    const { sim, lane, device, ask } = oneLane()
    ask()
    sim.run(1.9 * US)
    expect(device.taken.length).toBe(0)
    sim.run(2 * US)
    expect(device.taken.length).toBe(1)
    expect(lane.backlog).toBe(0)
    sim.traffic.assertBalance()
  })

  it('takes at most 64 frames in a slice, and goes on with the others', () => {
    const { sim, device, ask, lane } = oneLane()
    lane.world.suspend()
    for (let i = 0; i < 100; i++) ask()
    lane.world.resume()
    sim.settle()
    sim.run(128 * US)
    expect(device.taken.length).toBe(64)
    sim.run(200 * US)
    expect(device.taken.length).toBe(100)
    sim.traffic.assertBalance()
  })

  it('charges what was put on it before its next slice', () => {
    const { sim, lane, device, ask } = oneLane()
    lane.overhead(stageIndex('vcpu-wake'), 1)
    lane.overhead(stageIndex('vcpu-wake'), 1)
    ask()
    sim.run(11.9 * US)
    expect(device.taken.length).toBe(0)
    sim.run(12 * US)
    expect(device.taken.length).toBe(1)
    ask()
    sim.run(14 * US)
    expect(device.taken.length).toBe(2)
  })

  it('wakes an idle vCPU after its latency, and a busy one at once', () => {
    const { sim, lane, device, ask } = oneLane()
    lane.idleLatencyPs = 6 * US
    lane.idleStage = stageIndex('vcpu-wake')
    ask()
    sim.run(7 * US)
    ask()
    sim.run(12.9 * US)
    expect(device.taken.length).toBe(0)
    sim.run(13 * US)
    // the first one: 6 µs of waiting, 5 of waking, 2 of work; the other one was there when the first was done
    expect(device.taken.length).toBe(1)
    sim.run(15 * US)
    expect(device.taken.length).toBe(2)
  })

  it('keeps what a full ring refuses until there is room', () => {
    const { sim, lane, device, ask } = oneLane()
    device.room = 1
    ask()
    ask()
    ask()
    sim.run(MS)
    expect(device.taken.length).toBe(1)
    device.room = 10
    lane.transmitSpace(device)
    sim.settle()
    sim.run(2 * MS)
    expect(device.taken.length).toBe(3)
    sim.traffic.assertBalance()
  })

  it('hands nothing over while its stack is quiesced, and everything afterwards', () => {
    const { sim, stack, device, ask } = oneLane()
    stack.quiesce()
    ask()
    ask()
    sim.run(MS)
    expect(device.taken.length).toBe(0)
    stack.unquiesce()
    sim.settle()
    sim.run(2 * MS)
    expect(device.taken.length).toBe(2)
  })

  it('goes on through another device with what waits, and pays the old one for what it had received', () => {
    const { sim, stack, lane, device, ask } = oneLane()
    device.room = 0
    ask()
    sim.run(MS)
    lane.world.suspend()
    ask()
    const other = new FakeDevice(sim, 'vf')
    stack.attach(other)
    lane.world.resume()
    sim.settle()
    sim.run(2 * MS)
    expect(device.received).toBe(2)
    expect(device.taken.length).toBe(0)
    expect(other.taken.length).toBe(2)
    expect(other.received).toBe(0)
    sim.traffic.assertBalance()
  })

  it('loses what a device that is gone had received', () => {
    const { sim, stack, lane, device, ask } = oneLane()
    lane.world.suspend()
    ask()
    stack.attach(new FakeDevice(sim, 'vf'))
    lane.disconnect(device, reasonIndex('device-removed'))
    lane.world.resume()
    sim.settle()
    sim.run(MS)
    expect(device.received).toBe(0)
    expect(sim.counters.data[device.dropBase + reasonIndex('device-removed')]).toBe(1)
    sim.traffic.assertBalance()
  })
})

describe('a machine that is stopped for a while', () => {
  it('deals with its timers when it runs again', () => {
    const net = new TwoStations()
    const flow = net.flow('tcp') as TcpBulk
    net.keepFrames = false
    net.run(10 * MS)
    const [world] = net.left.stack.lanes.map((lane) => lane.world)
    net.act(() => world.suspend())
    // its acknowledgements come in and wait; its timer runs out and waits
    net.run(SECOND)
    expect(timeouts(net)).toBe(0)
    flow.statistics.sample()
    net.act(() => world.resume())
    net.run(1.01 * SECOND)
    // the acknowledgements are there before the timer is looked at
    expect(timeouts(net)).toBe(0)
    expect(flow.statistics.sample().goodput).toBeGreaterThan(9e9)
    expect(flow.statistics.longestGap).toBeGreaterThan(0.98 * SECOND)
  })

  it('sends again when the peer was stopped', () => {
    const net = new TwoStations()
    const flow = net.flow('tcp') as TcpBulk
    net.keepFrames = false
    net.run(10 * MS)
    const [world] = net.right.stack.lanes.map((lane) => lane.world)
    net.act(() => world.suspend())
    net.run(500 * MS)
    expect(timeouts(net)).toBe(1)
    net.act(() => world.resume())
    net.run(510 * MS)
    flow.statistics.sample()
    net.run(520 * MS)
    expect(flow.statistics.sample().goodput).toBeGreaterThan(9e9)
  })

  it('has no datagrams due for the time in which its clock stood', () => {
    const net = new TwoStations()
    net.flow('udp', { rateBps: 1e8, sizeBytes: 1000, stopPs: SECOND })
    net.keepFrames = false
    net.run(100 * MS)
    const [world] = net.left.stack.lanes.map((lane) => lane.world)
    net.act(() => world.suspend())
    net.run(600 * MS)
    net.act(() => world.resume())
    net.run(1.1 * SECOND)
    // half of the second was lost to it
    expect(net.sim.traffic.account(0).sent(0)).toBeGreaterThanOrEqual(6250)
    expect(net.sim.traffic.account(0).sent(0)).toBeLessThanOrEqual(6252)
    expect(net.sim.traffic.account(0).lost(0)).toBe(0)
  })
})

describe('a station with a CPU', () => {
  const cpu = { cores: 4, clockHz: 3e9, idle: 'off' as const }

  it('merges what arrives during a poll, and acknowledges merged frames once', () => {
    const net = new TwoStations({ right: { cpu } })
    const flow = net.flow('tcp')
    net.keepFrames = false
    net.run(50 * MS)
    expect(flow.statistics.goodput).toBeGreaterThan(9.4e9)
    const account = net.sim.traffic.account(0)
    expect(account.sent(1)).toBeLessThan(account.delivered(0) / 4)
    const { ledger } = net.right
    expect(ledger.byStage[stageIndex('lro-merge')]).toBeGreaterThan(0)
    // each Ethernet frame is paid for by the driver, also those that are merged
    const frames = ledger.byStage[stageIndex('nic-driver-receive')] / 750
    expect(Math.abs(frames - account.delivered(0))).toBeLessThan(600)
  })

  it('is interrupted less often for each frame when frames come faster', () => {
    const interrupts = (rateBps: number): number => {
      const net = new TwoStations({ right: { cpu } })
      net.flow('udp', { rateBps, sizeBytes: 100, stopPs: 20 * MS })
      net.keepFrames = false
      net.run(30 * MS)
      const { ledger } = net.right
      const frames = net.sim.traffic.account(0).delivered(0)
      return ledger.byStage[stageIndex('host-interrupt')] / 2500 / frames
    }
    const slow = interrupts(100 * 8 * 50_000)
    const fast = interrupts(100 * 8 * 1_000_000)
    expect(slow).toBeGreaterThan(0.95)
    expect(fast).toBeLessThan(0.15)
  })

  it('loses at its ring what its core cannot take', () => {
    const net = new TwoStations({ right: { cpu: { cores: 1, clockHz: 1e9, idle: 'off' as const } } })
    const flow = net.flow('udp', { rateBps: 5e9, sizeBytes: 500, stopPs: 20 * MS })
    net.keepFrames = false
    net.run(100 * MS)
    const account = net.sim.traffic.account(0)
    expect(net.lost(0, 'no-buffer')).toBe(account.lost(0))
    expect(account.lost(0)).toBeGreaterThan(0.5 * account.sent(0))
    // 750 for the driver, 2500 for the stack, 60 and 0.3 a byte for the copy: 3460 cycles a datagram
    const perSecond = account.delivered(0) / 0.02
    expect(perSecond).toBeGreaterThan(1e9 / 3460)
    expect(flow.statistics.latency.max).toBeLessThan(5 * MS)
  })

  it('takes acknowledgements before it sends more, so that its ring does not overflow with them', () => {
    const net = new TwoStations({ speedBps: 40e9, left: { cpu: { cores: 1, clockHz: 1e9, idle: 'off' as const } } })
    const flow = net.flow('tcp')
    net.keepFrames = false
    net.run(50 * MS)
    expect(flow.statistics.goodput).toBeGreaterThan(3e9)
    expect(net.sim.traffic.account(0).lost(1)).toBe(0)
    expect(net.left.cpu.busyPs[0]).toBeGreaterThan(45 * MS)
  })

  it('spreads connections over its cores', () => {
    const net = new TwoStations({ right: { cpu } })
    net.flow('tcp', { streams: 8 })
    net.keepFrames = false
    net.run(20 * MS)
    const busy = [...net.right.cpu.busyPs].filter((ps) => ps > 0.01 * 20 * MS)
    expect(busy.length).toBeGreaterThan(1)
  })
})

describe('a stack', () => {
  it('ends quietly what was flooded to it and is for somebody else', () => {
    const net = new TwoStations()
    const { frames, traffic } = net.sim
    const frame = frames.allocate(FRAME_KIND.udp)
    frames.data[frame + FRAME_BYTES] = 64
    frames.data[frame + DST] = 0x0200000000ee
    traffic.sent(frame)
    net.link.ends[0].enqueue(frame)
    net.run(MS)
    expect(traffic.control.lostBy[reasonIndex('not-addressed-to-us')]).toBe(1)
    expect(frames.live).toBe(0)
  })

  it('blocks a flow whose end has no address, and says so', () => {
    const sim = new Simulator(1)
    const net = new TwoStations({ left: { ip: null as never } })
    net.flow('tcp')
    net.run(MS)
    expect(net.sim.log.entries.map((entry) => entry.code)).toEqual(['flow-blocked'])
    expect(net.rightward.seen.filter(isData)).toEqual([])
    expect(sim.events).toBe(0)
  })
})
