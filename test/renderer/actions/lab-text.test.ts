import { describe, expect, it } from 'vitest'
import { readPasted } from '../../../src-renderer/actions/lab-text'

const LAB = 'format: iov-lab/1\nname: From a mail\nhosts:\n  esx-a: {}\n'
const labOf = (text: string): string | null => {
  const pasted = readPasted(text)
  return pasted.kind === 'lab' ? pasted.text.trim() : null
}

describe('text that is pasted', () => {
  it('is a lab as it stands in a file, in YAML or JSON', () => {
    expect(labOf(LAB)).toBe(LAB.trim())
    expect(labOf(`# a remark\n\n${LAB}`)).toContain('name: From a mail')
    expect(labOf(JSON.stringify({ name: 'x', format: 'iov-lab/1' }))).toContain('iov-lab/1')
    expect(labOf('{\n  "format": "iov-lab/1", // a remark\n  "name": "x" }')).not.toBeNull()
  })

  it('is a lab in what a mail, a page or a chat makes of it', () => {
    const quoted = LAB.trim()
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\r\n')
    expect(labOf(quoted)).toBe(LAB.trim())
    expect(labOf(quoted.replaceAll('> ', '> > '))).toBe(LAB.trim())
    expect(labOf(`Here is the lab:\n\n\`\`\`yaml\n${LAB}\`\`\`\n\nIt loses frames.`)).toBe(LAB.trim())
    expect(labOf(LAB.replaceAll(/^/gm, '    ').replaceAll('  ', '\u00A0 '))).toBe(LAB.trim())
    expect(labOf(`\uFEFF${LAB}`)).toBe(LAB.trim())
  })

  it('is a part of a lab, or nothing that a lab can take', () => {
    const fragment = { format: 'iov-lab-fragment/1', lab: {}, parts: [] }
    expect(readPasted(JSON.stringify(fragment))).toEqual({ kind: 'part', fragment })
    for (const text of ['', 'a remark about iov-lab/1', 'format: another/1', '<domain/>', '12']) {
      expect(readPasted(text), text).toEqual({ kind: 'other' })
    }
  })
})
