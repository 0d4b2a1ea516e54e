import { describe, expect, it } from 'vitest'
import { child, children, parseXml } from '../../../src-main/interop/xml'

const root = (text: string) => {
  const parsed = parseXml(text)
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.says}`)
  return parsed.root
}

describe('what is read', () => {
  it('keeps elements, attributes, text and lines', () => {
    const domain = root(`<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<domain type='kvm' id="7">
  <name>web &amp; more</name>
  <devices><disk/><interface type='bridge'/><interface type='direct'></interface></devices>
</domain>
`)
    expect(domain).toMatchObject({ name: 'domain', attributes: { type: 'kvm', id: '7' }, line: 3 })
    expect(child(domain, 'name')).toMatchObject({ text: 'web & more', line: 4 })
    expect(children(child(domain, 'devices')!, 'interface').map((one) => one.attributes.type)).toEqual([
      'bridge',
      'direct',
    ])
  })

  it('decodes references and keeps CDATA as it is', () => {
    expect(root('<a b="&lt;&#65;&#x1F600;&quot;">&gt;<![CDATA[<x>&amp;]]></a>')).toMatchObject({
      attributes: { b: '<A😀"' },
      text: '><x>&amp;',
    })
  })

  it('accepts a byte order mark, namespaced names and Windows line ends', () => {
    expect(root('\ufeff<q:a\r\n  q:b = "1"\r\n/>\r\n')).toMatchObject({ name: 'q:a', attributes: { 'q:b': '1' } })
  })
})

describe('what is refused', () => {
  it.each([
    ['', 1, 'empty'],
    ['plain text', 1, 'an element is expected'],
    ['<a>\n<b>\n</a>', 3, '</a> closes <b> of line 2'],
    ['<a>\n\n', 1, 'not closed'],
    ['<a b=1/>', 1, 'not in quotes'],
    ['<a b="1" b="2"/>', 1, 'there twice'],
    ['<a b="1"c="2"/>', 1, 'space is expected'],
    ['<a b="<"/>', 1, 'holds a "<"'],
    ['<a/><b/>', 1, 'follows the end'],
    ['<a>&nbsp;</a>', 1, '&nbsp; is not known'],
    ['<a>AT&T</a>', 1, 'must be written &amp;'],
    ['<a>&#1114112;</a>', 1, 'no character'],
    ['<a><!-- open</a>', 1, 'a comment is not closed'],
    ['<!DOCTYPE a [<!ENTITY x "y">]>\n<a>&x;</a>', 1, 'document type is not accepted'],
    ['<a><!ELEMENT b></a>', 1, 'declaration is not accepted'],
  ])('%j stops at line %i: %s', (text, line, says) => {
    const parsed = parseXml(text)
    expect(parsed).toMatchObject({ ok: false, line })
    expect((parsed as { says: string }).says).toContain(says)
  })

  it('stops at nesting that would run out of stack', () => {
    expect(parseXml('<a>'.repeat(100_000))).toMatchObject({ ok: false, says: 'nested too deeply' })
  })

  it('reads a large flat document in time that grows with its size', () => {
    const many = `<a>${'<b c="d">e</b>\n'.repeat(60_000)}</a>`
    const begin = performance.now()
    expect(root(many).children).toHaveLength(60_000)
    expect(performance.now() - begin).toBeLessThan(5_000)
  })
})
