// Tables as text: columns that line up, numbers on their last digit, nothing wrapped.
import { visible } from './visible'

export interface TextColumn {
  head: string
  isNumber?: boolean
}

/** Wide characters are not expected: identifiers and figures. */
const widthOf = (text: string) => [...text].length

/** A cell is one line. */
const cellText = (text: string): string => visible(text.replace(/[\r\n\t]+/g, ' '))

/** Each row one line; trailing spaces are not printed. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[], indent = '  '): string {
  const lines = [columns.map(({ head }) => head), ...rows.map((row) => row.map(cellText))]
  const widths = columns.map((_, index) => lines.reduce((most, line) => Math.max(most, widthOf(line[index] ?? '')), 0))
  return lines
    .map((line) => {
      const cells = columns.map(({ isNumber }, index) => {
        const text = line[index] ?? ''
        const space = ' '.repeat(Math.max(0, widths[index]! - widthOf(text)))
        return isNumber ? space + text : text + space
      })
      return `${indent}${cells.join('  ')}`.trimEnd()
    })
    .map((line) => `${line}\n`)
    .join('')
}
