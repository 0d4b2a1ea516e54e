// Chance, named: `new RandomStream(seed, path)` draws the same numbers for the same seed and path, whatever else is in the lab.
// xoshiro128** on 32-bit integers. Only operations that IEEE 754 rounds exactly are used, so every platform draws alike.

const LN2 = 0.6931471805599453

/** Natural logarithm of 0 < x ≤ 1 by scaling and the series of artanh: the built-in one may differ between platforms. */
function naturalLog(x: number): number {
  let exponent = 0
  let m = x
  while (m < 0.5) {
    m *= 2
    exponent--
  }
  // m in [0.5, 1]; ln m = 2 artanh((m − 1) / (m + 1))
  const s = (m - 1) / (m + 1)
  const square = s * s
  let term = s
  let sum = 0
  for (let k = 1; k < 64; k += 2) {
    const part = term / k
    if (part === 0 || sum + part === sum) break
    sum += part
    term *= square
  }
  return 2 * sum + exponent * LN2
}

export class RandomStream {
  private a = 0
  private b = 0
  private c = 0
  private d = 0

  constructor(seed: number, path: string) {
    // FNV-1a over the path, started from the seed, then splitmix32 for the four words of the state.
    let hash = Math.imul((0x811c9dc5 ^ seed) >>> 0, 0x01000193) ^ Math.floor(seed / 0x100000000)
    for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193)
    const word = (): number => {
      hash = (hash + 0x9e3779b9) | 0
      let z = hash ^ (hash >>> 16)
      z = Math.imul(z, 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return z ^ (z >>> 15)
    }
    this.a = word()
    this.b = word()
    this.c = word()
    this.d = word() | 1
  }

  /** 32 random bits as an unsigned number. */
  bits(): number {
    const product = Math.imul(this.b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = this.b << 9
    this.c ^= this.a
    this.d ^= this.b
    this.b ^= this.c
    this.a ^= this.d
    this.c ^= shifted
    this.d = (this.d << 11) | (this.d >>> 21)
    return result
  }

  /** Evenly in [0, 1), with 53 bits. */
  uniform(): number {
    const high = this.bits() >>> 5
    return (high * 0x4000000 + (this.bits() >>> 6)) / 0x20000000000000
  }

  /** A whole number, evenly in [0, bound); bound up to 2^32. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound)
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.uniform() < p
  }

  /** Exponentially distributed with this mean: gaps of a Poisson process. */
  exponential(mean: number): number {
    return -mean * naturalLog(1 - this.uniform())
  }
}
