// The mailbox between a virtual function and its PF: the guest's driver may ask, the PF decides. One buffer and one owner of it, so
// one message at a time; the answer (ACK or NACK) comes when the PF has looked. The PF's own messages tell of its link.
// The handshake at the start of a function is counted, and its time is part of that start. Leaves out the bits of the registers.
// Read first: drivers/net/ethernet/intel/ixgbe/ixgbe_mbx.c of Linux (virtchnl of later NICs asks for the same). What the PF
// decides is in guest-requests.ts.
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'

export type MailboxRequest =
  | { ask: 'mac'; mac: number }
  | { ask: 'vlan'; vlan: number }
  | { ask: 'promiscuous'; on: boolean }
  | { ask: 'mtu'; mtu: number }
  | { ask: 'groups'; macs: readonly number[] }
  | { ask: 'all-groups'; on: boolean }

/** The PF's side. */
export interface MailboxHandler {
  /** True: done (ACK). False: refused (NACK); the reason is in the log. */
  decide(request: MailboxRequest): boolean
}

export class Mailbox extends Component {
  /** The first is being looked at; null: whoever asked for it is gone. */
  private readonly waiting: (MailboxRequest | null)[] = []

  constructor(
    sim: Simulator,
    path: string,
    private readonly handler: MailboxHandler,
    /** From a request to its answer, ps. */
    private readonly answerPs: number,
    private readonly messagesSlot: number,
    private readonly refusedSlot: number,
  ) {
    super(sim, path)
  }

  /** From the guest's driver. */
  ask(request: MailboxRequest): void {
    this.count(1)
    this.waiting.push(request)
    if (this.waiting.length === 1) this.sim.schedule(this.answerPs, this, 0, 0)
  }

  /** Messages that need no decision: of the PF, and those of a start. */
  count(messages: number): void {
    this.sim.counters.data[this.messagesSlot] += messages
  }

  /** An answer that is there at once: what a driver asks as it starts. */
  refuse(): void {
    this.sim.counters.data[this.refusedSlot]++
  }

  /** What was asked and not answered is forgotten: the function goes. */
  clear(): void {
    if (this.waiting.length > 1) this.waiting.length = 1
    if (this.waiting.length === 1) this.waiting[0] = null
  }

  override handle(): void {
    const request = this.waiting.shift()!
    if (request !== null && !this.handler.decide(request)) this.refuse()
    if (this.waiting.length > 0) this.sim.schedule(this.answerPs, this, 0, 0)
  }
}
