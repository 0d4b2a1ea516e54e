import { describe, expect, it } from 'vitest'
import { MSS, TS_VAL, WINDOW } from '../../../../src-main/engine/kernel/frame-store'
import { MS, SECOND, US } from '../../../../src-main/engine/kernel/sim-time'
import { connect, isData, isPureAck, segments } from './tcp-trace'
import { TwoStations } from './two-stations'

describe('a TCP connection', () => {
  it('opens with three segments, sends its bytes, and closes both ways', () => {
    const net = new TwoStations()
    const flow = net.flow('tcp', { bytes: 4000 })
    net.run(SECOND)
    expect(segments(net.rightward.seen)).toEqual([
      'SYN',
      'ACK 0',
      '0..1460',
      '1460..2920',
      '2920..4000',
      'FIN 4000',
      'ACK 1',
    ])
    expect(segments(net.leftward.seen)).toEqual(['SYN-ACK', 'ACK 2920', 'ACK 4001', 'FIN 0'])
    expect(flow.statistics.bytes).toBe(4000)
    const account = net.sim.traffic.account(0)
    expect(account.delivered(0) + account.delivered(1)).toBe(11)
    expect(net.sim.frames.live).toBe(0)
  })

  it('says in its SYN how long segments may be, and sends none longer than both ends take', () => {
    const net = new TwoStations({ left: { mtu: 9000 }, right: { mtu: 4000 } })
    net.flow('tcp', { bytes: 20_000 })
    net.run(SECOND)
    const [syn] = net.rightward.seen.slice(1)
    expect(syn.field(MSS)).toBe(8960)
    expect(syn.field(WINDOW)).toBe(65_535)
    expect(segments(net.rightward.seen)).toContain('0..3960')
  })

  it('has no more on its way than the socket buffers of its ends hold', () => {
    const net = new TwoStations({ delayPs: MS })
    const flow = net.flow('tcp', { socketBufferBytes: 65_536 })
    net.run(SECOND)
    // 44 full segments a round trip of a little more than 2 ms
    const most = (44 * 1460 * 1000) / 2
    expect(flow.statistics.bytes).toBeLessThanOrEqual(most)
    expect(flow.statistics.bytes).toBeGreaterThan(0.95 * most)
  })

  it('has room for two segments, however small its socket buffers are', () => {
    const net = new TwoStations({ left: { mtu: 9000 }, right: { mtu: 9000 } })
    const flow = net.flow('tcp', { socketBufferBytes: 2048, bytes: 200_000 })
    net.run(SECOND)
    expect(flow.statistics.bytes).toBe(200_000)
  })

  it('gives timestamps twelve bytes of every segment', () => {
    const net = new TwoStations()
    net.flow('tcp', { bytes: 5000, timestamps: true })
    net.run(SECOND)
    expect(segments(net.rightward.seen)).toContain('1448..2896')
    for (const frame of net.rightward.seen.filter(isData)) expect(frame.field(TS_VAL)).toBeGreaterThanOrEqual(0)
  })

  it('sends its SYN again after 1, 3 and 7 seconds, and gives up in the end', () => {
    const net = new TwoStations()
    let failed = 0
    const { client } = connect(net, { observer: { failed: () => failed++ } })
    // ARP passes, TCP does not
    net.rightward.lose = (frame) => segments([frame]).length > 0
    net.act(() => client.open())
    net.run(100 * SECOND)
    const tries = net.rightward.seen.filter((frame) => segments([frame])[0] === 'SYN')
    expect(tries.map((frame) => Math.round(frame.at / SECOND))).toEqual([0, 1, 3, 7, 15, 31, 63])
    expect(failed).toBe(0)
    net.run(128 * SECOND)
    expect(failed).toBe(1)
  })

  it('opens although the answer to its SYN is lost', () => {
    const net = new TwoStations()
    const flow = net.flow('tcp', { bytes: 1000 })
    let answers = 0
    net.leftward.lose = (frame) => segments([frame])[0] === 'SYN-ACK' && ++answers === 1
    net.run(5 * SECOND)
    expect(flow.statistics.bytes).toBe(1000)
    expect(net.sim.frames.live).toBe(0)
  })

  it('ends a transfer of a fixed size with its last delivery, and counts goodput up to there', () => {
    const net = new TwoStations({ speedBps: 1e9 })
    const bytes = 12_500_000
    const flow = net.flow('tcp', { bytes, streams: 4 })
    net.run(2 * SECOND)
    const { statistics } = flow
    expect(statistics.bytes).toBe(4 * bytes)
    expect(statistics.endedAt).toBeLessThan(0.425 * SECOND)
    expect(statistics.goodput / 1e9).toBeCloseTo(0.9493, 2)
    expect(statistics.longestGap).toBeLessThan(5 * MS)
    expect(net.sim.frames.live).toBe(0)
  })

  it('sends no new data behind its stop, and closes', () => {
    const net = new TwoStations()
    net.flow('tcp', { stopPs: 5 * MS })
    net.run(SECOND)
    const data = net.rightward.seen.filter(isData)
    expect(data.length).toBeGreaterThan(3000)
    expect(data[data.length - 1].at).toBeLessThan(7 * MS)
    expect(segments(net.rightward.seen.slice(-2))[0]).toMatch(/^FIN/)
    expect(net.sim.frames.live).toBe(0)
  })

  it('tells its observers what was acknowledged and what was read', () => {
    const net = new TwoStations()
    const seen: string[] = []
    let acknowledged = 0
    const observer = {
      connected: () => seen.push('connected'),
      acknowledged: (_: unknown, bytes: number) => (acknowledged += bytes),
      received: (_: unknown, bytes: number) => seen.push(`read ${bytes}`),
      finished: () => seen.push('finished'),
    }
    const { client, service } = connect(net)
    client.observer = observer
    service.observer = observer
    net.act(() => {
      client.open()
      client.write(1000)
    })
    net.run(100 * MS)
    net.act(() => client.write(500))
    net.run(200 * MS)
    net.act(() => client.finish())
    net.run(300 * MS)
    expect(seen).toEqual(['connected', 'connected', 'read 1000', 'read 500', 'finished', 'finished'])
    // the FINs count as one each
    expect(acknowledged).toBe(1500 + 2)
  })
})

