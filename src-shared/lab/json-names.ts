// Names that a JSON text gives twice in one group: the parser keeps the last one and says nothing.
import type { Problem } from '../api/lab-api'
import { makeProblem } from './problems'
import { shorten } from './units'

const MOST = 20
const NAME_END = /\s*:/y

/** Position of the quote that ends the text which begins at `at`. */
function endOfText(text: string, at: number): number {
  let end = at + 1
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  return end
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

/** Of a text that has been parsed. */
export function repeatedNames(text: string): Problem[] {
  const problems: Problem[] = []
  const open: Set<string>[] = []
  for (let at = 0; at < text.length && problems.length < MOST; at++) {
    const character = text[at]
    if (character === '{' || character === '[') open.push(new Set())
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfText(text, at)
      NAME_END.lastIndex = end + 1
      if (NAME_END.test(text)) {
        const name = JSON.parse(text.slice(at, end + 1)) as string
        const names = open[open.length - 1]
        if (names.has(name)) {
          const says = `line ${lineOf(text, at)}: "${shorten(name)}" is given twice`
          problems.push(makeProblem('duplicate-key', [], says, 'Rename or remove one of the two.'))
        }
        names.add(name)
      }
      at = end
    }
  }
  return problems
}
