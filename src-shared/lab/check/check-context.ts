// Where a check reports to, and how it reads numbers and quantities: absent is fine, wrong is reported and then absent.
import type { Pointer, Problem } from '../../api/lab-api'
import { suggest } from '../nearest'
import { elementId } from '../path'
import { makeProblem, type ProblemCode } from '../problems'
import type { Quantity } from '../schema'
import {
  type Dimension,
  DIMENSION_EXAMPLE,
  formatClock,
  formatRate,
  formatSize,
  formatTime,
  parseQuantity,
} from '../units'

/** More than a person reads; what is behind them shows when these are gone. */
const LIMIT = 1000

export interface Range {
  min: number
  max: number
}

const FORMAT: Record<Dimension, (value: number) => string> = {
  rate: formatRate,
  size: formatSize,
  time: formatTime,
  clock: formatClock,
}

/** A limit that people can write as it stands: with a unit where that is exact. Those of times are round. */
function limitText(value: number, dimension: Dimension): string {
  const text = FORMAT[dimension](value)
  const read = parseQuantity(text, dimension)
  return dimension === 'time' || (read.ok && read.value === value) ? text : String(value)
}

const spanText = (what: string, { min, max }: Range): string =>
  min === max ? String(min) : `${what} from ${min} to ${max}`

export class CheckContext {
  readonly problems: Problem[] = []
  private omitted = 0
  /** Places whose shape is wrong: nothing more is said about them or what is inside. */
  private readonly broken = new Set<string>()

  report(code: ProblemCode, pointer: Pointer, says: string, remedy: string): void {
    if (this.isBroken(pointer)) return
    this.add(makeProblem(code, pointer, says, remedy))
  }

  /** Of a shape that cannot be checked further. */
  breakOff(code: ProblemCode, pointer: Pointer, says: string, remedy: string): void {
    this.add(makeProblem(code, pointer, says, remedy))
    this.broken.add(elementId(pointer))
  }

  private add(problem: Problem): void {
    if (this.problems.length < LIMIT) this.problems.push(problem)
    else this.omitted++
  }

  /** True where the shape is wrong: what stands there is a stand-in. */
  isBroken(pointer: Pointer): boolean {
    if (this.broken.size === 0) return false
    for (let length = pointer.length; length >= 0; length--) {
      if (this.broken.has(elementId(pointer.slice(0, length)))) return true
    }
    return false
  }

  /** A number of the document within a range. */
  number(
    pointer: Pointer,
    value: number | undefined,
    range: Range,
    code: ProblemCode = 'out-of-range',
  ): number | undefined {
    if (value === undefined) return undefined
    if (value >= range.min && value <= range.max) return value
    this.report(code, pointer, `${value} is not possible`, `Use ${spanText('a number', range)}.`)
    return undefined
  }

  /** A whole number within a range. */
  whole(pointer: Pointer, value: number | undefined, range: Range, code?: ProblemCode): number | undefined {
    if (value === undefined) return undefined
    if (!Number.isInteger(value)) {
      this.report('not-whole', pointer, `${value} is not a whole number`, `Use ${spanText('a whole number', range)}.`)
      return undefined
    }
    return this.number(pointer, value, range, code)
  }

  /** A quantity in base units within a range. */
  quantity(pointer: Pointer, value: Quantity | undefined, dimension: Dimension, range: Range): number | undefined {
    if (value === undefined) return undefined
    const parsed = parseQuantity(value, dimension)
    if (!parsed.ok) {
      this.report('bad-quantity', pointer, parsed.says, `Write it like ${DIMENSION_EXAMPLE[dimension]}.`)
      return undefined
    }
    if (parsed.value >= range.min && parsed.value <= range.max) return parsed.value
    if (dimension === 'time' && parsed.value < 0) {
      this.report(
        'negative-time',
        pointer,
        `${value} is negative`,
        `Use a time from ${range.min > 0 ? limitText(range.min, dimension) : 0} on.`,
      )
    } else {
      this.report(
        'out-of-range',
        pointer,
        `${value} is not possible`,
        `Use a value from ${limitText(range.min, dimension)} to ${limitText(range.max, dimension)}.`,
      )
    }
    return undefined
  }

  /** What would be right, for a name that is not; nothing once there are more problems than anybody reads. */
  suggest(word: string, candidates: readonly string[], none: string): string {
    return this.problems.length < LIMIT ? suggest(word, candidates, none) : ''
  }

  finish(): Problem[] {
    if (this.omitted > 0) {
      this.problems.push(
        makeProblem('more-problems', [], `${this.omitted} more problems are not listed`, 'Mend these first.'),
      )
    }
    return this.problems
  }
}
