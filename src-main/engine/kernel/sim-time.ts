// Simulated time: a whole number of picoseconds in a double, exact up to 2^53 ps (2.5 hours).
// One rounding rule for the whole engine: a duration that is not a whole number of picoseconds is rounded up,
// so that nothing ends before it could have.

export const PS = 1
export const NS = 1e3
export const US = 1e6
export const MS = 1e9
export const SECOND = 1e12

/** Time on the wire of `bytes` at `rateBps`, in ps. Exact at 1, 10, 25, 40 and 100 Gb/s. */
export function transmissionTime(bytes: number, rateBps: number): number {
  return Math.ceil((bytes * 8e12) / rateBps)
}

/** Duration of `cycles` on a core of `clockHz`, in ps. */
export function cyclesToPs(cycles: number, clockHz: number): number {
  return Math.ceil((cycles * 1e12) / clockHz)
}

export const toSeconds = (ps: number): number => ps / SECOND
