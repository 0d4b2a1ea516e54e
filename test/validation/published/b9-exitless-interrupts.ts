// A function given to a guest whole: what trapped interrupts cost a stream of small messages, and what is left without exits.
import { within, type ValidationItem } from '../validation-item'
import { span, type Document, type Span } from '../run-document'

const CPU = { cores: 1, clock: '2.93GHz' }
/** 48,800 interrupts a second in the source. */
const MODERATION = '20us'
const SMALL = 256
/** More than the core can send. */
const FLOOD = { from: 'a', to: 'b', type: 'udp' as const, size: SMALL, rate: '8Gbps' }

const guest = (interrupts: 'trap' | 'posted'): Document => ({
  profile: 'legacy',
  hosts: { host: { cpu: CPU, interrupts, nics: { vmnic0: { model: 'intel-82599', vfs: 1, moderation: MODERATION } } } },
  vms: { a: { host: 'host', nics: { eth0: { adapter: 'passthrough', function: 'vmnic0.vf0', ip: '10.0.0.1/24' } } } },
  stations: { b: { ip: '10.0.0.2/24' } },
  links: [{ ends: ['host/vmnic0', 'b'], speed: '10Gbps' }],
  flows: { f: FLOOD },
})

const native: Document = {
  profile: 'legacy',
  stations: { a: { ip: '10.0.0.1/24', cpu: CPU }, b: { ip: '10.0.0.2/24' } },
  links: [{ ends: ['a', 'b'], speed: '10Gbps' }],
  flows: { f: FLOOD },
}

const measure = (document: Document): Span => span(document, 0.02, 0.12)

export const b9: ValidationItem = {
  id: 'B9',
  group: 'published',
  title: 'Interrupts of an assigned function: trapped, without exits, native',
  source: 'Gordon et al., ELI, ASPLOS 2012: 1.3 to 1.6 times the trapping baseline, 97 to 100 % of native',
  profile: 'legacy',
  measure() {
    const [trap, posted, bare] = [measure(guest('trap')), measure(guest('posted')), measure(native)]
    const interrupts = trap.counter('a/eth0', 'interrupts')
    const exits = trap.after.cpu.host.exits - trap.before.cpu.host.exits
    const basis = 'independent' as const
    return [
      {
        says: 'trapped interrupts to native',
        unit: 'ratio',
        expected: 0.685,
        low: 0.6,
        high: 0.77,
        measured: trap.goodput('f') / bare.goodput('f'),
        basis,
      },
      {
        says: 'without exits to native',
        unit: 'ratio',
        expected: 0.985,
        low: 0.96,
        high: null,
        measured: posted.goodput('f') / bare.goodput('f'),
        basis,
      },
      {
        says: 'without exits to trapped',
        unit: 'ratio',
        expected: 1.45,
        low: 1.3,
        high: 1.6,
        measured: posted.goodput('f') / trap.goodput('f'),
        basis,
      },
      { says: 'exits an interrupt, trapped', unit: 'ratio', ...within(2.1, 0.3), measured: exits / interrupts, basis },
    ]
  },
}
