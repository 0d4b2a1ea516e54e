// How a flow or host is drawn in every chart of the window: a colour, and a dash pattern that tells it apart without one.

export interface SeriesLook {
  /** Name of the CSS variable. */
  colour: string
  /** Lengths of dashes and gaps in pixels; empty: a full line. */
  dash: readonly number[]
}

const COLOURS = 8
const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 2.5],
  [9, 3, 2, 3],
  [4, 4],
  [12, 3],
  [2, 5],
  [6, 2, 2, 2, 2, 2],
]

export function seriesLook(index: number): SeriesLook {
  return {
    colour: `--series-${(index % COLOURS) + 1}`,
    // beyond eight colours the same colour comes with another dash
    dash: DASHES[(index + Math.floor(index / COLOURS)) % DASHES.length] as readonly number[],
  }
}
