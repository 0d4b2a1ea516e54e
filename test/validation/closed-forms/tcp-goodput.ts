// What one TCP connection can carry at most: payload over the bytes of a full frame on the wire.
import { near, type ValidationItem } from '../validation-item'
import { run } from '../run-document'

/** Bytes of a frame on the wire that are not IP: header 14, check sequence 4, preamble 8, gap 12. */
const WIRE = 38

const CASES = [
  [1, 1500, false],
  [1, 1500, true],
  [1, 9000, false],
  [10, 1500, false],
  [10, 1500, true],
  [10, 9000, false],
] as const

function goodput(gbps: number, mtu: number, timestamps: boolean): number {
  const result = run({
    duration: '400ms',
    stations: { a: { ip: '10.0.0.1/24', mtu }, b: { ip: '10.0.0.2/24', mtu } },
    links: [{ ends: ['a', 'b'], speed: `${gbps}Gbps`, delay: '500ns' }],
    flows: { f: { from: 'a', to: 'b', type: 'tcp', timestamps, start: '1ms' } },
  })
  return result.flows.f.goodput
}

export const tcpGoodput: ValidationItem = {
  id: 'tcp-goodput',
  group: 'closed-form',
  title: 'Goodput of one TCP connection on a saturated link',
  source: 'arithmetic: payload of a full frame over its 1,538 or 9,038 bytes on the wire',
  profile: 'none',
  measure: () =>
    CASES.map(([gbps, mtu, timestamps]) => {
      const payload = mtu - 40 - (timestamps ? 12 : 0)
      const share = ((payload / (mtu + WIRE)) * 100).toFixed(2)
      return {
        says: `${gbps} GbE, MTU ${mtu}${timestamps ? ', timestamps' : ''}: ${share} %`,
        unit: 'bit/s' as const,
        ...near(gbps * 1e9 * (payload / (mtu + WIRE)), 0.005),
        measured: goodput(gbps, mtu, timestamps),
        basis: 'arithmetic' as const,
      }
    }),
}
