// Text of a file to a plain value, or the reasons why not. Files come from anywhere: size, nature and nesting are looked at
// before a parser is let near them, and what it makes is copied, so that no alias, date or binary is left in it.
import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Pointer, Problem } from '../api/lab-api'
import { repeatedNames } from './json-names'
import { makeProblem, type ProblemCode } from './problems'
import { formatSize, shorten } from './units'

export const MAX_CHARACTERS = 16 * 2 ** 20
const MAX_DEPTH = 64
const MAX_NODES = 2_000_000
/** A text this long that nowhere says what labs say of their format is not parsed to find out what else it is. */
const SURE = 64 * 1024
const SAYS_FORMAT = /(?:^|[\n{,])[ \t]*["']?format["']?[ \t]*:\s*["']?iov-lab/

/** `value` is there where the rest of the document could be read: it lacks what the problems name. */
export type ReadFailure = { ok: false; problems: Problem[]; value?: unknown }
export type ReadResult = { ok: true; value: unknown } | ReadFailure

const refused = (code: ProblemCode, says: string, remedy: string): ReadFailure => ({
  ok: false,
  problems: [makeProblem(code, [], says, remedy)],
})

function isBinary(text: string): boolean {
  let odd = 0
  const length = Math.min(text.length, 65_536)
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0) return true
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffd || code === 127) odd++
  }
  return odd > length / 50
}

/** Brackets that are open at once and steps of indentation, counted crudely: a parser would recurse on them. */
function isTooDeep(text: string): boolean {
  let open = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 91 || code === 123) {
      if (++open > 400) return true
    } else if ((code === 93 || code === 125) && open > 0) open--
  }
  return /^ {1000}|^[ ]*(?:[-?:] +){64}/m.test(text)
}

class Copier {
  private readonly ancestors = new Set<object>()
  private nodes = 0
  readonly problems: Problem[] = []

  private report(code: ProblemCode, at: Pointer, says: string, remedy: string): undefined {
    if (this.problems.length < 20) this.problems.push(makeProblem(code, at, says, remedy))
    return undefined
  }

  copy(value: unknown, at: Pointer): unknown {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return this.report('bad-value', at, `${value} is not a number that a lab can hold`, 'Write a finite number.')
    }
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return value
    }
    const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined
    if (typeof value !== 'object' || (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null)) {
      return this.report('bad-value', at, 'a value of this kind cannot stand in a lab', 'Write a text or a number.')
    }
    if (this.ancestors.has(value)) {
      return this.report('alias-cycle', at, 'an alias contains itself', 'Write the value out instead of the alias.')
    }
    if (at.length >= MAX_DEPTH) {
      return this.report(
        'too-deep',
        at.slice(0, 8),
        `nested deeper than ${MAX_DEPTH} levels`,
        'A lab is never that deep.',
      )
    }
    if (++this.nodes > MAX_NODES) {
      const says = 'aliases unfold to more than a lab can hold'
      return this.nodes === MAX_NODES + 1 ? this.report('alias-bomb', at, says, 'Use fewer aliases.') : undefined
    }
    this.ancestors.add(value)
    const result = Array.isArray(value)
      ? value.map((child, index) => this.copy(child, [...at, index]))
      : this.group(value as Record<string, unknown>, at)
    this.ancestors.delete(value)
    return result
  }

  private group(value: Record<string, unknown>, at: Pointer): Record<string, unknown> {
    const result: Record<string, unknown> = {}
    for (const key of Object.keys(value)) {
      if (key === '__proto__') {
        this.report('bad-key', [...at, key], '"__proto__" cannot be a name', 'Choose another name.')
      } else result[key] = this.copy(value[key], [...at, key])
    }
    return result
  }
}

/** A plain tree: no sharing, no cycles, nothing that JSON does not know. */
function copyPlain(value: unknown): ReadResult {
  const copier = new Copier()
  const copied = copier.copy(value, [])
  if (copier.problems.length === 0) return { ok: true, value: copied }
  // what is too much to be a lab is not looked at further
  const isTooMuch = copier.problems.some(({ code }) => code === 'too-deep' || code === 'alias-bomb')
  return { ok: false, problems: copier.problems, ...(!isTooMuch && { value: copied }) }
}

const CODES: Record<string, ProblemCode> = { RESOURCE_EXHAUSTION: 'too-deep' }

/** What the parser says of a document whose own text is fine and that another one follows. */
const SECOND_DOCUMENT = 'MULTIPLE_DOCS'

