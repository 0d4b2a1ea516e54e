// A strict reader for small XML documents, as libvirt writes them: elements, attributes, text, CDATA, comments, the five
// named entities and character references. Left out on purpose: document types (and with them every external or expanding
// entity), namespaces, encodings other than UTF-8. Says the line of the first mistake.

export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** All text directly inside, trimmed. */
  text: string
  line: number
}

export type ParsedXml = { ok: true; root: XmlElement } | { ok: false; line: number; says: string }

const MAX_DEPTH = 100
const NAME = /[A-Za-z_:][\w:.-]*/y
const SPACE = /[ \t\r\n]*/y
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

class XmlStop extends Error {}

class Reader {
  private at = 0
  private counted = 0
  private lines = 1

  constructor(private readonly text: string) {}

  document(): XmlElement {
    if (this.text.startsWith('\ufeff')) this.at = 1
    this.misc()
    const root = this.element(0)
    this.misc()
    if (this.at < this.text.length) this.stop('something follows the end of the document')
    return root
  }

  /** Of where the reader is; counts on from where it was asked last. */
  line(): number {
    for (;;) {
      const next = this.text.indexOf('\n', this.counted)
      if (next < 0 || next >= this.at) return this.lines
      this.lines++
      this.counted = next + 1
    }
  }

  private stop(says: string): never {
    throw new XmlStop(says)
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  private name(): string {
    const name = this.match(NAME)
    if (name === '') this.stop('a name is expected')
    return name
  }

  private skipTo(end: string, what: string): string {
    const to = this.text.indexOf(end, this.at)
    if (to < 0) this.stop(`${what} is not closed`)
    const inner = this.text.slice(this.at, to)
    this.at = to + end.length
    return inner
  }

  private startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at)
  }

  /** Before and after the root element. */
  private misc(): void {
    for (;;) {
      this.match(SPACE)
      if (this.startsWith('<!--')) this.comment()
      else if (this.startsWith('<?')) this.skipTo('?>', 'a processing instruction')
      else if (this.startsWith('<!')) this.stop('a document type is not accepted: remove the <!DOCTYPE …> part')
      else return
    }
  }

  private comment(): void {
    this.at += 4
    this.skipTo('-->', 'a comment')
  }

  private element(depth: number): XmlElement {
    if (depth > MAX_DEPTH) this.stop('nested too deeply')
    if (!this.startsWith('<'))
      this.stop(
        this.at >= this.text.length
          ? 'the document is empty'
          : 'an element is expected, such as <domain>: this is no XML',
      )
    const line = this.line()
    this.at++
    const name = this.name()
    const attributes = this.attributes()
    const element: XmlElement = { name, attributes, children: [], text: '', line }
    if (this.startsWith('/>')) {
      this.at += 2
      return element
    }
    if (!this.startsWith('>')) this.stop(`the tag <${name}> is not closed`)
    this.at++
    let text = ''
    for (;;) {
      const to = this.text.indexOf('<', this.at)
      if (to < 0) this.stop(`<${name}> of line ${line} is not closed`)
      text += this.decoded(this.text.slice(this.at, to))
      this.at = to
      if (this.startsWith('</')) break
      if (this.startsWith('<!--')) this.comment()
      else if (this.startsWith('<![CDATA[')) {
        this.at += 9
        text += this.skipTo(']]>', 'a CDATA section')
      } else if (this.startsWith('<?')) this.skipTo('?>', 'a processing instruction')
      else if (this.startsWith('<!')) this.stop('a declaration is not accepted here')
      else element.children.push(this.element(depth + 1))
    }
    this.at += 2
    const end = this.name()
    if (end !== name) this.stop(`</${end}> closes <${name}> of line ${line}`)
    this.match(SPACE)
    if (!this.startsWith('>')) this.stop(`the tag </${name}> is not closed`)
    this.at++
    element.text = text.trim()
    return element
  }

  private attributes(): Record<string, string> {
    const attributes: Record<string, string> = Object.create(null) as Record<string, string>
    for (;;) {
      const space = this.match(SPACE)
      if (this.startsWith('>') || this.startsWith('/>') || this.at >= this.text.length) return attributes
      if (space === '') this.stop('a space is expected between attributes')
      const name = this.name()
      if (name in attributes) this.stop(`the attribute ${name} is there twice`)
      this.match(SPACE)
      if (!this.startsWith('=')) this.stop(`the attribute ${name} has no value`)
      this.at++
      this.match(SPACE)
      const quote = this.text[this.at]
      if (quote !== '"' && quote !== "'") this.stop(`the value of ${name} is not in quotes`)
      this.at++
      const value = this.skipTo(quote, `the value of ${name}`)
      if (value.includes('<')) this.stop(`the value of ${name} holds a "<"`)
      attributes[name] = this.decoded(value)
    }
  }

  private decoded(text: string): string {
    return text.replace(/&([^;&]{0,12});?/g, (whole, name: string) => {
      const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name)
      if (!whole.endsWith(';')) this.stop('"&" must be written &amp;')
      if (code !== null) {
        const point = code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16)
        if (point > 0x10ffff || point === 0) this.stop(`${whole} is no character`)
        return String.fromCodePoint(point)
      }
      return ENTITIES[name] ?? this.stop(`${whole} is not known`)
    })
  }
}

export function parseXml(text: string): ParsedXml {
  const reader = new Reader(text)
  try {
    return { ok: true, root: reader.document() }
  } catch (cause) {
    if (cause instanceof XmlStop) return { ok: false, line: reader.line(), says: cause.message }
    throw cause
  }
}

export const children = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name)

export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((one) => one.name === name)
