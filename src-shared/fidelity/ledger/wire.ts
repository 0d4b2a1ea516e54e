// What the engine makes of links, physical switches and machines that are not virtualized.
import { entriesOf } from './entry'

export const wireEntries = entriesOf('wire', [
  {
    id: 'links',
    mechanism: 'Links',
    state: 'modelled',
    says: 'Full duplex; a frame occupies the wire for its bytes, preamble and gap, and arrives one delay later. It runs at the speed that it is given, else at that of the slower NIC. A link that goes down loses what flies and what waits; a lossy one loses frames at random.',
    leavesOut:
      'The negotiation of the speed, which takes seconds after a link comes up, speeds of switch ports and stations, bursts of errors, pause frames. The sender may learn of the end of a transmission up to 5 µs late, as cards write completions in bursts.',
    source: 'IEEE 802.3; rules W1 to W5',
    code: ['wire/link.ts', 'wire/link-end.ts', 'wire/build-wire.ts'],
  },
  {
    id: 'physical-switches',
    mechanism: 'Physical switches',
    state: 'simplified',
    says: 'Store and forward with access and trunk ports, native VLANs, flooding of unknown addresses, static channels and queues at the ports of exit.',
    leavesOut:
      'Spanning tree (labs with loops are refused), LACP, channels between two switches, shared buffers, cut-through, QoS.',
    source: 'IEEE 802.1Q; rules S1 to S11',
    code: ['wire/ethernet-switch.ts', 'wire/port-channels.ts'],
  },
  {
    id: 'mac-learning',
    mechanism: 'Learning of addresses',
    state: 'modelled',
    says: 'Source addresses are learned per VLAN, move at once, age after 300 s, and are flushed with the link of their port; a full table learns nothing more.',
    source: 'IEEE 802.1Q clause 8.7; rules M1 to M8',
    code: ['wire/mac-table.ts'],
  },
  {
    id: 'stations',
    mechanism: 'Stations',
    state: 'simplified',
    says: 'A machine without a hypervisor: one NIC, one stack, a lane a core, native costs; without a CPU it answers at once and is never the bottleneck.',
    leavesOut: 'The model of its NIC and its slot.',
    source: 'E8, E10',
    code: ['wire/station.ts', 'wire/station-nic.ts'],
  },
])
