import { describe, expect, it } from 'vitest'
import { RateHistory } from '../../../src-renderer/stores/rate-history'

/** Of one counter, at these times. */
function rateAfter(...snapshots: [time: number, value: number][]): number | null {
  const history = new RateHistory()
  for (const [time, value] of snapshots) history.add(time, [value])
  return history.rate(0)
}

describe('a rate', () => {
  it('is none before the second snapshot, and then the mean of the last five stretches', () => {
    expect(rateAfter([0, 100])).toBeNull()
    const grown = Array.from({ length: 8 }, (_, i): [number, number] => [i / 10, i * i])
    expect(rateAfter(...grown)).toBeCloseTo((49 - 4) / 0.5)
  })

  it('is of the stretch before the end of a seek, and not of the way there', () => {
    expect(rateAfter([0, 0], [0.4, 4000], [0.9, 9000], [1.49, 9000], [1.5, 9050])).toBeCloseTo(5000)
  })

  it('is of more than the moment between the last look and a pause', () => {
    expect(rateAfter([0, 0], [0.1, 100], [0.2, 200], [0.2001, 201])).toBeCloseTo(201 / 0.2001)
  })

  it('begins anew where time runs backwards', () => {
    expect(rateAfter([0, 0], [1, 10], [0.5, 5])).toBeNull()
  })
})
