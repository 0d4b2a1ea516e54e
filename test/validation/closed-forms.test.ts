import { describe, expect, it } from 'vitest'
import { pingRoundTrip } from './closed-forms/ping-round-trip'
import { tcpGoodput } from './closed-forms/tcp-goodput'
import { udpLineRate } from './closed-forms/udp-line-rate'
import { equalSizes } from './queueing/poisson-queues'
import { tokenBucket } from './queueing/token-bucket'
import { measureItem, type ValidationItem } from './validation-item'

/** A light load keeps the run short: theory holds within 1 % from a few hundred thousand datagrams on. */
const quickQueue: ValidationItem = {
  id: 'M/D/1',
  group: 'queueing',
  title: 'Poisson datagrams of one size on a 10 Gb/s link, at half load',
  source: 'Pollaczek–Khinchine',
  profile: 'none',
  measure: () => equalSizes(0),
}

const QUICK = [tcpGoodput, udpLineRate, pingRoundTrip, quickQueue, tokenBucket]

describe('what can be computed with a pencil', () => {
  it.each(QUICK.map((item) => [item.title, item] as const))(
    '%s: every row hits',
    (_title, item) => {
      const { rows } = measureItem(item)
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.filter((row) => row.verdict === 'miss')).toEqual([])
    },
    60_000,
  )
})

describe('the verdict', () => {
  const row = (measured: number, low: number | null, high: number | null) =>
    measureItem({
      ...quickQueue,
      measure: () => [{ says: 'x', unit: 'ratio', expected: 1, low, high, measured, basis: 'arithmetic' }],
    }).rows[0]

  it('is a hit on the limits and between them', () => {
    for (const value of [0.9, 1, 1.1]) expect(row(value, 0.9, 1.1).verdict).toBe('hit')
  })

  it('is a miss beyond a limit, with a reason', () => {
    expect(row(1.2, 0.9, 1.1)).toMatchObject({ verdict: 'miss', because: expect.any(String) as string })
    expect(row(0.8, 0.9, null).verdict).toBe('miss')
    expect(row(1.2, null, 1.1).verdict).toBe('miss')
  })

  it('is a miss where nothing could be measured', () => {
    expect(row(NaN, null, null).verdict).toBe('miss')
  })
})
