// What the palette offers, with one sentence each: what it is and where it goes.
import {
  Activity,
  Box,
  Cable,
  Columns3,
  CornerDownRight,
  Laptop,
  Network,
  PlugZap,
  Router,
  Server,
  Spline,
  SquareStack,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { PaletteKind } from '../canvas/drop-rules'

export interface PaletteItem {
  kind: PaletteKind
  label: string
  says: string
  icon: Component
}

export const PALETTE: readonly { label: string; items: readonly PaletteItem[] }[] = [
  {
    label: 'Machines',
    items: [
      { kind: 'host', label: 'Host', says: 'A server with a hypervisor. Stands on the canvas.', icon: Server },
      { kind: 'vm', label: 'Virtual machine', says: 'A guest with one vNIC. Goes on a host.', icon: Box },
      { kind: 'station', label: 'Station', says: 'A machine without a hypervisor: client or server.', icon: Laptop },
    ],
  },
  {
    label: 'Inside a host',
    items: [
      { kind: 'vnic', label: 'vNIC', says: 'The network adapter that a guest sees. Goes on a VM.', icon: PlugZap },
      { kind: 'vswitch', label: 'vSwitch', says: 'The hypervisor’s switch. Goes on a host.', icon: Network },
      { kind: 'port-group', label: 'Port group', says: 'Ports of a vSwitch with one configuration.', icon: Columns3 },
      {
        kind: 'vmkernel',
        label: 'VMkernel adapter',
        says: 'The hypervisor’s own interface, for VMotion.',
        icon: CornerDownRight,
      },
      { kind: 'nic', label: 'Physical NIC', says: 'A port of a network card: a PF. Goes on a host.', icon: Cable },
      {
        kind: 'vf',
        label: 'Virtual function',
        says: 'A share of an SR-IOV NIC. Goes on a physical NIC.',
        icon: SquareStack,
      },
    ],
  },
  {
    label: 'Network and traffic',
    items: [
      {
        kind: 'switch',
        label: 'Physical switch',
        says: 'Learns addresses, knows VLANs. Stands on the canvas.',
        icon: Router,
      },
      { kind: 'link', label: 'Link', says: 'A wire between two ports. Click to choose both ends.', icon: Spline },
      { kind: 'flow', label: 'Traffic', says: 'TCP, UDP, requests or pings from one end to another.', icon: Activity },
    ],
  },
]
