// Opening a document of any format version: the ordered list of migrations, and the one way from text to a lab.
// A file that cannot be opened is described and left alone; a newer one is refused, never guessed at.
import type { Problem } from '../../api/lab-api'
import { checkLab, hasShape } from '../check-lab'
import { suggest } from '../nearest'
import { makeProblem, type ProblemCode } from '../problems'
import { readText } from '../read-text'
import type { Lab } from '../schema'
import { shorten } from '../units'

/** A document on its way: an object that says its format. */
export type RawDocument = Record<string, unknown>

/** One pure, named step: a document of format `from` to one of format `from + 1`. The input is its own to change. */
export interface Migration {
  from: number
  name: string
  migrate(document: RawDocument): RawDocument
}

/** In ascending order, without gaps, ending at the version before the current one. */
export const MIGRATIONS: readonly Migration[] = []

const FAMILY = 'iov-lab'
export const CURRENT_VERSION = 1

export type OpenResult =
  | { ok: true; lab: Lab; /** Format that the file had, where it was an older one. */ migratedFrom?: string }
  | { ok: false; problems: Problem[] }

const refused = (code: ProblemCode, says: string, remedy: string): OpenResult => ({
  ok: false,
  problems: [makeProblem(code, ['format'], says, remedy)],
})

const isGroup = (value: unknown): value is RawDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function versionOf(format: string): number | null {
  const match = /^iov-lab\/([1-9]\d{0,5}|0)$/.exec(format)
  return match ? Number(match[1]) : null
}

function openDocument(document: RawDocument, migrations: readonly Migration[], current: number): OpenResult {
  const format = document.format
  if (format === undefined) return { ok: false, problems: checkLab(document) }
  if (typeof format !== 'string') {
    return refused('wrong-format', 'the format is not a text', `Write "format: ${FAMILY}/${current}".`)
  }
  if (format.startsWith('iov-lab-result/')) {
    return refused('not-a-lab', 'the file is the result of a run', 'Open the lab; the result carries it as "document".')
  }
  const version = versionOf(format)
  const oldest = migrations.length > 0 ? migrations[0].from : current
  if (version === null || version < oldest) {
    const known = `${FAMILY}/${current}`
    return refused('wrong-format', `"${shorten(format)}" is not a format of a lab`, suggest(format, [known], known))
  }
  if (version > current) {
    return refused(
      'newer-format',
      `the file has format ${format}; this version reads up to ${FAMILY}/${current}`,
      'Open it with a newer version of the program. The file was not changed.',
    )
  }
  let migrated = document
  for (const step of migrations) {
    if (step.from >= version) migrated = { ...step.migrate(migrated), format: `${FAMILY}/${step.from + 1}` }
  }
  // what cannot be worked with is refused, and then everything is said that is wrong with it
  if (!hasShape(migrated)) return { ok: false, problems: checkLab(migrated) }
  const lab = migrated as Lab
  return version === current ? { ok: true, lab } : { ok: true, lab, migratedFrom: format }
}

/** What else is wrong with a document of which some places could not be read. */
function restOf(unread: readonly Problem[], opened: OpenResult): Problem[] {
  const places = new Set(unread.map(({ path }) => path))
  const problems = opened.ok ? checkLab(opened.lab) : opened.problems
  // of such a place everything is said
  return problems.filter(({ path }) => path === '' || !places.has(path))
}

/**
 * Text of a file to a lab. Opens whatever has the right shape: what else is wrong is for `checkLab` to say and for people to
 * mend. `migrations` and `current` are given by tests.
 */
export function openLab(
  text: string,
  migrations: readonly Migration[] = MIGRATIONS,
  current: number = CURRENT_VERSION,
): OpenResult {
  const read = readText(text)
  if (isGroup(read.value)) {
    const opened = openDocument(read.value, migrations, current)
    return read.ok ? opened : { ok: false, problems: [...read.problems, ...restOf(read.problems, opened)] }
  }
  if (!read.ok) return { ok: false, problems: read.problems }
  const says = 'the file holds no group of fields'
  return { ok: false, problems: [makeProblem('not-a-lab', [], says, 'A lab begins with "format: iov-lab/1".')] }
}
