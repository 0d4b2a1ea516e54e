// What a learner reads: parts that are missing, names that lead nowhere, links, pictures.
import { type Lab } from '@shared/lab/schema'
import { asksForBooks } from './asks-for-books'
import { type Finding } from './lint-rules'
import { type CourseGuide, textsOf } from './read-guide'

const LINK = /(!?)\[([^\]]*)\]\(([^)\s]*)[^)]*\)/g
const ANSWER = /\banswer\(\s*"?([A-Za-z0-9 ._-]+?)"?\s*\)/g
const LONGEST_MINUTES = 90

/** `exists`: whether there is a file, named from where the lab is. */
export function lintGuide(lab: Lab, guide: CourseGuide, exists: (file: string) => boolean): Finding[] {
  return [...missingParts(guide), ...hints(lab, guide), ...names(lab, guide), ...links(lab, guide, exists)]
}

function missingParts(guide: CourseGuide): Finding[] {
  const parts: [string, boolean, string][] = [
    ['summary', !guide.summary, 'one sentence for the card of the lab'],
    ['steps', !guide.steps?.length, 'what to do, step by step'],
    ['minutes', guide.minutes === undefined, 'how long it takes'],
  ]
  const missing = parts.filter(([, isMissing]) => isMissing)
  const found = missing.map(([part, , what]): Finding => ({
    rule: 'no-guide',
    path: `guide/${part}`,
    says: 'is not there',
    remedy: `Write ${what}.`,
  }))
  const { minutes } = guide
  if (minutes !== undefined && !(minutes > 0 && minutes <= LONGEST_MINUTES)) {
    const says = `${minutes} minutes is no time for a lab`
    found.push({ rule: 'no-guide', path: 'guide/minutes', says, remedy: `Choose 1 to ${LONGEST_MINUTES}.` })
  }
  for (const [index, { question, answer }] of (guide.quiz ?? []).entries()) {
    if (question && answer) continue
    const says = question ? 'has no answer' : 'has no question'
    found.push({ rule: 'no-guide', path: `guide/quiz/${index}`, says, remedy: 'Write both.' })
  }
  return found
}

function hints(lab: Lab, { steps = [] }: CourseGuide): Finding[] {
  const led = new Set(steps.map(({ check }) => check))
  return (lab.checks ?? []).flatMap(({ id, that, hint }, index): Finding[] =>
    hint !== undefined || led.has(id) || asksForBooks(that)
      ? []
      : [
          {
            rule: 'no-hint',
            path: `checks/${index}`,
            says: `"${id}" has no hint, and no step names it`,
            remedy: `Write its hint, or "check: ${id}" in the step that leads to it.`,
          },
        ],
  )
}

function names(lab: Lab, { steps = [], quiz = [] }: CourseGuide): Finding[] {
  const found: Finding[] = []
  const checks = lab.checks ?? []
  for (const [index, { check }] of steps.entries()) {
    if (check === undefined || checks.some(({ id }) => id === check)) continue
    const remedy = `The lab has ${checks.map(({ id }) => id).join(', ') || 'no checks'}.`
    found.push({
      rule: 'unknown-check',
      path: `guide/steps/${index}/check`,
      says: `there is no check "${check}"`,
      remedy,
    })
  }
  const asked = new Map<string, number>()
  for (const [index, { id }] of quiz.entries()) {
    if (id === undefined) continue
    const first = asked.get(id)
    if (first === undefined) asked.set(id, index)
    else {
      const says = `"${id}" is the id of guide/quiz/${first}, too`
      found.push({ rule: 'duplicate-id', path: `guide/quiz/${index}/id`, says, remedy: 'Choose another id.' })
    }
  }
  const used = new Set<string>()
  for (const [index, { that }] of checks.entries()) {
    for (const [, id] of that.matchAll(ANSWER)) {
      used.add(id!)
      if (asked.has(id!)) continue
      const remedy = `Give a question of the quiz the id ${id}.`
      const says = `no question has the id "${id}"`
      found.push({ rule: 'unknown-question', path: `checks/${index}/that`, says, remedy })
    }
  }
  for (const [id, index] of asked) {
    if (used.has(id)) continue
    const remedy = `Write a check with answer(${id}), or take the id out.`
    found.push({ rule: 'unused-answer', path: `guide/quiz/${index}/id`, says: `no check asks for "${id}"`, remedy })
  }
  return found
}

function links(lab: Lab, guide: CourseGuide, exists: (file: string) => boolean): Finding[] {
  return textsOf(lab, guide).flatMap(({ path, text }) =>
    [...text.matchAll(LINK)].flatMap(([, picture, words, target]): Finding[] => {
      const found: Finding[] = []
      if (picture !== '' && words!.trim() === '') {
        const remedy = `Write ![what is on it](${target}).`
        found.push({ rule: 'no-alt-text', path, says: `the picture ${target} has no text`, remedy })
      }
      if (/^[a-z][a-z0-9+.-]*:/i.test(target!)) {
        const remedy = 'Say it here, or put a file beside the lab.'
        found.push({ rule: 'outside-link', path, says: `${target} needs a network`, remedy })
      } else if (!target!.startsWith('#') && !exists(target!.split('#')[0]!)) {
        const remedy = 'Mend the link, or put the file beside the lab.'
        found.push({ rule: 'broken-link', path, says: `there is no file "${target}"`, remedy })
      }
      return found
    }),
  )
}
