import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkLab } from '@shared/lab/check-lab'
import { openLab, type OpenResult } from '@shared/lab/migrations/index'
import { MAX_CHARACTERS } from '@shared/lab/read-text'
import { labSchema } from '@shared/lab/schema'
import { EXAMPLE } from './example'

const codesOf = (result: OpenResult): string[] => (result.ok ? [] : result.problems.map(({ code }) => code))

describe('L7: opening never throws', () => {
  it('opens a lab from YAML and from JSON alike', () => {
    const yaml = openLab(EXAMPLE)
    if (!yaml.ok) throw new Error(JSON.stringify(yaml.problems))
    const json = openLab(JSON.stringify(yaml.lab))
    expect(json).toEqual(yaml)
    expect(checkLab(yaml.lab)).toEqual([expect.objectContaining({ code: 'unknown-field', path: 'hosts/esx-a/rack' })])
  })

  it('takes a byte order mark', () => {
    expect(openLab(`\ufeff${EXAMPLE}`).ok).toBe(true)
  })

  it('says why for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        const result = openLab(text)
        expect(result.ok || result.problems.length > 0).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('says why for any lab with a piece torn out or doubled', () => {
    fc.assert(
      fc.property(fc.nat(EXAMPLE.length), fc.nat(40), fc.boolean(), (at, length, isDoubled) => {
        const piece = isDoubled ? EXAMPLE.slice(at, at + length) : ''
        const result = openLab(EXAMPLE.slice(0, at) + piece + EXAMPLE.slice(isDoubled ? at : at + length))
        if (result.ok) expect(Array.isArray(checkLab(result.lab))).toBe(true)
        else expect(result.problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 120 },
    )
  })

  it('checks any value that JSON can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(checkLab(value).length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('L8: what is no lab is refused at once', () => {
  const quickly = (text: string): string[] => {
    const start = performance.now()
    const codes = codesOf(openLab(text))
    expect(performance.now() - start).toBeLessThan(1500)
    return codes
  }

  it('a hundred megabytes', () => {
    expect(quickly('x'.repeat(100_000_000))).toEqual(['too-large'])
    expect(MAX_CHARACTERS).toBe(16 * 2 ** 20)
  })

  it('binary', () => {
    expect(quickly('MZ\u0090\u0000\u0003\u0000'.repeat(10_000))).toEqual(['binary-file'])
    expect(quickly('\ufffd\ufffdabc'.repeat(10_000))).toEqual(['binary-file'])
  })

  it('nothing', () => {
    for (const text of ['', ' \n\t ', '\ufeff']) expect(codesOf(openLab(text))).toEqual(['empty-file'])
  })

  it('megabytes of other text', () => {
    expect(quickly('lorem ipsum: dolor\n'.repeat(500_000))).toEqual(['not-a-lab'])
    expect(quickly('<svg><path d="M0 0 L 10 10"/></svg>\n'.repeat(200_000))).toEqual(['not-a-lab'])
  })

  it('brackets and indentation that would drown a parser', () => {
    expect(quickly(`format: iov-lab/1\na: ${'{'.repeat(1_000_000)}`)).toEqual(['too-deep'])
    expect(quickly('- - format\n'.repeat(1_000_000))).toEqual(['not-a-lab'])
    expect(quickly('format: something-else\n'.repeat(500_000))).toEqual(['not-a-lab'])
    expect(quickly('[{'.repeat(500))).toEqual(['too-deep'])
    expect(quickly(`${'- '.repeat(10_000)}format`)).toEqual(['too-deep'])
    expect(
      quickly(`format: iov-lab/1\n${Array.from({ length: 1200 }, (_, i) => `${' '.repeat(i)}format:`).join('\n')}\n`),
    ).toEqual(['too-deep'])
  })

  it('JSON that is nested too deep, which parses without trouble', () => {
    const text = `{"format":"iov-lab/1","name":"x","guide":${'['.repeat(300)}${']'.repeat(300)}}`
    expect(quickly(text)).toEqual(['too-deep'])
  })

  it('names a line for broken JSON', () => {
    const result = openLab('{\n  "format": "iov-lab/1",\n  "name": \n}}')
    expect(codesOf(result)[0]).toBe('syntax')
    expect(!result.ok && result.problems[0].says).toContain('line')
  })
})

describe('L10: a document opens when its shape is right', () => {
  it('with dangling references, which the check reports', () => {
    const result = openLab('format: iov-lab/1\nname: x\nvms: { a: { host: nowhere } }\n')
    expect(result.ok).toBe(true)
    expect(result.ok && checkLab(result.lab).map(({ code }) => code)).toEqual(['unknown-host'])
  })

  it('and not with the wrong shape, where everything is said at once', () => {
    const result = openLab('format: iov-lab/1\nname: x\nvms: { a: { host: nowhere, vcpus: two } }\n')
    expect(codesOf(result).sort()).toEqual(['unknown-host', 'wrong-type'])
  })

  it('agrees with the schema on what the right shape is', () => {
    const doc = openLab(EXAMPLE)
    if (!doc.ok) throw new Error('example')
    const leaves: (string | number)[][] = []
    const walk = (value: unknown, at: (string | number)[]): void => {
      leaves.push(at)
      if (typeof value !== 'object' || value === null) return
      for (const [key, child] of Object.entries(value)) walk(child, [...at, Array.isArray(value) ? Number(key) : key])
    }
    walk(doc.lab, [])
    fc.assert(
      fc.property(
        fc.constantFrom(...leaves.slice(1)),
        fc.constantFrom(null, 7, -1, 'text', true, [], {}),
        (at, wrong) => {
          const copy = structuredClone(doc.lab) as never
          const parent = at.slice(0, -1).reduce((value: never, key) => value[key], copy)
          ;(parent as Record<string, unknown>)[at[at.length - 1]] = wrong
          expect(openLab(JSON.stringify(copy)).ok).toBe(labSchema.safeParse(copy).success)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('L12: aliases', () => {
  it('are unfolded into copies', () => {
    const result = openLab(
      'format: iov-lab/1\nname: x\nx-cpu: &cpu { cores: 4 }\nhosts: { a: { cpu: *cpu }, b: { cpu: { <<: *cpu, clock: 2GHz } } }\n',
    )
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    expect(result.lab.hosts!.a.cpu).toEqual({ cores: 4 })
    expect(result.lab.hosts!.b.cpu).toEqual({ cores: 4, clock: '2GHz' })
    expect(result.lab.hosts!.a.cpu).not.toBe(result.lab['x-cpu'])
  })
})

describe('L13: all that is wrong with a document is said at once', () => {
  const said = (text: string): string[] => {
    const result = openLab(`format: iov-lab/1\nname: x\n${text}`)
    return result.ok ? [] : result.problems.map(({ code, path }) => `${code} ${path}`).sort()
  }
  const rest = 'hosts: { a: { memory: -5 } }\n'

  it.each([
    ['a number that is none', 'seed: .nan\n', 'bad-value seed'],
    ['an infinite number where one is needed', 'links: [{ ends: [.inf, .inf] }]\n', 'bad-value links/0/ends/0'],
    ['an alias that contains itself', 'x-a: &a { b: *a }\n', 'alias-cycle x-a/b'],
    ['a name that JavaScript keeps', 'vms: { __proto__: { host: a } }\n', 'bad-key vms/__proto__'],
    ['a name given twice', 'seed: 1\nseed: 2\n', 'duplicate-key '],
    ['an alias of nothing', 'x-a: *b\n', 'syntax '],
  ])('%s does not hide the rest', (_what, text, problem) => {
    expect(said(text + rest)).toContain(problem)
    if (problem !== 'syntax ') expect(said(text + rest)).toContain('out-of-range hosts/a/memory')
  })

  it('says nothing twice of a place that cannot be read', () => {
    expect(said('seed: .nan\nlinks: [{ ends: [.inf, a] }]\n')).toEqual([
      'bad-value links/0/ends/0',
      'bad-value seed',
      'unknown-end links/0/ends/1',
    ])
  })

  it('names each name that is given twice', () => {
    expect(said('seed: 1\nseed: 2\nduration: 1s\nduration: 2s\n')).toEqual(['duplicate-key ', 'duplicate-key '])
  })

  it('names each name that a JSON text gives twice, and where', () => {
    const text = `{ "format": "iov-lab/1", "name": "a \\" { [ name\\\\", "hosts": { "a": { "memory": -5 }, "b": {},
      "a" : { "memory": "a", "\\u006demory": "b" } }, "view": [{ "x": "name" }, { "x": "x" }],
      "name": "b" }`
    const result = openLab(text)
    expect(!result.ok && result.problems.map(({ says }) => says.slice(0, 40))).toEqual(
      expect.arrayContaining([
        'line 2: "a" is given twice',
        'line 2: "memory" is given twice',
        'line 3: "name" is given twice',
      ]),
    )
    expect(codesOf(result).filter((code) => code === 'duplicate-key')).toHaveLength(3)
    expect(codesOf(result)).toContain('bad-quantity')
  })

  it('says that a file holds more than one document, and what is wrong with the first', () => {
    const result = openLab(`format: iov-lab/1\nname: x\n${rest}---\nformat: iov-lab/1\nname: y\n`)
    expect(codesOf(result)).toEqual(['syntax', 'out-of-range'])
    expect(!result.ok && result.problems[0].says).toContain('line 4, column 1: a second document begins')
  })
})
