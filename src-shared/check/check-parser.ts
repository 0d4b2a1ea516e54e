// The text of a check to its tree: paths, comparison, and/or/not, arithmetic, `in [low, high]`, calls with named arguments.
// A name may hold hyphens (`flows.web-1.lost`), so a minus sign between names needs spaces. Nothing is ever executed.
// Read first: `check-expression.ts`, which says what the parts mean.
import { parseQuantity, type Dimension } from '../lab/units'

export type Step = { kind: 'name'; name: string } | { kind: 'index'; of: Expression } | { kind: 'each' }

export type BinaryOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | 'and' | 'or' | 'in'

type Node =
  | { kind: 'literal'; value: number | string | boolean | null }
  | { kind: 'list'; items: Expression[] }
  /** `text` is the path as it was written, for functions that take a name. */
  | { kind: 'path'; root: string; steps: Step[]; text: string }
  | { kind: 'steps'; of: Expression; steps: Step[] }
  | { kind: 'call'; name: string; positional: Expression[]; named: [string, Expression][] }
  | { kind: 'unary'; operator: '-' | 'not'; of: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }

/** `at` and `end`: where it stands in the text, from 0. */
export type Expression = Node & { at: number; end: number }

export type ParsedCheck =
  | { ok: true; expression: Expression }
  /** `at`: where in the text, from 0; it stands in the sentence as well. */
  | { ok: false; says: string; at: number }

interface Token {
  kind: 'number' | 'text' | 'name' | 'sign' | 'end'
  text: string
  value: number
  start: number
  end: number
}

const MAX_CHECK_LENGTH = 2000
const MAX_DEPTH = 40

const SPACE = /\s+/y
const NUMBER = /\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy
const UNIT = /[a-zµμ]+(?:\/s)?/iy
const NAME = /[a-z_][a-z0-9_]*(?:-[a-z0-9_]+)*/iy
const SIGN = /==|!=|<=|>=|&&|\|\||[<>+\-*/()[\].,=!]/y
const DIMENSIONS: readonly Dimension[] = ['time', 'rate', 'size', 'clock']
const PS = 1e12

/** Stops at the first mistake: what follows it would be guesses. */
class ParseStop extends Error {
  constructor(
    says: string,
    readonly at: number,
  ) {
    super(`${says} (at character ${at + 1})`)
  }
}

const stop = (says: string, at: number): never => {
  throw new ParseStop(says, at)
}

/** `500ms` in seconds, `10Gbps` in bit/s, `2GiB` in bytes. */
function withUnit(number: string, unit: string, at: number): number {
  for (const dimension of DIMENSIONS) {
    const parsed = parseQuantity(number + unit, dimension)
    if (parsed.ok) return dimension === 'time' ? parsed.value / PS : parsed.value
  }
  return stop(`"${unit}" is not a unit; write such as 500ms, 10Gbps, 2GiB or a plain number`, at)
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0] ?? null
  }
  const push = (kind: Token['kind'], length: number, part: string, value = 0): void => {
    tokens.push({ kind, text: part, value, start: at, end: at + length })
    at += length
  }
  while (at < text.length) {
    const space = match(SPACE)
    if (space !== null) {
      at += space.length
      continue
    }
    const quote = text[at]!
    if (quote === '"' || quote === "'") {
      const close = text.indexOf(quote, at + 1)
      if (close < 0) stop(`a ${quote} is not closed`, at)
      push('text', close + 1 - at, text.slice(at + 1, close))
      continue
    }
    const number = match(NUMBER)
    if (number !== null) {
      const start = at
      at += number.length
      const unit = match(UNIT)
      at = start
      const length = number.length + (unit?.length ?? 0)
      push('number', length, text.slice(at, at + length), unit === null ? Number(number) : withUnit(number, unit, at))
      continue
    }
    const name = match(NAME)
    if (name !== null) {
      push('name', name.length, name)
      continue
    }
    const sign = match(SIGN)
    if (sign === null) stop(`"${text[at]}" has no meaning here`, at)
    else push('sign', sign.length, sign)
  }
  tokens.push({ kind: 'end', text: '', value: 0, start: text.length, end: text.length })
  return tokens
}

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>='])
const RESERVED = new Set(['and', 'or', 'not', 'in', 'true', 'false', 'null'])

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

