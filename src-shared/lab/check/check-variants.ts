// Variants: each is a lab of its own, and what is wrong with it is told where the variant stands.
import type { Problem } from '../../api/lab-api'
import { entries } from '../maps'
import type { Lab } from '../schema'
import { variantOf } from '../variants'
import type { CheckContext } from './check-context'

/** Runs that every lab has. */
const TAKEN = ['this', 'again']

export function checkVariants(lab: Lab, context: CheckContext, checkLab: (value: unknown) => Problem[]): void {
  if (entries(lab.variants).length === 0) return
  const own = new Set(checkLab({ ...lab, variants: undefined }).map(({ code, path }) => `${code} ${path}`))
  for (const [name] of entries(lab.variants)) {
    const at = ['variants', name]
    if (context.isBroken(at)) continue
    if (TAKEN.includes(name)) {
      context.report('bad-variant', at, `"${name}" is the name of another run already`, 'Choose another name.')
    } else {
      const found = checkLab(variantOf(lab, name)).find(
        ({ level, code, path }) => !own.has(`${code} ${path}`) && (level === 'error' || code === 'unknown-field'),
      )
      if (!found) continue
      const says = `with this variant ${found.path || 'the lab'} has a problem: ${found.says}`
      context.report('bad-variant', at, says, found.remedy)
    }
  }
}
