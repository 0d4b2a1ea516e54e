// One core of a native machine receives a TCP stream at 100 Gb/s with jumbo frames: how much, and what takes its cycles.
import { COST_STAGES } from '../../../src-shared/catalogue/cost-model'
import { atLeast, near, type ValidationItem } from '../validation-item'
import { span, type Document } from '../run-document'

const lab: Document = {
  profile: 'modern',
  stations: {
    sender: { ip: '10.0.0.1/24', mtu: 9000, cpu: { cores: 6, clock: '3.4GHz' } },
    // interrupts and the application on the same core, as aRFS steers them
    receiver: { ip: '10.0.0.2/24', mtu: 9000, cpu: { cores: 1, clock: '3.4GHz' } },
  },
  links: [{ ends: ['sender', 'receiver'], speed: '100Gbps' }],
  flows: { f: { from: 'sender', to: 'receiver', type: 'tcp', timestamps: true } },
}

const COPIES = COST_STAGES.filter(({ id }) => id.startsWith('copy-')).map(({ id }) => id)

export const b11: ValidationItem = {
  id: 'B11',
  group: 'published',
  title: 'One core receives at 100 GbE',
  source: 'Cai et al., Understanding Host Network Stack Overheads, SIGCOMM 2021, sections 1 and 3.1',
  profile: 'modern',
  measure() {
    const run = span(lab, 0.02, 0.06)
    const cycles = (stage: string): number =>
      (run.after.cpu.receiver.byStage[stage] ?? 0) - (run.before.cpu.receiver.byStage[stage] ?? 0)
    const copies = COPIES.reduce((sum, stage) => sum + cycles(stage), 0)
    const basis = 'independent' as const
    return [
      { says: 'goodput', unit: 'bit/s', ...near(42e9, 0.25), measured: run.goodput('f'), basis },
      {
        says: 'share of the cycles that copy, receiver',
        unit: 'ratio',
        ...atLeast(0.5),
        measured: copies / run.cycles('receiver'),
        basis,
      },
      {
        says: 'cores that are busy, receiver to sender',
        unit: 'ratio',
        ...atLeast(1),
        measured: run.busyCores('receiver') / run.busyCores('sender'),
        basis,
      },
    ]
  },
}
