// Open-loop UDP: datagrams at a constant rate or as a Poisson process, of one size or exponential, whatever becomes of them.
// The n-th datagram of a constant flow leaves n exact gaps after the start, so that counts are exact. An application that
// gets no CPU sends late what is due; while its VM is stunned its clock stands still and nothing becomes due.
// It sleeps between datagrams, and timers have slack: whatever wakes its CPU, it sends all that is due by then.
import { RandomStream } from '../../kernel/random-stream'
import { SLICE_BUDGET, type StackLane } from '../stack/stack-lane'
import type { TimedTask } from '../stack/socket'
import { UDP_BYTES, UdpSocket, type DatagramReader } from '../stack/udp'
import { MIN_FRAME_BYTES, PAYLOAD, SEQ, WIRE_OVERHEAD } from '../../kernel/frame-store'
import { frameBytes, IPV4_BYTES } from '../stack/ipv4'
import type { Neighbor } from '../stack/neighbor-cache'
import { OWN_EVENT, Workload } from './workload'

const DUE = OWN_EVENT

export class UdpRate extends Workload implements TimedTask, DatagramReader {
  isDue = false
  private source: UdpSocket | null = null
  /** Time between two datagrams, ps. */
  private readonly meanGap = (this.model.sizeBytes * 8e12) / this.model.rateBps
  private sinkPort = 0
  private neighbor: Neighbor | null = null
  private sent = 0
  /** Constant: datagrams are counted from here. */
  private epoch = 0
  private sinceEpoch = 0
  private next = 0
  /** Its timer is on the clock; one is enough, which is set anew where a slice came first. */
  private pending = false
  private missed = false
  private arrivals: RandomStream | null = null
  private sizes: RandomStream | null = null

  /** In startSlice: what is due, up to the budget of a slice. */
  run(lane: StackLane): boolean {
    const { sim, model } = this
    if (this.missed) this.restart()
    let budget = SLICE_BUDGET
    while (this.next <= sim.now && this.next < model.stopPs) {
      if (budget-- === 0) return true
      this.source!.send(lane, this.neighbor!, this.sinkPort, this.nextSize(), this.sent++, 0)
      this.advance()
    }
    if (!this.pending && this.next < model.stopPs) {
      this.pending = true
      sim.post(this.next + lane.timerLatencyPs, this, DUE, 0)
    }
    return false
  }

  get dueAt(): number {
    return this.next < this.model.stopPs ? this.next : Infinity
  }

  datagram(frame: number): void {
    const d = this.sim.frames.data
    this.statistics.arrived(d[frame + SEQ])
    this.statistics.deliverFrame(frame, d[frame + PAYLOAD])
  }

  protected override begin(): void {
    const { sim, model, flow, from, to } = this
    const sink = new UdpSocket(to, true, flow, this, model.group)
    this.source = new UdpSocket(from, false, flow, this)
    this.sinkPort = sink.port
    this.neighbor = from.neighbors.lookup(model.group ?? to.ip!.address)
    if (model.arrival === 'poisson') this.arrivals = new RandomStream(sim.seed, `${this.path}/arrivals`)
    if (model.sizes === 'exponential') this.sizes = new RandomStream(sim.seed, `${this.path}/sizes`)
    this.epoch = sim.now
    this.next = sim.now
    this.source.lane.addTimed(this)
    this.source.lane.due(this)
  }

  protected override finish(): void {
    // what was due before the stop is still sent, and nothing behind it
  }

  protected override timer(): void {
    const { sim, next, source } = this
    const { lane } = source!
    const expires = next + lane.timerLatencyPs
    if (expires > sim.now) {
      // a slice has served it meanwhile
      sim.post(expires, this, DUE, 0)
      return
    }
    this.pending = false
    if (lane.world.suspended) this.missed = true
    lane.expired(this)
  }

  /** Payload of the next datagram; exponential: the time on the wire is, between the shortest and the longest frame. */
  private nextSize(): number {
    const { sizes, model, from } = this
    if (sizes === null) return model.sizeBytes
    const device = from.device!
    const headers = frameBytes(device, IPV4_BYTES + UDP_BYTES + MIN_FRAME_BYTES) - MIN_FRAME_BYTES + WIRE_OVERHEAD
    const payload = Math.round(sizes.exponential(model.sizeBytes + headers)) - headers
    const least = MIN_FRAME_BYTES + WIRE_OVERHEAD - headers
    const most = device.mtu - IPV4_BYTES - UDP_BYTES
    return payload < least ? least : payload > most ? most : payload
  }

  private advance(): void {
    if (this.arrivals !== null) {
      this.next += Math.round(this.arrivals.exponential(this.meanGap))
      return
    }
    // to the nearest picosecond, from the epoch: errors do not add up
    this.next = this.epoch + Math.round(++this.sinceEpoch * this.meanGap)
  }

  /** The clock of the guest goes on where it stood. */
  private restart(): void {
    this.missed = false
    this.epoch = this.sim.now
    this.sinceEpoch = 0
    this.next = this.sim.now
  }
}
