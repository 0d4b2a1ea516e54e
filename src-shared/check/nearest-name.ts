// "Did you mean …": the known name that differs least from what was written.

/** Edits (insert, remove, replace, swap of neighbours) between two words; stops counting above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(last[column]! + 1, line[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) cost = Math.min(cost, before[column - 2]! + 1)
      line.push(cost)
    }
    before = last
    last = line
  }
  return last[b.length]!
}

/** Null where nothing is near enough to be what was meant. */
export function nearestName(written: string, known: readonly string[]): string | null {
  const word = written.toLowerCase().slice(0, 80)
  const limit = Math.max(1, Math.floor(word.length / 3))
  let best: string | null = null
  let least = limit + 1
  for (const name of known) {
    const candidate = name.toLowerCase()
    const cost = candidate.startsWith(word) || candidate.endsWith(word) ? 1 : distance(word, candidate, limit)
    if (cost < least) {
      least = cost
      best = name
    }
  }
  return best
}

/** ` Did you mean "x"?`, or the first few names where nothing is near. */
export function suggestion(written: string, known: readonly string[]): string {
  const near = nearestName(written, known)
  if (near !== null) return ` Did you mean "${near}"?`
  if (known.length === 0) return ' There is none.'
  const shown = known.slice(0, 8).join(', ')
  return ` There is: ${shown}${known.length > 8 ? `, and ${known.length - 8} more` : ''}.`
}
