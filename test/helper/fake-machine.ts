// A machine at the end of a link that sends what a test tells it to and writes down what it receives.
import {
  DST,
  DST_IP,
  FLOW,
  FRAME_BYTES,
  FRAME_KIND,
  OWNER,
  SEQ,
  SRC,
  SRC_IP,
  VLAN,
} from '../../src-main/engine/kernel/frame-store'
import { Component } from '../../src-main/engine/kernel/component'
import type { Simulator } from '../../src-main/engine/kernel/simulator'
import type { LinkEnd, WireMachine } from '../../src-main/engine/wire/link'

export interface Received {
  at: number
  sequence: number
  vlan: number
  bytes: number
  index: number
}

export interface FrameWish {
  dst?: number
  src?: number
  vlan?: number
  bytes?: number
  sequence?: number
  /** IP addresses, source and destination. */
  ips?: [number, number]
  owned?: boolean
  /** Its transmission does not begin before. */
  readyPs?: number
}

const WISH = 0

export class FakeMachine extends Component implements WireMachine {
  readonly received: Received[] = []
  /** When each owned frame was reported as sent. */
  readonly completions: number[] = []
  readonly carrier: { at: number; up: boolean }[] = []
  spaceAt: number[] = []
  refused = 0
  egress!: LinkEnd
  landingPs?: number
  private readonly wishes: (() => void)[] = []
  private sequence = 0

  constructor(
    sim: Simulator,
    path: string,
    readonly mac = 0x020000000001,
  ) {
    super(sim, path)
  }

  attachLink(_index: number, egress: LinkEnd): void {
    this.egress = egress
    egress.onSpace = { transmitSpace: () => this.spaceAt.push(this.sim.now) }
  }

  linkChanged(_index: number, up: boolean): void {
    this.carrier.push({ at: this.sim.now, up })
  }

  transmitted(): void {
    this.completions.push(this.sim.now)
  }

  receive(frame: number, index: number): void {
    const d = this.sim.frames.data
    this.received.push({
      at: this.sim.now,
      sequence: d[frame + SEQ],
      vlan: d[frame + VLAN],
      bytes: d[frame + FRAME_BYTES],
      index,
    })
    this.sim.traffic.deliver(frame)
  }

  /** Does something at a time, as an event of this machine. */
  at(timePs: number, what: () => void): void {
    this.sim.scheduleAt(timePs, this, WISH, this.wishes.push(what) - 1)
  }

  /** Makes a frame and enqueues it at once; false when it was refused (the frame is lost as `queue-full` then). */
  send(wish: FrameWish = {}): boolean {
    const { sim } = this
    const frame = sim.frames.allocate(FRAME_KIND.udp)
    const d = sim.frames.data
    d[frame + DST] = wish.dst ?? 0x020000000002
    d[frame + SRC] = wish.src ?? this.mac
    d[frame + VLAN] = wish.vlan ?? 0
    d[frame + FRAME_BYTES] = wish.bytes ?? 1518
    d[frame + SEQ] = wish.sequence ?? this.sequence++
    d[frame + FLOW] = -1
    const [source, destination] = wish.ips ?? [0, 0]
    d[frame + SRC_IP] = source
    d[frame + DST_IP] = destination
    if (wish.owned) d[frame + OWNER] = this.id
    sim.traffic.sent(frame)
    this.egress.readyPs = wish.readyPs ?? 0
    if (this.egress.enqueue(frame)) return true
    this.refused++
    // of no flow: no component counts it
    sim.traffic.filter(frame, 0)
    return false
  }

  override handle(_kind: number, argument: number): void {
    this.wishes[argument]()
  }
}
