// `--until T`, `--limit T`: a time as documents have it, in picoseconds.
import { parseQuantity } from '@shared/lab/units'
import { formatDuration } from '@shared/text/format-quantity'
import { type Lab } from '@shared/lab/schema'
import { DEFAULTS } from '@shared/lab/defaults'
import { WrongInput } from './exit-code'

const PS = 1e12

/** Undefined: the whole duration of the lab. */
export function untilPs(text: string | undefined, lab: Lab): number | undefined {
  if (text === undefined) return undefined
  const until = timeOf('--until', text, 'a run ends after it has begun')
  const duration = parseQuantity(lab.duration ?? DEFAULTS.duration, 'time')
  if (duration.ok && until > duration.value) {
    const end = formatDuration(duration.value / PS)
    throw new WrongInput(`--until ${text}: the lab ends at ${end}: raise its duration, or leave --until out`)
  }
  return until
}

/** How long one run may take. */
export const limitPs = (text: string): number => timeOf('--limit', text, 'a run takes some time')

/** `unlessAbove0`: why the time must be longer than none. */
function timeOf(option: string, text: string, unlessAbove0: string): number {
  const parsed = parseQuantity(text, 'time')
  if (!parsed.ok) throw new WrongInput(`${option} ${text}: ${parsed.says}`)
  if (parsed.value <= 0) throw new WrongInput(`${option} ${text}: ${unlessAbove0}`)
  return parsed.value
}
