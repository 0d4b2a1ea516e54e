// The names of all counters, per kind of component, with one sentence each. Counters only grow, except high-water marks,
// which are maxima. Seen from the component's own side: `rx` is what comes to it, `tx` what it sends.
// Drops are counted beside these by reason (`drop-reasons.ts`), as `drops.<reason>`.
import type { ComponentKind } from './component-kinds'

const traffic = {
  rxFrames: 'Ethernet frames received.',
  rxBytes: 'Bytes of the frames received, with header, without preamble, gap and check sequence.',
  txFrames: 'Ethernet frames sent; a TSO super-frame counts as the frames that are cut from it.',
  txBytes: 'Bytes of the frames sent.',
}

const queues = {
  rxQueueHigh: 'Most frames that ever waited in a receive queue.',
  txQueueHigh: 'Most frames that ever waited in a transmit queue.',
}

const interrupts = { interrupts: 'Interrupts raised.' }

const hardware = {
  ...traffic,
  ...queues,
  ...interrupts,
  staleFrames: 'Frames for the last owner of a function that its next owner got, because nothing reset it between.',
  loopedFrames: 'Frames that the embedded switch delivered to another function of the port, off the wire.',
  tsoFrames: 'Frames cut from super-frames in hardware.',
  lroMerged: 'Received frames merged into a larger buffer.',
}

export const COUNTERS = {
  nic: {
    ...hardware,
    defaultQueueFrames: 'Frames received on the default queue.',
    filteredQueueFrames: 'Frames received on a queue that a filter chose.',
    filterMoves: 'Filters that the balancer moved to another receive queue.',
  },
  'rx-queue': {
    rxFrames: 'Frames that the NIC put into this receive queue.',
    rxBytes: 'Bytes of the frames received, with header, without preamble, gap and check sequence.',
    rxQueueHigh: 'Most frames that ever waited in this queue.',
    lostFrames: 'Frames for this queue that found no empty buffer; the NIC has them among its drops.',
    ...interrupts,
  },
  vf: {
    ...hardware,
    iommuReads: 'Page-table reads that the IOMMU made for DMA of this function.',
    mailboxMessages: 'Messages between the function and its PF: requests of the guest, and news of the link.',
    mailboxRefused: 'Requests of the guest that the PF refused.',
    filteredGroupFrames: 'Multicast frames that it was not given, because its guest has not joined their group.',
    strayWrites: 'Frames that the function wrote into the memory of another VM, because the IOMMU is off.',
  },
  vnic: {
    ...traffic,
    ...queues,
    ...interrupts,
    superFrames: 'Super-frames handed to the adapter.',
    lroMerged: 'Received frames merged into a larger buffer.',
    exits: 'VM exits caused by this vNIC.',
    doorbells: 'Doorbells rung by the guest.',
    copiedBytes:
      'Bytes that the hypervisor copied for this vNIC: from and to its guest, and out of the memory of a sender on the same host where a backend reads from a queue.',
    exposedFrames: 'Frames that the guest could read before the hypervisor had delivered them (zero-copy receive).',
    exposedDrops: 'Of them, those that a policy then dropped: the guest had them in its memory all the same.',
    modeChanges: 'Changes between passthrough and emulation.',
  },
  vmkernel: { ...traffic, ...queues },
  vswitch: {
    ...traffic,
    localFrames: 'Frames delivered from one port of the vSwitch to another, off the uplinks.',
    uplinkFrames: 'Frames sent out on an uplink.',
    notifications: 'Announcements (RARP) sent to the physical switches.',
    failovers: 'Changes of the uplink that ports use.',
    flowRecords: 'Records of flows that the vSwitch reported (NetFlow).',
    flowRecordFrames: 'Frames in those records.',
  },
  'port-group': {
    ...traffic,
    shapedFrames: 'Frames that had to wait for the traffic shaper.',
    inspectedFrames: 'Frames that a security service in the hypervisor (VMsafe) looked at.',
  },
  switch: {
    ...traffic,
    floodedFrames: 'Frames sent to all ports, because the destination was not known or everybody.',
    learnedAddresses: 'Addresses entered into the MAC table.',
    movedAddresses: 'Addresses that were seen on another port than before.',
    tableHigh: 'Most addresses that the MAC table ever held.',
  },
  'switch-port': { ...traffic, txQueueHigh: queues.txQueueHigh },
  station: { ...traffic, ...queues },
  link: {
    rxFrames: 'Frames carried from the second end to the first.',
    rxBytes: 'Bytes carried from the second end to the first.',
    txFrames: 'Frames carried from the first end to the second.',
    txBytes: 'Bytes carried from the first end to the second.',
  },
} as const satisfies Record<ComponentKind, Record<string, string>>

export const isCounter = (kind: string, name: string): boolean =>
  Object.hasOwn(COUNTERS, kind) && Object.hasOwn(COUNTERS[kind as ComponentKind], name)
