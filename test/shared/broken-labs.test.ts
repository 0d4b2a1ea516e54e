// The corpus of broken documents: each file says in its first lines which problems it has, all of them and no others.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Problem } from '@shared/api/lab-api'
import { checkLab } from '@shared/lab/check-lab'
import { openLab } from '@shared/lab/migrations/index'
import { PROBLEMS, type ProblemCode } from '@shared/lab/problems'

const folder = join(import.meta.dirname, 'broken')
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

function problemsOf(text: string): Problem[] {
  const opened = openLab(text)
  return opened.ok ? checkLab(opened.lab) : opened.problems
}

const expectedOf = (text: string): string[] =>
  [...text.matchAll(/^# expect: (.*)$/gm)].map(([, line]) => line.trim()).sort()

describe('L13: every problem of a document is reported, and nothing else', () => {
  it('has the corpus at hand', () => {
    expect(files.length).toBeGreaterThanOrEqual(40)
  })

  it.each(files)('%s', (name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    // the remarks with what is expected are no part of the broken document
    const problems = problemsOf(text.replace(/^# expect: .*\n/gm, ''))
    expect(problems.map(({ code, path }) => `${code} ${path}`.trim()).sort()).toEqual(expectedOf(text))
    for (const problem of problems) {
      expect(problem.says).not.toBe('')
      expect(problem.remedy).not.toBe('')
      expect(problem.level).toBe(PROBLEMS[problem.code as ProblemCode].level)
    }
  })
})

describe('L13: a remedy says what would be right', () => {
  const remedyOf = (name: string, code: string): string =>
    problemsOf(readFileSync(join(folder, `${name}.yaml`), 'utf8')).find((problem) => problem.code === code)!.remedy

  it('suggests the nearest name', () => {
    expect(remedyOf('unknown-model', 'unknown-model')).toContain('"intel-82598"')
    expect(remedyOf('unknown-host', 'unknown-host')).toContain('"esx-a"')
    expect(remedyOf('unknown-choices', 'unknown-choice')).toContain('"modern"')
    expect(remedyOf('unknown-fields', 'unknown-field')).toContain('"nics"')
    expect(remedyOf('flow-ends', 'unknown-endpoint')).toContain('"client"')
    expect(remedyOf('checks-and-costs', 'unknown-stage')).toContain('"vm-exit"')
  })

  it('names the reason why a VM gets no cores to itself, which is another one for a VM with an affinity', () => {
    const problems = problemsOf(readFileSync(join(folder, 'own-cores.yaml'), 'utf8'))
    const [few, , bound] = problems.filter(({ code }) => code === 'cores-shared')
    expect(few.says).toContain('esx-a has 1 to give')
    expect(few.remedy).toContain('Give esx-a more cores')
    expect(bound.says).toContain('f may run on cores 0, 4 alone, as others may')
    expect(bound.remedy).toContain('affinity')
  })

  it('names the format where it is missing, and the least time where one is negative', () => {
    expect(remedyOf('no-format', 'missing-field')).toBe('Add "format: iov-lab/1".')
    const lab = { format: 'iov-lab/1', name: 'n', duration: '-1s', stations: { a: { nic: { moderation: '-1us' } } } }
    expect(checkLab(lab).map(({ code, remedy }) => `${code}: ${remedy}`)).toEqual([
      'negative-time: Use a time from 0 on.',
      'negative-time: Use a time from 1 us on.',
    ])
  })

  it('asks for a number alone where somebody writes a share with its sign', () => {
    const lab = { format: 'iov-lab/1', name: 'n', links: [{ ends: ['a', 'b'], loss: '50%' }] }
    const problem = checkLab(lab).find(({ path }) => path === 'links/0/loss')!
    expect([problem.says, problem.remedy]).toEqual([
      'the text "50%" stands where a number belongs',
      'Write a number alone, without quotes or a unit.',
    ])
  })

  it('names the cable that is missing, what for, and where it would end', () => {
    const problems = problemsOf(readFileSync(join(folder, 'no-cable.yaml'), 'utf8'))
    const at = (path: string) => problems.find((problem) => problem.path === path)!
    const port = at('hosts/esx-a/nics/vmnic0')
    expect(port.says).toContain('not even between its own functions; flow between-functions needs it')
    expect(port.remedy).toBe('Add a link that ends at esx-a/vmnic0.')
    expect(at('hosts/esx-a/vswitches/vSwitch1').says).toContain('(esx-a/vmnic3); flows out, out-again need it')
    expect(at('hosts/esx-a/vswitches/vSwitch2').remedy).toContain('among its uplinks')
  })

  it('suggests ends of links that can be written, those that are free first', () => {
    const lab = {
      format: 'iov-lab/1',
      name: 'ends',
      hosts: { a: { nics: { vmnic0: { model: 'intel-82599' }, vmnic1: { model: 'intel-82599' } } } },
      switches: { 'tor-1': {} },
      stations: { a: {}, client: {}, server: {} },
      links: [
        { ends: ['a/vmnic0', 'tor-1/1'] },
        { ends: ['client', 'tor-2/7'] },
        { ends: ['nowhere', 'server/eth0'] },
        { ends: ['serve', 'b/vmnic1'] },
      ],
    }
    const remedies = checkLab(lab)
      .filter(({ code }) => code === 'unknown-end')
      .map(({ remedy }) => remedy)
    expect(remedies).toEqual([
      'Did you mean "tor-1/7"?',
      'Possible: a/vmnic1, tor-1/2, a, server, a/vmnic0, client.',
      'Write "server".',
      'Did you mean "server"?',
      'Did you mean "a/vmnic1"?',
    ])
  })

  it('says the permitted range', () => {
    expect(remedyOf('beyond-the-model', 'vf-limit')).toContain('at most 63')
    expect(remedyOf('wrong-speed', 'speed-beyond-model')).toContain('10 Gbps')
    expect(remedyOf('port-groups', 'vlan-range')).toContain('0 to 4095')
    expect(remedyOf('links-to-nowhere', 'bad-port')).toContain('tor-1/4')
    expect(remedyOf('flow-sizes', 'out-of-range')).toBe('Use a value from 1 B to 65507.')
    expect(remedyOf('port-groups', 'shaping-order')).toContain('at least 1 Gbps')
  })
})
