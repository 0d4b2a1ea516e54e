// Samples with nothing on either side: no line goes through them, so they are drawn as points.

export function loneSamples(values: ArrayLike<number | null | undefined>): number[] {
  const lone: number[] = []
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) lone.push(i)
  }
  return lone
}
