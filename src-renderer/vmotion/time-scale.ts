// Time to the right: seconds ↔ pixels of one horizontal axis that all lanes share. `linear` is true to scale; `even`
// gives every stretch between two cuts a least width, so that a phase of a millisecond can be read beside one of a second.

export interface TimeScale {
  readonly from: number
  readonly to: number
  readonly width: number
  readonly isLinear: boolean
  x(time: number): number
  time(x: number): number
}

interface Knot {
  time: number
  x: number
}

export function linearScale(from: number, to: number, width: number): TimeScale {
  return scaleThrough(
    [
      { time: from, x: 0 },
      { time: to, x: width },
    ],
    true,
  )
}

export function evenScale(from: number, to: number, width: number, cuts: readonly number[], least: number): TimeScale {
  const inside = [...new Set(cuts)].filter((cut) => cut > from && cut < to).sort((a, b) => a - b)
  const times = [from, ...inside, to]
  const widths = sharedWidths(
    times.slice(1).map((time, k) => time - (times[k] as number)),
    width,
    least,
  )
  const knots: Knot[] = [{ time: from, x: 0 }]
  let x = 0
  widths.forEach((share, k) => {
    x += share
    knots.push({ time: times[k + 1] as number, x })
  })
  return scaleThrough(knots, inside.length === 0)
}

/** Shares `width` in proportion to `lengths`, but gives each at least `least` as long as all of them can have it. */
function sharedWidths(lengths: readonly number[], width: number, least: number): number[] {
  const floor = Math.min(least, width / lengths.length)
  const isFixed = lengths.map(() => false)
  for (;;) {
    const free = lengths.reduce((sum, length, k) => sum + (isFixed[k] ? 0 : length), 0)
    const room = width - floor * isFixed.filter(Boolean).length
    const small = lengths.findIndex((length, k) => !isFixed[k] && (length / free) * room < floor)
    if (small < 0) return lengths.map((length, k) => (isFixed[k] ? floor : (length / free) * room))
    isFixed[small] = true
    if (isFixed.every(Boolean)) return lengths.map(() => width / lengths.length)
  }
}

function scaleThrough(knots: readonly Knot[], isLinear: boolean): TimeScale {
  const first = knots[0] as Knot
  const last = knots[knots.length - 1] as Knot
  // beyond its ends the scale goes on as steeply as in its outermost stretch
  const stretch = (isBefore: (knot: Knot) => boolean): [Knot, Knot] => {
    let k = 1
    while (k < knots.length - 1 && isBefore(knots[k] as Knot)) k++
    return [knots[k - 1] as Knot, knots[k] as Knot]
  }
  return {
    from: first.time,
    to: last.time,
    width: last.x,
    isLinear,
    x(time) {
      const [a, b] = stretch((knot) => knot.time < time)
      return b.time === a.time ? a.x : a.x + ((time - a.time) / (b.time - a.time)) * (b.x - a.x)
    },
    time(x) {
      const [a, b] = stretch((knot) => knot.x < x)
      return b.x === a.x ? a.time : a.time + ((x - a.x) / (b.x - a.x)) * (b.time - a.time)
    },
  }
}
