// Heights of the lanes under the common axis: fixed ones take what they need, the others share what is left by weight and
// never go below their least height; where that is too much, the whole is taller than its place and scrolls.

export interface LaneWish {
  id: string
  least: number
  /** 0: always as high as `least`. */
  weight: number
}

export interface LanePlace {
  id: string
  y: number
  height: number
}

export function layOutLanes(
  wishes: readonly LaneWish[],
  height: number,
  gap: number,
): { lanes: LanePlace[]; height: number } {
  const leastSum = wishes.reduce((sum, wish) => sum + wish.least, 0) + gap * Math.max(0, wishes.length - 1)
  const weights = wishes.reduce((sum, wish) => sum + wish.weight, 0)
  const spare = Math.max(0, height - leastSum)
  let y = 0
  const lanes = wishes.map(({ id, least, weight }) => {
    const own = least + (weights > 0 ? Math.floor((spare * weight) / weights) : 0)
    const place = { id, y, height: own }
    y += own + gap
    return place
  })
  return { lanes, height: Math.max(0, y - gap) }
}
