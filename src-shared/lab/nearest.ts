// "Did you mean": the candidate that is fewest keystrokes away.

/** Edits between two words (neighbours that changed places are one); more than `limit` counts as `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  let before: number[] = []
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let best = i
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const value = Math.min(change, previous[j] + 1, row[j - 1] + 1, isSwap ? before[j - 2] + 1 : Infinity)
      row.push(value)
      if (value < best) best = value
    }
    if (best > limit) return limit + 1
    before = previous
    previous = row
  }
  return previous[b.length]
}

/** Undefined where nothing is near enough to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > 64) return undefined
  const lower = word.toLowerCase()
  const limit = Math.max(1, Math.floor(word.length / 3))
  let found: string | undefined
  let distance = limit + 1
  for (const candidate of candidates) {
    const edits = editDistance(lower, candidate.toLowerCase(), Math.min(limit, distance))
    if (edits < distance) {
      found = candidate
      distance = edits
    }
  }
  return found
}

/** Looking further would take longer than people wait for a whole document of mistakes. */
const MANY = 200

/** "Did you mean "esx-a"?", or what there is. */
export function suggest(word: string, candidates: readonly string[], none: string): string {
  if (candidates.length === 0) return none
  const near = nearest(word, candidates.length > MANY ? candidates.slice(0, MANY) : candidates)
  if (near !== undefined) return `Did you mean "${near}"?`
  const shown = candidates.slice(0, 6).join(', ')
  return `Possible: ${shown}${candidates.length > 6 ? `, and ${candidates.length - 6} more` : ''}.`
}