class Parser {
  private readonly tokens: Token[]
  private at = 0
  private depth = 0

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text)
  }

  whole(): Expression {
    const expression = this.or()
    const rest = this.here
    if (rest.kind !== 'end') {
      const hint = rest.text === '=' ? ': equality is written ==' : ''
      stop(`"${rest.text}" is not expected here${hint}`, rest.start)
    }
    return expression
  }

  private get here(): Token {
    return this.tokens[this.at]!
  }

  private take(): Token {
    return this.tokens[this.at++]!
  }

  /** A node that begins at `from` and ends with the token taken last. */
  private made(from: number, node: Node): Expression {
    return { ...node, at: from, end: this.tokens[this.at - 1]!.end }
  }

  private joined(operator: BinaryOperator, left: Expression, right: Expression): Expression {
    return this.made(left.at, { kind: 'binary', operator, left, right })
  }

  private isSign(...signs: string[]): boolean {
    return this.here.kind === 'sign' && signs.includes(this.here.text)
  }

  private isWord(word: string): boolean {
    return this.here.kind === 'name' && this.here.text === word
  }

  private expect(sign: string): Token {
    if (!this.isSign(sign)) {
      stop(
        `expected "${sign}"${this.here.kind === 'end' ? ' before the end' : `, found "${this.here.text}"`}`,
        this.here.start,
      )
    }
    return this.take()
  }

  private or(): Expression {
    if (++this.depth > MAX_DEPTH) stop('nested too deeply', this.here.start)
    let left = this.and()
    while (this.isWord('or') || this.isSign('||')) {
      this.take()
      left = this.joined('or', left, this.and())
    }
    this.depth--
    return left
  }

  private and(): Expression {
    let left = this.not()
    while (this.isWord('and') || this.isSign('&&')) {
      this.take()
      left = this.joined('and', left, this.not())
    }
    return left
  }

  private not(): Expression {
    if (!this.isWord('not') && !this.isSign('!')) return this.comparison()
    const { start } = this.take()
    if (++this.depth > MAX_DEPTH) stop('nested too deeply', this.here.start)
    const of = this.not()
    this.depth--
    return this.made(start, { kind: 'unary', operator: 'not', of })
  }

  private comparison(): Expression {
    const left = this.sum()
    const isNot = this.isWord('not') && this.tokens[this.at + 1]?.text === 'in'
    if (isNot) this.take()
    if (this.isWord('in')) {
      this.take()
      const within = this.joined('in', left, this.sum())
      return isNot ? this.made(left.at, { kind: 'unary', operator: 'not', of: within }) : within
    }
    if (this.here.kind !== 'sign' || !COMPARISONS.has(this.here.text)) return left
    const operator = this.take().text as BinaryOperator
    const right = this.sum()
    if (this.here.kind === 'sign' && COMPARISONS.has(this.here.text)) {
      stop('two comparisons in a row: join them with "and"', this.here.start)
    }
    return this.joined(operator, left, right)
  }

  private sum(): Expression {
    let left = this.product()
    while (this.isSign('+', '-')) {
      const operator = this.take().text as BinaryOperator
      left = this.joined(operator, left, this.product())
    }
    return left
  }

  private product(): Expression {
    let left = this.factor()
    while (this.isSign('*', '/')) {
      const operator = this.take().text as BinaryOperator
      left = this.joined(operator, left, this.factor())
    }
    return left
  }

  private factor(): Expression {
    if (!this.isSign('-')) return this.postfix()
    const { start } = this.take()
    if (++this.depth > MAX_DEPTH) stop('nested too deeply', this.here.start)
    const of = this.factor()
    this.depth--
    return this.made(start, { kind: 'unary', operator: '-', of })
  }

  private postfix(): Expression {
    const start = this.here.start
    const first = this.primary()
    const steps: Step[] = []
    for (;;) {
      if (this.isSign('.')) {
        this.take()
        steps.push(this.nameStep())
      } else if (this.isSign('[')) {
        this.take()
        steps.push(this.indexStep())
      } else break
    }
    if (first.kind === 'path') {
      const { end } = this.tokens[this.at - 1]!
      return { ...first, steps, end, text: this.text.slice(start, end) }
    }
    return steps.length === 0 ? first : this.made(start, { kind: 'steps', of: first, steps })
  }

  private nameStep(): Step {
    if (this.isSign('*')) {
      this.take()
      return { kind: 'each' }
    }
    const token = this.take()
    if (token.kind !== 'name' && token.kind !== 'number') stop('a name must follow the dot', token.start)
    return { kind: 'name', name: token.text }
  }

  private indexStep(): Step {
    if (this.isSign('*')) {
      this.take()
      this.expect(']')
      return { kind: 'each' }
    }
    const of = this.or()
    this.expect(']')
    return { kind: 'index', of }
  }

  private primary(): Expression {
    const token = this.take()
    switch (token.kind) {
      case 'number':
        return this.made(token.start, { kind: 'literal', value: token.value })
      case 'text':
        return this.made(token.start, { kind: 'literal', value: token.text })
      case 'end':
        return stop('something is missing at the end', token.start)
      case 'sign': {
        if (token.text === '(') {
          const inner = this.or()
          this.expect(')')
          return inner
        }
        if (token.text === '[') return this.made(token.start, { kind: 'list', items: this.items(']') })
        return stop(`"${token.text}" is not expected here`, token.start)
      }
      case 'name': {
        const literal = LITERALS.get(token.text)
        if (literal !== undefined) return this.made(token.start, { kind: 'literal', value: literal })
        if (RESERVED.has(token.text)) return stop(`"${token.text}" is not expected here`, token.start)
        if (this.isSign('(')) return this.call(token)
        return this.made(token.start, { kind: 'path', root: token.text, steps: [], text: token.text })
      }
    }
  }

  private items(close: string): Expression[] {
    const items: Expression[] = []
    while (!this.isSign(close)) {
      items.push(this.or())
      if (!this.isSign(',')) break
      this.take()
    }
    this.expect(close)
    return items
  }

  private call({ text: name, start }: Token): Expression {
    this.take()
    const positional: Expression[] = []
    const named: [string, Expression][] = []
    while (!this.isSign(')')) {
      const next = this.tokens[this.at + 1]
      if (this.here.kind === 'name' && next?.kind === 'sign' && next.text === '=') {
        const key = this.take().text
        this.take()
        named.push([key, this.or()])
      } else if (named.length > 0) stop('named arguments come last', this.here.start)
      else positional.push(this.or())
      if (!this.isSign(',')) break
      this.take()
    }
    this.expect(')')
    return this.made(start, { kind: 'call', name, positional, named })
  }
}

/** Says where the first mistake is; never throws. */
export function parseCheck(text: string): ParsedCheck {
  if (text.length > MAX_CHECK_LENGTH)
    return { ok: false, says: `longer than ${MAX_CHECK_LENGTH} characters`, at: MAX_CHECK_LENGTH }
  if (text.trim() === '') return { ok: false, says: 'the check is empty', at: 0 }
  try {
    return { ok: true, expression: new Parser(text).whole() }
  } catch (cause) {
    if (cause instanceof ParseStop) return { ok: false, says: cause.message, at: cause.at }
    throw cause
  }
}
