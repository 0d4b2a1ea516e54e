// What the engine makes of time, chance, frames and books.
import { entriesOf } from './entry'

export const timeEntries = entriesOf('time', [
  {
    id: 'event-order',
    mechanism: 'Discrete events in picoseconds',
    state: 'modelled',
    says: 'Everything happens at a whole picosecond, events of one instant in the order in which their part of the lab scheduled them, the parts in the order of the document; a duration that is not whole is rounded up.',
    leavesOut: 'Clocks of guests that drift or step: every machine reads the same time.',
    source: 'rules K1 to K6 of src-main/engine/kernel/RULES.md',
    code: [
      'kernel/event-queue.ts',
      'kernel/event-pool.ts',
      'kernel/grow.ts',
      'kernel/calendar.ts',
      'kernel/simulator.ts',
      'kernel/sim-time.ts',
      'kernel/component.ts',
      'kernel/port.ts',
    ],
  },
  {
    id: 'islands',
    mechanism: 'Islands of a lab',
    state: 'modelled',
    says: 'Parts of a lab between which no frame can pass are run one after another in windows of time, so that a lab of a thousand hosts costs little more a frame than one of ten; no result shows it. In one VLAN that begins when all who talk know each other’s addresses. What a script or a person does makes the lab one part for the rest of the run.',
    leavesOut:
      'Labs with beacons, groups, routers, or VMs that change their path by themselves are one part a VLAN, as are switches with other switches or channels behind their ports: large ones pay for memory that is far from the processor.',
    source: 'rule K12',
    code: ['islands.ts', 'quiet.ts', 'observe/ordered-rows.ts'],
  },
  {
    id: 'chance',
    mechanism: 'Random streams',
    state: 'modelled',
    says: 'Each random choice has a stream of its own, made of the seed of the lab and the name of the component, so that another component never disturbs it.',
    source: 'xoshiro128** (Blackman and Vigna 2018); rule K7',
    code: ['kernel/random-stream.ts'],
  },
  {
    id: 'frame-fields',
    mechanism: 'Frames as fields',
    state: 'modelled',
    says: 'A frame carries the fields of its headers; its exact bytes with valid checksums are made of them where somebody looks. Payload is filler that depends on its position alone.',
    leavesOut: 'Contents of applications, IPv6, IP options and fragments, QinQ, priorities of 802.1Q.',
    source: 'RFC 791, 768, 792, 826, 903, 9293; IEEE 802.3 and 802.1Q',
    code: ['kernel/frame-store.ts', 'kernel/frame-list.ts', 'kernel/time-list.ts', 'header/'],
  },
  {
    id: 'conservation',
    mechanism: 'Conservation of frames',
    state: 'modelled',
    says: 'Sent is delivered plus lost by reason plus in flight, for every flow and direction at every instant; a run whose books do not balance ends with an error instead of a result.',
    source: 'rules K8 to K10',
    code: ['observe/traffic-ledger.ts'],
  },
  {
    id: 'determinism',
    mechanism: 'Repeatable runs',
    state: 'modelled',
    says: 'The same document, seed and engine version give the same digest on every machine, at every pace and in slices of any size; what a person does meanwhile becomes an event that repeats it.',
    source: 'rules K4 and K11',
    code: ['script.ts', 'actions.ts', 'simulation.ts', 'running-lab.ts', 'observe/fingerprint.ts'],
  },
])
