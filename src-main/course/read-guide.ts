// The guide of a lab as lint reads it: every text with its place.
import { z } from 'zod'
import { type Lab } from '@shared/lab/schema'

const step = z.looseObject({ title: z.string().optional(), says: z.string().optional(), check: z.string().optional() })
const question = z.looseObject({
  id: z.string().optional(),
  question: z.string().optional(),
  answer: z.string().optional(),
})
const shape = z.looseObject({
  order: z.number().optional(),
  summary: z.string().optional(),
  minutes: z.number().optional(),
  objectives: z.array(z.string()).optional(),
  steps: z.array(step).optional(),
  quiz: z.array(question).optional(),
  trainer: z.string().optional(),
  simplified: z.string().optional(),
})

export type CourseGuide = z.infer<typeof shape>

/** A string: what is wrong with it. */
export function courseGuide(lab: Lab): CourseGuide | string {
  const parsed = shape.safeParse(lab.guide ?? {})
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  return `guide/${path.join('/')}: ${message}`
}

export interface PlacedText {
  path: string
  text: string
}

/** Everything that a learner reads. */
export function textsOf(lab: Lab, guide: CourseGuide): PlacedText[] {
  const texts: PlacedText[] = []
  const add = (path: string, text: string | undefined) => {
    if (text !== undefined) texts.push({ path, text })
  }
  add('description', lab.description)
  add('guide/summary', guide.summary)
  for (const [i, text] of (guide.objectives ?? []).entries()) add(`guide/objectives/${i}`, text)
  for (const [i, { title, says }] of (guide.steps ?? []).entries()) {
    add(`guide/steps/${i}/title`, title)
    add(`guide/steps/${i}/says`, says)
  }
  for (const [i, one] of (guide.quiz ?? []).entries()) {
    add(`guide/quiz/${i}/question`, one.question)
    add(`guide/quiz/${i}/answer`, one.answer)
  }
  for (const [i, { says, hint }] of (lab.checks ?? []).entries()) {
    add(`checks/${i}/says`, says)
    add(`checks/${i}/hint`, hint)
  }
  add('guide/simplified', guide.simplified)
  return texts
}
