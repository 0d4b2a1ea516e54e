// What a run is compared with, as a document that can run: the lab as it is, with another seed, a variant of it, or what a
// file holds, be it a lab or a report.
import { refuse, type ServiceRefusal } from '@shared/api/errors'
import type { Payload, Problem, Refusal } from '@shared/api/lab-api'
import { checkLab, hasShape } from '@shared/lab/check-lab'
import { openLab } from '@shared/lab/migrations/index'
import { hasErrors } from '@shared/lab/problems'
import type { Lab } from '@shared/lab/schema'
import { variantOf } from '@shared/lab/variants'
import { findRepeatable } from '../report/repeatable'

export type ComparedLab =
  { ok: true; document: Lab } | { ok: false; reply: { outcome: 'refused'; refusal: Refusal; problems: Problem[] } }

export function comparedLab(lab: Lab, wanted: Payload<'run.compare'>['with']): ComparedLab {
  switch (wanted.kind) {
    case 'present':
      return runnable(lab)
    case 'seed':
      return runnable({ ...lab, seed: wanted.seed })
    case 'variant': {
      const variant = variantOf(lab, wanted.name)
      return variant === null ? refused('unknown-entry', [], wanted.name) : runnable(variant)
    }
    case 'text': {
      const found = findRepeatable(wanted.text)
      if (found.ok) return runnable(found.repeatable.document)
      const opened = openLab(wanted.text)
      return opened.ok ? runnable(opened.lab) : refused('not-a-lab', opened.problems)
    }
  }
}

function runnable(document: unknown): ComparedLab {
  const problems = checkLab(document)
  if (hasShape(document) && !hasErrors(problems)) return { ok: true, document }
  return refused(
    'lab-has-errors',
    problems.filter(({ level }) => level === 'error'),
  )
}

const refused = (code: ServiceRefusal, problems: Problem[], detail?: string): ComparedLab => ({
  ok: false,
  reply: { outcome: 'refused', refusal: refuse(code, detail), problems },
})