function syntaxProblems(document: Document.Parsed): Problem[] {
  const problems = document.errors.slice(0, 20).map((error) => {
    const where = error.linePos ? `line ${error.linePos[0].line}, column ${error.linePos[0].col}` : 'somewhere'
    if (error.code === SECOND_DOCUMENT) {
      const says = `${where}: a second document begins, and a file holds one lab`
      return makeProblem('syntax', [], says, 'Remove it, or save it as a file of its own.')
    }
    const why = error.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '')
    const code = CODES[error.code] ?? 'syntax'
    return makeProblem(code, [], `${where}: ${why}`, 'Mend the text there; indentation counts in YAML.')
  })
  // one missing bracket is reported by every level that it leaves open
  return problems.filter((problem, index) => problem.says !== problems[index - 1]?.says)
}

/** What parses and still cannot be turned into plain values. */
function structureProblems(document: Document.Parsed, lines: LineCounter): Problem[] {
  const anchors = new Set<string>()
  const problems: Problem[] = []
  const report = (code: ProblemCode, node: Node, says: string, remedy: string) => {
    const line = node.range ? `line ${lines.linePos(node.range[0]).line}: ` : ''
    if (problems.length < 20) problems.push(makeProblem(code, [], line + says, remedy))
  }
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        if (anchors.has(node.source)) return
        const says = `there is no anchor "${shorten(node.source)}" before this alias`
        report('syntax', node, says, 'Write the value out instead of the alias.')
        return
      }
      if ('anchor' in node && node.anchor) anchors.add(node.anchor)
      if (!isMap(node)) return
      const keys = new Set<string>()
      for (const { key } of node.items) {
        if (!isScalar(key)) {
          report('bad-key', node, 'a list or group stands where a name belongs', 'Use a name.')
          return
        }
        const name = String(key.value)
        if (keys.has(name) && name !== '<<') {
          report('duplicate-key', key, `"${shorten(name)}" is given twice`, 'Rename or remove one of the two.')
        }
        keys.add(name)
      }
    },
  })
  return problems
}

/** `document` is there where the text is YAML that can be edited. */
export type ReadDocument = { ok: true; value: unknown; document: Document.Parsed } | ReadFailure

function readYaml(text: string): ReadDocument {
  const lineCounter = new LineCounter()
  // the parser looks for duplicate keys by comparing each with each
  const document = parseDocument(text, { merge: true, lineCounter, logLevel: 'error', uniqueKeys: false })
  const problems = syntaxProblems(document)
  if (document.errors.some(({ code }) => code !== SECOND_DOCUMENT)) return { ok: false, problems }
  problems.push(...structureProblems(document, lineCounter))
  if (problems.some(({ code }) => code === 'bad-key')) return { ok: false, problems }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    if (problems.length > 0) return { ok: false, problems }
    return refused('alias-bomb', 'aliases unfold to more than a lab can hold', 'Write the values out.')
  }
  const copied = copyPlain(value)
  if (!copied.ok) problems.push(...copied.problems)
  return problems.length > 0
    ? { ok: false, problems, value: copied.value }
    : { ok: true, value: copied.value, document }
}

function readJson(text: string): ReadResult | null {
  try {
    const copied = copyPlain(JSON.parse(text))
    const problems = [...repeatedNames(text), ...(copied.ok ? [] : copied.problems)]
    return problems.length > 0 ? { ok: false, problems, value: copied.value } : copied
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // YAML's parser says where; for a long text it would take too long
    return text.length > 2 ** 20 ? refused('syntax', error.message, 'Mend the text there.') : null
  }
}

/** Why the text is not worth parsing; null: it is. */
function refuseNature(given: string, text: string): ReadFailure | null {
  if (given.length > MAX_CHARACTERS) {
    const says = `the file has ${formatSize(given.length)}`
    return refused('too-large', says, `A lab has at most ${formatSize(MAX_CHARACTERS)}.`)
  }
  const begin = 'A lab begins with "format: iov-lab/1".'
  if (isBinary(text))
    return refused(
      'binary-file',
      'the file is not text in UTF-8',
      'Choose a file .iovlab.yaml or .iovlab.json, in that encoding.',
    )
  if (text.trim() === '') return refused('empty-file', 'the file is empty', begin)
  if (text.length > SURE && !SAYS_FORMAT.test(text)) {
    return refused('not-a-lab', 'the file does not say its format', begin)
  }
  if (!isTooDeep(text)) return null
  return refused('too-deep', 'the text is nested too deep', `A lab is never deeper than ${MAX_DEPTH} levels.`)
}

const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)

export function readText(given: string): ReadResult {
  const text = given.length > MAX_CHARACTERS ? '' : withoutMark(given)
  const failure = refuseNature(given, text)
  if (failure) return failure
  return (/^\s*\{/.test(text) ? readJson(text) : null) ?? readYaml(text)
}

/** The same for text that is to be edited: YAML in blocks. */
export function readEditable(given: string): ReadDocument {
  const text = given.length > MAX_CHARACTERS ? '' : withoutMark(given)
  return refuseNature(given, text) ?? readYaml(text)
}
