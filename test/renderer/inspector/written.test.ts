import { describe, expect, it } from 'vitest'
import { WRITTEN, type WrittenKind } from '../../../src-renderer/inspector/written'

const read = (kind: WrittenKind, text: string): unknown => {
  const result = WRITTEN[kind].read(text)
  if (!result.ok) throw new Error(result.says)
  return result.value
}

/** Kind, as a person writes it, the value, as it is shown. */
const PAIRS: [WrittenKind, string, unknown, string][] = [
  ['numberLists', ' 1  2 ,3 4 5 ', [[1, 2], [3, 4, 5]], '1 2, 3 4 5'], // prettier-ignore
  ['numbers', '0 2,  4', [0, 2, 4], '0, 2, 4'],
  ['addresses', '239.1.1.1 239.1.1.2', ['239.1.1.1', '239.1.1.2'], '239.1.1.1, 239.1.1.2'],
  ['filterRules', 'TCP 10.0.0.1, icmp', [{ protocol: 'tcp', peer: '10.0.0.1' }, { protocol: 'icmp' }], 'tcp 10.0.0.1, icmp'], // prettier-ignore
  ['filterRules', '10.0.0.1', [{ peer: '10.0.0.1' }], '10.0.0.1'],
  ['macVlans', '02:00:00:00:00:10  20', { '02:00:00:00:00:10': 20 }, '02:00:00:00:00:10 20'],
  ['costs', 'vm-exit 1200, copy-byte .3', { 'vm-exit': 1200, 'copy-byte': 0.3 }, 'vm-exit 1200, copy-byte 0.3'],
  ['pageSets', '500 in 8MiB', [{ rate: 500, workingSet: '8MiB' }], '500 in 8MiB'],
  ['adaptiveRate', '500Mbps 8Gbps', { min: '500Mbps', max: '8Gbps' }, '500Mbps 8Gbps'],
  ['adaptiveRate', '1Gbps 8Gbps 50Mbps 1MiB', { min: '1Gbps', max: '8Gbps', increment: '50Mbps', remainder: '1MiB' }, '1Gbps 8Gbps 50Mbps 1MiB'], // prettier-ignore
  ['anyValue', 'true', true, 'true'],
  ['anyValue', '-1.5', -1.5, '-1.5'],
  ['anyValue', '2Gbps', '2Gbps', '2Gbps'],
  ['anyValue', '[1,2]', [1, 2], '[1,2]'],
]

const REFUSED: [WrittenKind, string[]][] = [
  ['numberLists', ['1 x', '1,,2', '1 2,', '1.5', '-1']],
  ['numbers', ['1, two', '-1']],
  ['addresses', ['239.1.1', 'all']],
  ['filterRules', ['gre', 'tcp udp', 'tcp 10.0.0', 'tcp,,udp']],
  ['macVlans', ['02:00 20', '02:00:00:00:00:10', '02:00:00:00:00:10 20 30']],
  ['costs', ['vm-exit', 'vm-exit many', 'vm-exit 1 2']],
  ['pageSets', ['500', '500 in', 'some in 8MiB', '500 in 8 metres']],
  ['adaptiveRate', ['500Mbps', '500Mbps soon', '1Gbps 8Gbps 1Gbps 1MiB 1MiB']],
  ['anyValue', ['[1,']],
]

describe('values of several parts in one line', () => {
  it('are read as a person writes them, and shown the same way', () => {
    for (const [kind, text, value, shown] of PAIRS) {
      expect(read(kind, text), `${kind} ${text}`).toEqual(value)
      expect(WRITTEN[kind].write(value), kind).toBe(shown)
      expect(read(kind, shown), shown).toEqual(value)
    }
  })

  it('are refused where a part of them is something else, with an example', () => {
    for (const [kind, texts] of REFUSED) {
      for (const text of texts) expect(WRITTEN[kind].read(text), `${kind} ${text}`).toMatchObject({ ok: false })
    }
  })

  it('are nothing where there is nothing', () => {
    for (const kind of Object.keys(WRITTEN) as WrittenKind[]) expect(WRITTEN[kind].write(undefined), kind).toBe('')
  })
})
