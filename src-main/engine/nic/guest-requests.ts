// What the driver of a guest asks of the PF of its function, and what the PF grants: address, VLAN, frame size, multicast
// groups, the frames of others.
// An administrator's word and trust decide; what was granted is forgotten with a reset, and asked for anew.
// Leaves out: TCP connections that are open while the frame size changes keep their segments. Read first: mailbox.ts.
import { formatMac } from '../../../src-shared/lab/addresses'
import type { Simulator } from '../kernel/simulator'
import type { FunctionClient } from './hardware-function'
import { Mailbox, type MailboxHandler, type MailboxRequest } from './mailbox'
import type { VirtualFunction } from './virtual-function'

/** Reset, address, VLAN, frame size and groups: what a driver asks as it starts. */
const START_MESSAGES = 5
/** Groups that one message has room for; the driver leaves out the others. */
const MOST_GROUPS = 30
const STANDARD_MTU = 1500

export class GuestRequests implements MailboxHandler {
  /** VLAN that the guest asked to be in, where it has no port VLAN: frames keep that tag. 0: none. */
  vlan = 0
  /** Longest packet that the guest is given. */
  mtu: number
  /** False: the PF has switched off what the function receives. */
  receives = true
  /** Addresses of the groups that the guest has told of. */
  groups: readonly number[] = []
  /** All groups are for it. */
  hearsAllGroups = false
  private readonly mailbox: Mailbox
  private client: FunctionClient | null = null

  constructor(
    private readonly sim: Simulator,
    private readonly fn: VirtualFunction,
    answerPs: number,
    messagesSlot: number,
    refusedSlot: number,
  ) {
    this.mailbox = new Mailbox(sim, `${fn.path}/mailbox`, this, answerPs, messagesSlot, refusedSlot)
    this.mtu = fn.mtu
  }

  ask(request: MailboxRequest): void {
    this.mailbox.ask(request)
  }

  /** The PF tells of its link. */
  notify(): void {
    this.mailbox.count(1)
  }

  /** What a driver asks as it starts; the answers are part of that start. */
  begin(client: FunctionClient): void {
    this.client = client
    this.vlan = 0
    this.mtu = this.fn.mtu
    this.receives = true
    this.mailbox.count(START_MESSAGES)
    const { guestMac } = client
    if (guestMac !== null && guestMac !== this.fn.mac && !this.changeMac(guestMac)) this.mailbox.refuse()
    if (client.guestVlan > 0 && !this.changeVlan(client.guestVlan)) this.mailbox.refuse()
    if (!this.changeMtu(client.guestMtu)) this.mailbox.refuse()
    this.hearGroups(client.groups)
  }

  /** The guest, or its driver, is gone, and the PF forgets what it had asked for. */
  end(): void {
    this.client = null
    this.mailbox.clear()
    this.hearsAllGroups = false
    this.hearGroups([])
    this.fn.listen(false)
  }

  decide(request: MailboxRequest): boolean {
    switch (request.ask) {
      case 'mac':
        return this.changeMac(request.mac)
      case 'vlan':
        return this.changeVlan(request.vlan)
      case 'mtu':
        return this.changeMtu(request.mtu)
      case 'groups':
        return this.hearGroups(request.macs)
      case 'all-groups':
        return this.hearAllGroups(request.on)
      case 'promiscuous':
        return this.listen(request.on)
    }
  }

  private changeMac(mac: number): boolean {
    const { fn } = this
    if (fn.administeredMac !== null && !fn.trust) {
      const says = `the PF answers NACK to ${formatMac(mac)}: the administrator set ${formatMac(fn.administeredMac)}, and the function is not trusted`
      this.sim.log.add('warning', fn.path, 'mac-refused', says)
      return false
    }
    fn.program(mac)
    this.sim.log.add('info', fn.path, 'mac-programmed', `the function has the address of its guest: ${formatMac(mac)}`)
    return true
  }

  /** A port VLAN is the administrator's; trust does not matter. */
  private changeVlan(vlan: number): boolean {
    const { fn } = this
    if (fn.vlan > 0 && vlan > 0) {
      const says = `the PF answers NACK to VLAN ${vlan}: the function has the port VLAN ${fn.vlan}`
      this.sim.log.add('warning', fn.path, 'vlan-refused', says)
      return false
    }
    this.vlan = vlan
    return true
  }

  /** The guest keeps the size that it had where it is refused; where all functions share one limit it receives nothing more. */
  private changeMtu(mtu: number): boolean {
    const { client, fn, sim } = this
    const refused = this.whyNot(mtu)
    if (fn.model.oneFrameSize) this.receives = refused === null
    if (refused !== null) {
      const rest = this.receives ? '' : ', and the function receives nothing'
      sim.log.add('warning', fn.path, 'mtu-refused', `the PF answers NACK to MTU ${mtu}: ${refused}${rest}`)
      return false
    }
    this.mtu = mtu
    client?.mtuGranted(mtu)
    return true
  }

  private whyNot(mtu: number): string | null {
    const { client, fn } = this
    if (mtu > fn.mtu) return `the port has MTU ${fn.mtu}`
    if (!fn.model.oneFrameSize || fn.mtu <= STANDARD_MTU || client?.speaksFirstMailbox !== true) return null
    return `the port has MTU ${fn.mtu}, of which the driver of the guest cannot know`
  }

  private hearGroups(macs: readonly number[]): boolean {
    this.groups = macs.length > MOST_GROUPS ? macs.slice(0, MOST_GROUPS) : macs
    this.fn.groupsChanged()
    return true
  }

  /** Who is not trusted gets the groups of its list all the same, and is not told. */
  private hearAllGroups(on: boolean): boolean {
    const { fn, sim } = this
    this.hearsAllGroups = on && fn.trust
    if (on && !fn.trust) {
      const says = 'the function is not trusted: it is given the groups of its list, and the PF answers ACK'
      sim.log.add('info', fn.path, 'groups-limited', says)
    }
    return true
  }

  private listen(on: boolean): boolean {
    const { fn, sim } = this
    const { model, trust } = fn
    if (on && !(trust && model.vfPromiscuous)) {
      const why = trust ? `${model.name} has no promiscuous functions` : 'the function is not trusted'
      sim.log.add('warning', fn.path, 'promiscuous-refused', `the PF answers NACK: ${why}`)
      return false
    }
    fn.listen(on)
    return true
  }
}
