// All numbers of a result as one long table for a spreadsheet: section, path, name, value, unit. RFC 4180, UTF-8.
import { dropName } from '@shared/result/drop-reasons'
import { type LabResult } from '@shared/result/result'
import { csvLine } from './csv-field'

type Row = readonly [section: string, path: string, name: string, value: number | string, unit: string]

export function resultCsv(result: LabResult): string {
  const rows: Row[] = [
    ...runRows(result),
    ...flowRows(result),
    ...counterRows(result),
    ...hostRows(result),
    ...migrationRows(result),
  ]
  for (const check of result.checks) rows.push(['check', check.id, 'passed', check.passed ? 1 : 0, ''])
  rows.push(...seriesRows(result))
  const header = ['section', 'path', 'name', 'value', 'unit']
  return [header, ...rows].map(csvLine).join('')
}

function runRows(result: LabResult): Row[] {
  return [
    ['run', result.lab.name, 'seed', result.seed, ''],
    ['run', result.lab.name, 'simulated', result.simulated, 's'],
    ['run', result.lab.name, 'events', result.events, ''],
    ['run', result.lab.name, 'frames', result.frames, ''],
    ['run', result.lab.name, 'digest', result.digest, ''],
  ]
}

function flowRows(result: LabResult): Row[] {
  return Object.entries(result.flows).flatMap(([id, flow]): Row[] => [
    ['flow', id, 'sent', flow.sent, 'frames'],
    ['flow', id, 'delivered', flow.delivered, 'frames'],
    ['flow', id, 'lost', flow.lost, 'frames'],
    ['flow', id, 'inFlight', flow.inFlight, 'frames'],
    ...Object.entries(flow.lostBy).map(([reason, frames]): Row => ['flow', id, `lostBy.${reason}`, frames, 'frames']),
    ['flow', id, 'bytes', flow.bytes, 'B'],
    ['flow', id, 'goodput', flow.goodput, 'bit/s'],
    ...Object.entries(flow.latency ?? {}).map(([name, value]): Row => ['flow', id, `latency.${name}`, value, 's']),
    ['flow', id, 'retransmits', flow.retransmits, ''],
    ['flow', id, 'longestGap', flow.longestGap, 's'],
  ])
}

function counterRows(result: LabResult): Row[] {
  return Object.entries(result.counters).flatMap(([path, { kind, counters, drops }]) => [
    ...Object.entries(counters).map(([name, value]): Row => [`counter ${kind}`, path, name, value, '']),
    ...Object.entries(drops).map(([reason, value]): Row => [
      `counter ${kind}`,
      path,
      dropName(reason),
      value,
      'frames',
    ]),
  ])
}

function hostRows(result: LabResult): Row[] {
  const cpu = Object.entries(result.cpu).flatMap(([host, row]): Row[] => [
    ['cpu', host, 'utilization', row.utilization, 'cores'],
    ...row.perCore.map((value, core): Row => ['cpu', host, `core ${core}`, value, '']),
    ...Object.entries(row.byStage).map(([stage, value]): Row => ['cpu', host, `stage ${stage}`, value, 'cycles']),
    ...Object.entries(row.byVm).map(([vm, value]): Row => ['cpu', host, `vm ${vm}`, value, 'cycles']),
    ['cpu', host, 'exits', row.exits, ''],
    ['cpu', host, 'interrupts.physical', row.interrupts.physical, ''],
    ['cpu', host, 'interrupts.virtual', row.interrupts.virtual, ''],
  ])
  const memory = Object.entries(result.memory).flatMap(([host, row]) =>
    Object.entries(row).map(([name, value]): Row => ['memory', host, name, value, name === 'overcommit' ? '' : 'B']),
  )
  return [...cpu, ...memory]
}

function migrationRows(result: LabResult): Row[] {
  return result.migrations.flatMap((move, index): Row[] => {
    const path = `${index} ${move.vm} ${move.from} ${move.to}`
    return [
      ['migration', path, 'at', move.at, 's'],
      ['migration', path, 'outcome', move.outcome, ''],
      ...move.reasons.map(({ code }): Row => ['migration', path, 'reason', code, '']),
      ...move.warnings.map(({ code }): Row => ['migration', path, 'warning', code, '']),
      ['migration', path, 'bytes', move.bytes, 'B'],
      ['migration', path, 'total', move.total, 's'],
      ['migration', path, 'downtime', move.downtime, 's'],
      ...move.phases.map(({ name, start, end }): Row => ['migration', path, `phase ${name}`, end - start, 's']),
    ]
  })
}

/** One row per sample and value: `path` is what was sampled, `name` the instant. */
function seriesRows({ series }: LabResult): Row[] {
  const at = (index: number) => `at ${series.times[index]}`
  const rows: Row[] = []
  for (const [id, flow] of Object.entries(series.flows)) {
    flow.goodput.forEach((value, index) => rows.push(['series goodput', id, at(index), value, 'bit/s']))
    flow.latency.forEach((value, index) => {
      if (value !== null) rows.push(['series latency', id, at(index), value, 's'])
    })
    flow.lost.forEach((value, index) => {
      if (value > 0) rows.push(['series lost', id, at(index), value, 'frames'])
    })
  }
  for (const [host, values] of Object.entries(series.cpu)) {
    values.forEach((value, index) => rows.push(['series cores busy', host, at(index), value, 'cores']))
  }
  return rows
}
