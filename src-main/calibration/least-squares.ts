// Weighted linear least squares for a handful of unknowns, by normal equations on columns of one length.

export interface Solution {
  values: number[]
  /** Standard error of each value, from what is left over. */
  errors: number[]
}

/** Below it two columns are one for all that the rows say. */
const LEAST_PIVOT = 1e-5

/** rows · values = targets. A number: the column that the ones before it already say. */
export function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): Solution | number {
  const n = rows[0]!.length
  const lengths = Array.from({ length: n }, (_, k) => Math.sqrt(rows.reduce((sum, row) => sum + row[k]! ** 2, 0)))
  const missing = lengths.indexOf(0)
  if (missing >= 0) return missing
  const scaled = rows.map((row) => row.map((x, k) => x / lengths[k]!))
  const gram = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => scaled.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  )
  const inverse = invert(gram)
  if (typeof inverse === 'number') return inverse
  const moments = Array.from({ length: n }, (_, i) => scaled.reduce((sum, row, r) => sum + row[i]! * targets[r]!, 0))
  const solved = inverse.map((row) => row.reduce((sum, x, k) => sum + x * moments[k]!, 0))
  const left = scaled.reduce(
    (sum, row, r) => sum + (targets[r]! - row.reduce((s, x, k) => s + x * solved[k]!, 0)) ** 2,
    0,
  )
  const variance = left / Math.max(1, rows.length - n)
  return {
    values: solved.map((value, k) => value / lengths[k]!),
    errors: inverse.map((row, k) => Math.sqrt(variance * row[k]!) / lengths[k]!),
  }
}

/** Of a symmetric matrix with ones on its diagonal, by Gauss and Jordan. A number: the row that depends on those before it. */
function invert(matrix: readonly (readonly number[])[]): number[][] | number {
  const n = matrix.length
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let i = 0; i < n; i++) {
    const pivot = work[i]![i]!
    if (pivot < LEAST_PIVOT) return i
    for (let k = 0; k < 2 * n; k++) work[i]![k]! /= pivot
    for (let j = 0; j < n; j++) {
      const factor = work[j]![i]!
      if (j === i || factor === 0) continue
      for (let k = 0; k < 2 * n; k++) work[j]![k]! -= factor * work[i]![k]!
    }
  }
  return work.map((row) => row.slice(n))
}
