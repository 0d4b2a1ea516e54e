import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, canonicalResult } from '@shared/result/canonical'
import type { EngineResult } from '@shared/result/result'

const result: EngineResult = {
  seed: 1,
  simulated: 10,
  events: 3,
  frames: 2,
  flows: {},
  counters: {
    'b/x': { kind: 'nic', counters: { rxFrames: 1 }, drops: {} },
    a: { kind: 'nic', counters: {}, drops: {} },
  },
  cpu: {},
  memory: {},
  migrations: [],
  modes: [],
  capabilities: {},
  series: { times: [0.1], flows: {}, cpu: {} },
  log: [],
}

/** The same value with the fields of every group in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, child]) => [key, turned(child)]),
  )
}

describe('L31: canonical text', () => {
  it('does not depend on the order in which fields were made', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false } as never), (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
    expect(canonicalResult(turned(result) as EngineResult)).toBe(canonicalResult(result))
  })

  it('tells different results apart', () => {
    expect(canonicalResult({ ...result, frames: 3 })).not.toBe(canonicalResult(result))
    expect(canonicalResult({ ...result, series: { ...result.series, times: [0.1 + 1e-19] } })).toBe(
      canonicalResult(result),
    )
    expect(canonicalResult({ ...result, series: { ...result.series, times: [0.30000000000000004] } })).not.toBe(
      canonicalResult({ ...result, series: { ...result.series, times: [0.3] } }),
    )
  })

  it('writes every number so that it reads back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(canonicalJson(number))).toBe(number === 0 ? 0 : number)
      }),
    )
    expect(canonicalJson([-0, 1e21, 1e-7, 0.1])).toBe('[0,1e+21,1e-7,0.1]')
  })

  it('orders by code unit, whatever the locale', () => {
    expect(canonicalJson({ ä: 1, a: 2, B: 3, '10': 4, '9': 5 })).toBe('{"10":4,"9":5,"B":3,"a":2,"ä":1}')
  })

  it('is one line for each part', () => {
    const lines = canonicalResult(result).trimEnd().split('\n')
    expect(lines).toHaveLength(Object.keys(result).length)
    expect(lines).toContain(
      'counters {"a":{"counters":{},"drops":{},"kind":"nic"},"b/x":{"counters":{"rxFrames":1},"drops":{},"kind":"nic"}}',
    )
  })

  it('refuses what a result cannot hold', () => {
    for (const value of [Number.NaN, Infinity, () => 1, 1n, Symbol('x')])
      expect(() => canonicalJson(value)).toThrow('cannot hold')
  })
})