describe('acknowledgements', () => {
  it('are sent for every second segment', () => {
    const net = new TwoStations({ right: { lro: false } })
    net.flow('tcp', { bytes: 1460 * 1000 })
    net.run(SECOND)
    const acks = net.leftward.seen.filter(isPureAck)
    expect(acks.length).toBeGreaterThanOrEqual(500)
    expect(acks.length).toBeLessThanOrEqual(503)
  })

  it('wait 40 ms for a second segment', () => {
    const net = new TwoStations()
    const { client } = connect(net)
    net.act(() => {
      client.open()
      client.write(1460)
    })
    net.run(SECOND)
    const [data] = net.rightward.seen.filter(isData)
    const [ack] = net.leftward.seen.filter(isPureAck)
    expect(ack.at - data.at).toBeGreaterThan(40 * MS)
    expect(ack.at - data.at).toBeLessThan(40 * MS + 2 * US)
  })

  it('travel on data that goes back', () => {
    const net = new TwoStations()
    const { client, service } = connect(net)
    net.act(() => {
      client.open()
      client.write(1000)
    })
    net.run(MS)
    net.act(() => service.write(1000))
    net.run(SECOND)
    expect(segments(net.leftward.seen)).toEqual(['SYN-ACK', '0..1000'])
  })

  it('hold a second short segment back until the first is acknowledged', () => {
    const net = new TwoStations()
    const { client } = connect(net)
    net.act(() => client.open())
    net.run(MS)
    net.act(() => client.write(100))
    net.run(2 * MS)
    net.act(() => {
      client.write(100)
      client.write(50)
    })
    net.run(SECOND)
    expect(segments(net.rightward.seen)).toEqual(['SYN', 'ACK 0', '0..100', '100..250'])
    const [first, second] = net.rightward.seen.filter(isData)
    expect(second.at - first.at).toBeGreaterThan(40 * MS)
  })
})
