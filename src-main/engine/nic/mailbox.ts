// The mailbox between a virtual function and its PF: the guest's driver may ask, the PF decides. One buffer and one owner of it, so
// one message at a time; the answer (ACK or NACK) comes when the PF has looked. The PF's own messages tell of its link.
// The handshake at the start of a function (reset, its address, its VLAN) is counted, and its time is part of that start.
// Leaves out API versions, frame sizes, multicast filters (group frames reach every function of a VLAN), the bits of the registers.
// Read first: domain facts of Intel's 1G and 10G parts; virtchnl of later ones asks for the same.
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'

export type MailboxRequest = 'set-mac' | 'set-vlan' | 'set-promiscuous'

/** The PF's side. */
export interface MailboxHandler {
  /** True: done (ACK). False: refused (NACK); the reason is in the log. */
  decide(request: MailboxRequest, value: number): boolean
}

interface Message {
  request: MailboxRequest
  value: number
}

export class Mailbox extends Component {
  private readonly waiting: Message[] = []

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
  ask(request: MailboxRequest, value: number): void {
    this.count(1)
    this.waiting.push({ request, value })
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
    if (this.waiting.length === 1) this.waiting[0] = { request: 'set-mac', value: -1 }
  }

  override handle(): void {
    const { request, value } = this.waiting.shift()!
    if (value >= 0 && !this.handler.decide(request, value)) this.refuse()
    if (this.waiting.length > 0) this.sim.schedule(this.answerPs, this, 0, 0)
  }
}
