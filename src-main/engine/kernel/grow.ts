// Arrays of numbers that have become too short: the same numbers in one of twice the length.

type Numbers = Float64Array | Int32Array

export function doubled<T extends Numbers>(from: T, make: new (length: number) => T): T {
  const bigger = new make(from.length * 2)
  bigger.set(from)
  return bigger
}

/** Places that a ring has at least, once it has any. A power of two, as all its lengths. */
const LEAST = 16

/** Of a full ring that begins at `first`: what is in it stands at the beginning of the longer one. */
export function doubledRing<T extends Numbers>(from: T, first: number, make: new (length: number) => T): T {
  const bigger = new make(Math.max(from.length * 2, LEAST))
  bigger.set(from.subarray(first))
  bigger.set(from.subarray(0, first), from.length - first)
  return bigger
}
