// What happened in words, what the author adds, and what it takes to run the same again.
import { formatDuration, formatExact, formatInstant } from '@shared/text/format-quantity'
import { type Block, type Section } from '../report-block'
import { type ReportContext } from '../report-context'

const ENTRIES_SHOWN = 120

export function log({ result }: ReportContext): Section | null {
  if (result.log.length === 0) return null
  // where there are too many, warnings and errors first
  const important = result.log.filter(({ level }) => level !== 'info')
  const chosen = result.log.length <= ENTRIES_SHOWN ? result.log : important.slice(0, ENTRIES_SHOWN)
  const shown = chosen.length > 0 ? chosen : result.log.slice(0, ENTRIES_SHOWN)
  const blocks: Block[] = [
    {
      kind: 'table',
      columns: [
        { head: 'at', isNumber: true },
        { head: '' },
        { head: 'where' },
        { head: 'code' },
        { head: 'what happened' },
      ],
      rows: shown.map(({ at, level, source, code, says }) => [
        formatInstant(at),
        level === 'info'
          ? { text: 'info', tone: 'quiet' }
          : { text: level, tone: level === 'error' ? 'bad' : 'warning' },
        source,
        { text: code, isCode: true },
        says,
      ]),
    },
  ]
  if (shown.length < result.log.length) {
    const text = `${result.log.length - shown.length} more entries are in the JSON export.`
    blocks.push({ kind: 'paragraph', text, tone: 'quiet' })
  }
  return { id: 'log', title: 'Log', blocks }
}

export function notes({ notes: text }: ReportContext): Section | null {
  return text.trim() === '' ? null : { id: 'notes', title: 'Notes', blocks: [{ kind: 'prose', markdown: text }] }
}

export function fingerprint({ result }: ReportContext): Section {
  return {
    id: 'run',
    title: 'How to repeat this run, and how far to trust it',
    blocks: [
      {
        kind: 'facts',
        items: [
          { label: 'engine', value: `${result.engine.name} ${result.engine.version}` },
          { label: 'seed', value: String(result.seed) },
          { label: 'simulated', value: formatDuration(result.simulated) },
          { label: 'events', value: formatExact(result.events) },
          { label: 'frames', value: formatExact(result.frames) },
        ],
      },
      {
        kind: 'table',
        columns: [{ head: 'fingerprint' }, { head: 'SHA-256' }],
        rows: [
          ['of the lab', { text: result.lab.sha256, isCode: true }],
          ['of the result', { text: result.digest, isCode: true }],
        ],
      },
      {
        kind: 'paragraph',
        text: 'This report carries the lab that ran. "iov-lab verify" with this file runs it again and compares the fingerprint: the same lab, seed and engine give the same fingerprint on every platform and at every pace.',
      },
      {
        kind: 'paragraph',
        text: 'The model is a simulation. Wire times, sizes, losses by rule and the order of events are exact within it; processor costs come from the cost model, whose figures are published measurements or estimates with a stated range ("iov-lab costs"). Relations between designs carry over to real machines better than absolute numbers do.',
      },
    ],
  }
}
