// Where an axis of time is labelled: round times 1, 2 or 5 apart where it is true to scale, else the cuts themselves.
import type { TimeScale } from './time-scale'

export interface AxisTick {
  time: number
  x: number
  label: string
}

/** A label of an axis and the air around it. */
const APART = 84

export function axisTicks(scale: TimeScale, cuts: readonly number[]): AxisTick[] {
  return scale.isLinear ? roundTicks(scale) : cutTicks(scale, cuts)
}

/** The least of 1, 2 or 5 times a power of ten that is not below `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10
  return step * power
}

function roundTicks(scale: TimeScale): AxisTick[] {
  const span = scale.to - scale.from
  if (!(span > 0) || !(scale.width > 0)) return []
  const step = roundStep((span * APART) / scale.width)
  const ticks: AxisTick[] = []
  const digits = decimalsOf(step)
  for (let k = Math.ceil(scale.from / step - 1e-9); k * step <= scale.to + step * 1e-9; k++) {
    const time = k * step
    ticks.push({ time, x: scale.x(time), label: `${time.toFixed(digits)} s` })
  }
  return ticks
}

const decimalsOf = (step: number): number => Math.max(0, -Math.floor(Math.log10(step) + 1e-9))

function cutTicks(scale: TimeScale, cuts: readonly number[]): AxisTick[] {
  const inside = [...new Set(cuts)].filter((cut) => cut >= scale.from && cut <= scale.to).sort((a, b) => a - b)
  const ticks: AxisTick[] = []
  inside.forEach((time, k) => {
    const x = scale.x(time)
    const last = ticks[ticks.length - 1]
    if (last && x - last.x < APART) return
    // enough digits to tell neighbours apart, three at least
    const gaps = [inside[k - 1], inside[k + 1]]
      .filter((other) => other !== undefined)
      .map((other) => Math.abs(other - time))
    const digits = Math.min(9, Math.max(3, ...gaps.map((gap) => decimalsOf(gap) + 1)))
    ticks.push({ time, x, label: `${time.toFixed(digits)} s` })
  })
  return ticks
}
