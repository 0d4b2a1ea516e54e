// The pages of one round after the other on their way through the channel (RULES.md G4, G16, G17): as many as may be outstanding,
// no faster than the round may go, without those that the guest has written again. A round is over when its last byte arrived.
import type { MigrationModel } from '../../../src-shared/lab/lab-model'
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import type { DirtyMemory } from './dirty-memory'
import type { MigrationChannel } from './migration-environment'
import { pagesToBytes } from './pre-copy'

/** Pages handed to the channel at a time. */
const CHUNK_PAGES = 64
/** Bytes handed over and not yet arrived, at most. */
const OUTSTANDING_BYTES = 4 * 2 ** 20

const SEND = 1
const DONE = 2

export class PageSender extends Component {
  /** Pages of the round that were handed over. */
  sent = 0
  /** Told which part of the round was taken, in fractions of it. */
  onTaken: ((from: number, to: number) => void) | null = null
  private round = 0
  private left = 0
  private limitBps = Infinity
  private skips = false
  /** Part of a page that is due to be skipped. */
  private skipped = 0
  private handedOver = 0
  private nextHandOver = 0
  private timer = -1
  private done: (() => void) | null = null

  constructor(
    sim: Simulator,
    path: string,
    private readonly channel: MigrationChannel,
    private readonly memory: DirtyMemory,
    private readonly model: MigrationModel,
  ) {
    super(sim, path)
    channel.onProgress = () => this.handOver()
  }

  /** Bytes are on their way. */
  get isWaiting(): boolean {
    return this.handedOver > this.channel.delivered
  }

  get delivered(): number {
    return this.channel.delivered
  }

  /** Sends a round; `isFinal`: the VM stands still, and nothing is left for later. */
  send(pages: number, limitBps: number, isFinal: boolean, done: () => void): void {
    this.round = pages
    this.left = pages
    this.sent = 0
    this.skipped = 0
    this.limitBps = Math.min(limitBps, this.model.bandwidthBps)
    this.skips = this.model.skipRewritten && !isFinal
    this.done = done
    this.handOver()
  }

  close(): void {
    this.channel.onProgress = null
    this.channel.close()
    this.done = null
    this.sim.cancel(this.timer)
  }

  override handle(kind: number): void {
    if (kind === SEND) this.handOver()
    else this.finish()
  }

  private handOver(): void {
    const { channel, sim } = this
    if (this.done === null) return
    while (this.left > 0 && this.handedOver - channel.delivered < OUTSTANDING_BYTES) {
      if (sim.now < this.nextHandOver) {
        if (!sim.queue.isPending(this.timer)) this.timer = sim.scheduleAt(this.nextHandOver, this, SEND, 0)
        return
      }
      const taken = Math.min(CHUNK_PAGES, this.left)
      const from = this.round - this.left
      this.left -= taken
      this.onTaken?.(from / this.round, (from + taken) / this.round)
      this.hand(taken - (this.skips ? this.rewrittenOf(taken) : 0))
    }
    if (this.left > 0 || this.isWaiting) return
    // not from inside of the call that began the round
    if (this.sent === 0) this.timer = sim.schedule(0, this, DONE, 0)
    else this.finish()
  }

  private hand(pages: number): void {
    if (pages === 0) return
    const { channel, sim } = this
    const bytes = pagesToBytes(pages)
    if (Number.isFinite(this.limitBps)) {
      this.nextHandOver = Math.max(this.nextHandOver, sim.now) + Math.ceil((bytes * 8e12) / this.limitBps)
    }
    this.sent += pages
    this.handedOver += bytes
    channel.chargePages(pages)
    channel.send(bytes)
  }

  /** Pages among `taken` ones that were written again: they lie evenly in the round. */
  private rewrittenOf(taken: number): number {
    this.skipped += (taken * this.memory.rewritten(this.sim.now)) / this.round
    const whole = Math.min(taken, Math.floor(this.skipped))
    this.skipped -= whole
    return whole
  }

  private finish(): void {
    const { done } = this
    this.done = null
    done?.()
  }
}
