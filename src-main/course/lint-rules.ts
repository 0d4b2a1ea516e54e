// The closed list of what `iov-lab lint` finds in the labs of a course. Codes keep their meaning.
export const LINT_RULES = {
  document: { level: 'error', says: 'The lab can be read, and can run.' },
  warning: { level: 'warning', says: 'Nothing in the document looks like a mistake.' },
  solution: { level: 'error', says: 'The solution can be read, and fits the lab.' },
  'no-checks': { level: 'error', says: 'The lab asks something that can be graded.' },
  unsolved: { level: 'error', says: 'The solution passes every check.' },
  'solved-as-given': { level: 'error', says: 'A lab with a solution fails a check as long as it is not solved.' },
  'always-passes': { level: 'error', says: 'What a check finds depends on the lab.' },
  'hard-to-fail': { level: 'warning', says: 'A wrong turn, or some small change, makes a check fail.' },
  'wrong-accepted': { level: 'error', says: 'A wrong turn is found by the checks that are meant for it.' },
  'too-slow': { level: 'error', says: 'The lab runs within the time that a class has for it.' },
  'duplicate-lab': { level: 'error', says: 'Labs differ in their names and in their order.' },
  'duplicate-id': { level: 'error', says: 'Questions differ in their ids.' },
  'unknown-check': { level: 'error', says: 'A step names a check that there is.' },
  'unknown-question': { level: 'error', says: 'A check asks for the answer to a question that there is.' },
  'unused-answer': { level: 'warning', says: 'A question with an id is graded by a check.' },
  'broken-link': { level: 'error', says: 'What a text points to is there.' },
  'outside-link': { level: 'warning', says: 'A text points to nothing that needs a network.' },
  'no-alt-text': { level: 'error', says: 'A picture says what is on it to those who do not see it.' },
  'no-hint': {
    level: 'warning',
    says: 'A check that fails says where to look: its own hint, or a step that names it.',
  },
  'no-guide': { level: 'warning', says: 'The lab says what it is about, what to do, and how long it takes.' },
  'unexplained-term': { level: 'warning', says: 'An abbreviation is explained where the course uses it first.' },
} as const satisfies Record<string, { level: 'error' | 'warning'; says: string }>

export type LintRule = keyof typeof LINT_RULES

export interface Finding {
  rule: LintRule
  /** Place in the document; empty: the whole of it. */
  path: string
  says: string
  remedy: string
}

export interface LintedLab {
  file: string
  name: string | null
  findings: Finding[]
  /** Of all its runs together, and how many there were. */
  runs: number
  seconds: number
}
