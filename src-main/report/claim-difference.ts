// Whether a file says what a run gave: each figure of a result, each line of a report. The digest alone would let anybody
// write other figures beside it.
// Two things of a file cannot be told from the run. The lab was hashed before a person acted, and their actions stand behind
// its events in the document. And while a run is looked at before its end, checks make no further runs.
import { evaluateChecks } from '@shared/check/evaluate-checks'
import { shown } from '@shared/check/check-value'
import { firstDifference } from '@shared/check/first-difference'
import { type LabResult } from '@shared/result/result'
import { type Lab } from '@shared/lab/schema'
import { labSha256 } from '../run/digest'
import { renderReport } from './render-report'
import { type Claimed } from './repeatable'

/** The time on the wall is that of another machine; the digest is compared by itself. */
const EXCEPT = new Set(['wall', 'engine.version', 'digest'])

/** Hashes of the labs that a person may have started from. */
function* startingPoints(document: Lab): Generator<string> {
  yield labSha256(document)
  const { answers: _answers, ...unanswered } = document
  yield labSha256(unanswered)
  const { events = [], ...eventless } = unanswered
  for (let kept = events.length - 1; kept >= 0; kept--) {
    yield labSha256({ ...unanswered, events: events.slice(0, kept) })
    yield labSha256({ ...document, events: events.slice(0, kept) })
  }
  yield labSha256(eventless)
}

/** The run as whoever made the file may have seen it. */
function* views(run: LabResult, isTheLab: (sha256: string) => boolean): Generator<LabResult> {
  let sha256 = run.lab.sha256
  for (const start of startingPoints(run.document as Lab)) {
    if (!isTheLab(start)) continue
    sha256 = start
    break
  }
  const view = { ...run, lab: { ...run.lab, sha256 } }
  yield view
  yield { ...view, checks: evaluateChecks(view) }
}

function reportDifference(text: string, rendered: string): string | null {
  const there = text.trimEnd().split('\n')
  // the file was read so, too
  const here = rendered.replaceAll('\r\n', '\n').trimEnd().split('\n')
  const line = here.findIndex((one, index) => one !== there[index])
  if (line < 0 && there.length === here.length) return null
  return `line ${(line < 0 ? here.length : line) + 1} is not that of a report of this run`
}

/** Null: the file says what the run gave; else the first thing that it does not. `notes` stand in the file as they are. */
export function claimDifference(claimed: Claimed, run: LabResult, notes = ''): string | null {
  const isTheLab = (sha256: string): boolean =>
    claimed.format === 'json'
      ? (claimed.result as Partial<LabResult>).lab?.sha256 === sha256
      : claimed.text.includes(sha256)
  let first: string | null = null
  for (const view of views(run, isTheLab)) {
    const difference = differenceOf(claimed, view, notes)
    if (difference === null) return null
    first ??= difference
  }
  return first
}

function differenceOf(claimed: Claimed, view: LabResult, notes: string): string | null {
  if (claimed.format !== 'json') {
    return reportDifference(claimed.text, renderReport(view, claimed.format, notes).text)
  }
  const found = firstDifference(claimed.result, JSON.parse(JSON.stringify(view)), '', EXCEPT)
  return found === null ? null : `${found.path} is ${shown(found.a)} in the file and ${shown(found.b)} in the run`
}
