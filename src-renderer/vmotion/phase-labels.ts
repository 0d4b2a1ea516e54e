// Names for the parts of a strip: inside where one fits, else below it on a line to the part, moved aside so that no two
// touch. Data in, places out; widths of words are measured by whoever draws.

export interface Labelled {
  x0: number
  x1: number
  text: string
  textWidth: number
}

export interface LabelPlace {
  inside: boolean
  /** Left edge of the words. */
  x: number
  /** Where the line from the words touches the part; only for words outside. */
  anchor: number
  /** Of the lines below the strip, from 0; -1: there is no room, the words are left to the tooltip. */
  row: number
}

const PADDING = 6
const AIR = 10

export function placeLabels(parts: readonly Labelled[], width: number, rows: number): LabelPlace[] {
  /** Where the next word may begin, by row. */
  const free = Array.from({ length: rows }, () => 0)
  return parts.map(({ x0, x1, textWidth }) => {
    const left = Math.max(0, x0)
    const right = Math.min(width, x1)
    const anchor = Math.min(Math.max((x0 + x1) / 2, 0), width)
    if (right - left >= textWidth + 2 * PADDING) {
      return { inside: true, x: (left + right) / 2 - textWidth / 2, anchor, row: -1 }
    }
    if (x1 < 0 || x0 > width) return { inside: false, x: 0, anchor, row: -1 }
    const wanted = Math.min(Math.max(anchor - textWidth / 2, 0), Math.max(0, width - textWidth))
    const row = free.findIndex((from) => wanted >= from)
    const taken = row < 0 ? shifted(free, anchor, textWidth, width) : { row, x: wanted }
    if (taken === null) return { inside: false, x: 0, anchor, row: -1 }
    free[taken.row] = taken.x + textWidth + AIR
    return { inside: false, x: taken.x, anchor, row: taken.row }
  })
}

/** No row is free at the wanted place: the one that can take the words nearest to it, not farther than their own width. */
function shifted(
  free: readonly number[],
  anchor: number,
  textWidth: number,
  width: number,
): { row: number; x: number } | null {
  const x = Math.min(...free)
  if (x + textWidth > width || x > anchor + textWidth) return null
  return { row: free.indexOf(x), x }
}
