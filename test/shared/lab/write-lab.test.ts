import { describe, expect, it } from 'vitest'
import { runCommand } from '@shared/lab/commands/index'
import { openLab } from '@shared/lab/migrations/index'
import type { Lab } from '@shared/lab/schema'
import { writeLab, writeLabJson } from '@shared/lab/write-lab'
import { example } from './command-runner'
import { EXAMPLE } from './example'

function edit(lab: Lab, id: string, payload: unknown): Lab {
  const result = runCommand(lab, id, payload)
  if (!result.ok) throw new Error(result.refusal.says)
  return result.lab
}

const linesOf = (text: string): string[] => text.split('\n')

/** Lines that are in one text and not in the other. */
const changed = (before: string, after: string): string[] => {
  const old = new Set(linesOf(before))
  return linesOf(after).filter((line) => !old.has(line))
}

describe('L30: a lab with the text that it came from', () => {
  it('is that text while nothing changed', () => {
    expect(writeLab(example, EXAMPLE)).toBe(EXAMPLE)
  })

  it('changes the line that changed, and keeps every comment', () => {
    // once through the printer, so that only the edit shows
    const start = writeLab(edit(example, 'set-property', { pointer: ['seed'], value: 1 }), EXAMPLE)
    const text = writeLab(edit(example, 'set-property', { pointer: ['vms', 'web-1', 'vcpus'], value: 4 }), EXAMPLE)
    expect(changed(start, text)).toEqual(['seed: 2644 # every random stream derives from it', '    vcpus: 4'])
    for (const comment of [
      '# A lab for tests',
      '# every random stream',
      '# the host with virtual functions',
      '# outside',
    ]) {
      expect(text).toContain(comment)
    }
  })

  it('takes comments away with the thing they stand at, and no others', () => {
    const text = writeLab(edit(example, 'remove', { pointers: [['stations', 'client']] }), EXAMPLE)
    expect(text).toContain('# the host with virtual functions')
    expect(text).not.toContain('# outside')
    expect(openLab(text)).toMatchObject({ ok: true })
  })

  it('puts added things where the document has them', () => {
    const text = writeLab(edit(example, 'add-station', { id: 'second' }), EXAMPLE)
    const lines = linesOf(text)
    expect(lines.findIndex((line) => line.includes('second:'))).toBe(
      lines.findIndex((line) => line.includes('# outside')) + 1,
    )
  })

  it('starts afresh where the text is JSON, broken, or of something else', () => {
    const lab = edit(example, 'set-property', { pointer: ['name'], value: 'Other' })
    for (const original of [writeLabJson(example), 'a: [', '- list\n', '']) {
      expect(writeLab(lab, original)).toBe(writeLab(lab))
    }
  })

  it('unfolds aliases where it must', () => {
    const original = 'format: iov-lab/1\nname: x\nhosts:\n  a: &h { cpu: { cores: 4 } }\n  b: *h\n'
    const opened = openLab(original)
    if (!opened.ok) throw new Error('aliases')
    const lab = edit(opened.lab, 'set-property', { pointer: ['hosts', 'b', 'cpu', 'cores'], value: 8 })
    const again = openLab(writeLab(lab, original))
    expect(again.ok && again.lab.hosts).toEqual({ a: { cpu: { cores: 4 } }, b: { cpu: { cores: 8 } } })
  })

  it('keeps the remarks of what stays where much comes, goes or changes its place', () => {
    const stations = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => [`s${from + i}`, { mtu: from + i }] as const)
    const lines = stations(0, 500).map(([id, { mtu }]) => `  # remark ${id}\n  ${id}: { mtu: ${mtu} }\n`)
    const original = `format: iov-lab/1\nname: x\nstations:\n${lines.join('')}`
    const lab = { format: 'iov-lab/1' as const, name: 'x' }
    const more = writeLab({ ...lab, stations: Object.fromEntries(stations(0, 1000)) }, original)
    expect(more.match(/# remark/g)).toHaveLength(500)
    const fewer = writeLab({ ...lab, stations: Object.fromEntries(stations(100, 500)) }, original)
    expect(fewer.match(/# remark/g)?.length).toBeGreaterThanOrEqual(400)
    const turned = writeLab({ ...lab, stations: Object.fromEntries(stations(0, 500).reverse()) }, original)
    expect(turned).toContain('  # remark s7\n  s7: { mtu: 7 }\n')
  })

  it('writes aliases out where what they stand for is gone', () => {
    const original = 'format: iov-lab/1\nname: x\nhosts:\n  a: &h { cpu: { cores: 4 } }\n  b: *h\n'
    const lab: Lab = { format: 'iov-lab/1', name: 'x', hosts: { b: { cpu: { cores: 4 } } } }
    expect(writeLab(lab, original)).toBe(writeLab(lab))
  })
})

describe('L29: a lab without an original', () => {
  it('is laid out like those people write', () => {
    const lab: Lab = {
      format: 'iov-lab/1',
      name: 'Small',
      description: 'two\nlines',
      hosts: {
        a: {
          cpu: { cores: 8, clock: '3GHz' },
          iommu: 'off',
          nics: { vmnic0: { model: 'intel-82599', vfs: 2, vf: { 1: { mac: '02:00:00:00:00:10' } } } },
          vswitches: { vSwitch0: { uplinks: { active: ['vmnic0'] }, portGroups: { 'VM Network': {} } } },
        },
      },
      links: [{ ends: ['a/vmnic0', 's'], delay: '1us' }, { ends: ['t', 'u'] }],
    }
    expect(writeLab(lab)).toBe(`format: iov-lab/1
name: Small
description: |-
  two
  lines

hosts:
  a:
    cpu: { cores: 8, clock: 3GHz }
    iommu: "off"
    nics:
      vmnic0: { model: intel-82599, vfs: 2, vf: { 1: { mac: "02:00:00:00:00:10" } } }
    vswitches:
      vSwitch0: { uplinks: { active: [vmnic0] }, portGroups: { VM Network: {} } }

links:
  - { ends: [a/vmnic0, s], delay: 1us }
  - { ends: [t, u] }
`)
  })

  it('gives the same bytes for the same lab', () => {
    expect(writeLab(structuredClone(example))).toBe(writeLab(example))
    expect(writeLabJson(structuredClone(example))).toBe(writeLabJson(example))
  })

  it('holds any text in a name or remark', () => {
    for (const name of [
      'yes',
      'null',
      '1e3',
      '- x',
      '# no',
      'a: b',
      '"',
      "'",
      '{',
      '\t',
      ' x ',
      'é',
      '😀',
      '\u0007',
      '---',
      '*a',
      '&a',
      '!t',
      '%',
      '@',
      '`',
      '|',
      '>',
    ]) {
      const lab: Lab = { ...example, name, description: `${name}\n${name}` }
      const again = openLab(writeLab(lab))
      expect(again.ok && again.lab.name).toBe(name)
      expect(again.ok && again.lab.description).toBe(`${name}\n${name}`)
    }
  })
})
