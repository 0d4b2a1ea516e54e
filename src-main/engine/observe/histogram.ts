// A histogram of whole numbers up to 2^53: exact below 256, 128 classes an octave above (an error below 0.8 %).
// Count, mean, minimum and maximum are exact. Octaves that were never met take no memory.

const CLASSES = 128

export class Histogram {
  count = 0
  sum = 0
  min = Infinity
  max = 0
  /** Counts by octave: entry 0 holds 0–255, entry k the values of [128 · 2^k, 256 · 2^k). */
  private readonly octaves: (Float64Array | undefined)[] = []

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count
  }

  record(value: number, times = 1): void {
    this.count += times
    this.sum += value * times
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
    if (value < 2 * CLASSES) {
      const exact = this.octaves[0] ?? this.octave(0)
      exact[value | 0] += times
      return
    }
    const exponent = value < 0x100000000 ? 31 - Math.clz32(value) : 63 - Math.clz32(value / 0x100000000)
    const shift = exponent - 7
    const counts = this.octaves[shift] ?? this.octave(shift)
    counts[((value * INVERSES[shift]) | 0) - CLASSES] += times
  }

  /** The value that a fraction `p` of all does not exceed; the middle of its class, within the exact bounds. */
  percentile(p: number): number {
    if (this.count === 0) return 0
    let left = Math.max(1, Math.ceil(p * this.count))
    if (left >= this.count) return this.max
    for (let shift = 0; shift < this.octaves.length; shift++) {
      const counts = this.octaves[shift]
      if (counts === undefined) continue
      for (let i = 0; i < counts.length; i++) {
        left -= counts[i]
        if (left > 0) continue
        if (shift === 0) return i
        const middle = (CLASSES + i) * POWERS[shift] + Math.floor(POWERS[shift] / 2)
        return Math.min(this.max, Math.max(this.min, middle))
      }
    }
    return this.max
  }

  private octave(shift: number): Float64Array {
    const counts = new Float64Array(shift === 0 ? 2 * CLASSES : CLASSES)
    while (this.octaves.length <= shift) this.octaves.push(undefined)
    this.octaves[shift] = counts
    return counts
  }
}

const POWERS = Float64Array.from({ length: 54 }, (_, exponent) => {
  let power = 1
  for (let i = 0; i < exponent; i++) power *= 2
  return power
})
/** To multiply is faster than to divide, and as exact. */
const INVERSES = POWERS.map((power) => 1 / power)
