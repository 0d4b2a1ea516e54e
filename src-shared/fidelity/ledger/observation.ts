// What the engine shows of itself, and how far that can be trusted. Observation never changes a run.
import { entriesOf } from './entry'

export const observationEntries = entriesOf('observation', [
  {
    id: 'counters',
    mechanism: 'Counters and results',
    state: 'modelled',
    says: 'Every component counts frames, bytes without check sequence, losses by reason and high-water marks; also what a real host could not show, such as traffic of a passthrough function.',
    source: 'result schema iov-lab-result/1',
    code: [
      'observe/counter-table.ts',
      'observe/collect-result.ts',
      'observe/collect-live.ts',
      'observe/event-log.ts',
      'observe/flow-statistics.ts',
      'observe/sampler.ts',
      'observe/stop-probe.ts',
    ],
  },
  {
    id: 'latency-percentiles',
    mechanism: 'Percentiles of latency',
    state: 'modelled',
    says: 'Count, mean, least and greatest are exact; percentiles are exact below 256 ps and within 0.8 % above.',
    source: 'histogram of 128 classes an octave',
    code: ['observe/histogram.ts'],
  },
  {
    id: 'packet-life',
    mechanism: 'Packet life',
    state: 'modelled',
    says: 'One frame is followed through a second run of the same document; its stages follow each other without a gap and add up to its latency to the picosecond, with the bytes of its headers wherever they change. Costs of a batch are divided by its frames.',
    leavesOut: 'Of a super-frame the way of its first segment is shown.',
    source: 'property test over random labs',
    code: [
      'observe/packet-life.ts',
      'observe/packet-life-charges.ts',
      'observe/packet-life-guest.ts',
      'observe/packet-life-header.ts',
      'observe/packet-life-journey.ts',
      'observe/packet-life-network.ts',
      'observe/packet-life-observer.ts',
      'observe/packet-life-slice.ts',
    ],
  },
  {
    id: 'captures',
    mechanism: 'Captures',
    state: 'modelled',
    says: 'Frames as they pass a place, with time, offloads, checksum state and, where they were lost later, where and why, as pcapng; the first 200,000 of each place are kept.',
    leavesOut: 'The check sequence of Ethernet; times finer than a nanosecond.',
    source: 'draft-ietf-opsawg-pcapng',
    code: ['observe/capture.ts', 'observe/capture-fates.ts', 'observe/capture-tap.ts', 'observe/place-captures.ts'],
  },
])
