// What a report of this run will contain, said before it is made; and its formats.
import type { Lab } from '../../src-shared/lab/schema'
import type { Payload } from '../../src-shared/api/lab-api'

export type ReportFormat = Payload<'report.export'>['format']

export const FORMATS: readonly { id: ReportFormat; name: string; says: string }[] = [
  { id: 'html', name: 'HTML', says: 'One file with pictures, for a browser; prints well.' },
  { id: 'pdf', name: 'PDF', says: 'For handing in: the HTML, printed.' },
  { id: 'md', name: 'Markdown', says: 'Text and tables, for a wiki or a repository.' },
  { id: 'json', name: 'JSON', says: 'The whole result: runs again exactly, for grading and scripts.' },
  { id: 'csv', name: 'CSV', says: 'Flows, counters and samples, for a spreadsheet.' },
]

export interface ReportPart {
  name: string
  says: string
}

export interface ReportFacts {
  lab: Lab
  /** Simulated seconds; null: nothing has run. */
  time: number | null
  flows: number
  components: number
  migrations: number
  entries: number
}

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`

export function reportParts(facts: ReportFacts, format: ReportFormat): ReportPart[] {
  const { lab, time, flows, components, migrations, entries } = facts
  const hosts = Object.keys(lab.hosts ?? {}).length
  const vms = Object.keys(lab.vms ?? {}).length
  const checks = lab.checks?.length ?? 0
  const isText = format === 'html' || format === 'pdf' || format === 'md'
  return [
    ...(isText && format !== 'md'
      ? [{ name: 'Picture', says: `the topology with ${many(hosts, 'host')} and ${many(vms, 'VM')}` }]
      : []),
    { name: 'Settings', says: `the lab with its seed, and the digest of the run` },
    ...(time === null
      ? []
      : [
          {
            name: 'Results',
            says: `${many(flows, 'flow')} and the counters of ${many(components, 'component')} after ${time} s`,
          },
          ...(format === 'html' || format === 'pdf'
            ? [{ name: 'Charts', says: 'throughput, latency, losses and CPU' }]
            : []),
          ...(migrations > 0
            ? [{ name: 'VMotion', says: `${many(migrations, 'migration')} with phases, rounds and losses` }]
            : []),
          ...(checks > 0 ? [{ name: 'Checks', says: `${many(checks, 'check')} with what was found` }] : []),
          ...(isText || format === 'json' ? [{ name: 'Log', says: many(entries, 'entry', 'entries') }] : []),
        ]),
    ...(isText || format === 'json' ? [{ name: 'Notes', says: 'what you write below' }] : []),
  ]
}
