// A result → the sections of its report, in the order in which a stranger wants them.
import { type LabResult } from '@shared/result/result'
import { type Report, type Section } from './report-block'
import { reportContext } from './report-context'
import { counters } from './section/counters'
import { capabilities, cycles } from './section/cycles'
import { designs } from './section/designs'
import { glance } from './section/glance'
import { limits } from './section/limits'
import { migrations } from './section/migrations'
import { fingerprint, log, notes } from './section/run'
import { settings } from './section/settings'
import { topology } from './section/topology'
import { traffic } from './section/traffic'

export function collect(result: LabResult, remarks: string): Report {
  const context = reportContext(result, remarks)
  const sections = [
    glance(context),
    notes(context),
    topology(context),
    migrations(context),
    designs(context),
    traffic(context),
    cycles(context),
    capabilities(context),
    counters(context),
    settings(context),
    log(context),
    fingerprint(context),
    limits(),
  ]
  const { engine, seed, simulated, digest } = result
  return {
    title: context.lab.name,
    subtitle: `Report of a simulated run with ${engine.name} ${engine.version}`,
    sections: sections.filter((section): section is Section => section !== null),
    repeatable: {
      format: 'iov-lab-report/1',
      document: result.document,
      seed,
      engine,
      simulated,
      digest,
      ...(remarks === '' ? {} : { notes: remarks }),
    },
  }
}
