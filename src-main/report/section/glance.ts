// The first page: what was asked, whether it held, and what became of the traffic.
import { type CheckResult, type FlowResult } from '@shared/result/result'
import { formatBitRate, formatBytes, formatCount, formatDuration, formatExact } from '@shared/text/format-quantity'
import { type Block, type Section, type TableBlock } from '../report-block'
import { type ReportContext } from '../report-context'

export function glance({ result, lab, model }: ReportContext): Section {
  const passed = result.checks.filter((check) => check.passed).length
  const lost = Object.values(result.flows).reduce((sum, flow) => sum + flow.lost, 0)
  const moves = result.migrations.length
  const completed = result.migrations.filter((move) => move.outcome === 'completed').length
  const count = (many: number, word: string) => `${many} ${word}${many === 1 ? '' : 's'}`
  const blocks: Block[] = []
  if (lab.description) blocks.push({ kind: 'prose', markdown: lab.description })
  blocks.push({
    kind: 'facts',
    items: [
      { label: 'simulated', value: formatDuration(result.simulated) },
      {
        label: 'lab',
        value: `${count(model.hosts.length, 'host')}, ${count(model.vms.length, 'VM')}, ${count(model.flows.length, 'flow')}`,
      },
      { label: 'frames on wires', value: formatCount(result.frames) },
      { label: 'frames lost', value: formatExact(lost), tone: lost > 0 ? 'warning' : 'good' },
      ...(moves === 0
        ? []
        : [
            {
              label: 'migrations',
              value: `${completed} of ${moves} completed`,
              tone: completed < moves ? ('warning' as const) : ('good' as const),
            },
          ]),
      ...(result.checks.length === 0
        ? []
        : [
            {
              label: 'checks',
              value: `${passed} of ${result.checks.length} passed`,
              tone: passed < result.checks.length ? ('bad' as const) : ('good' as const),
            },
          ]),
    ],
  })
  const checks = checkTable({ result, lab })
  if (checks !== null) blocks.push(checks)
  const flows = Object.entries(result.flows)
  if (flows.length === 0) blocks.push({ kind: 'paragraph', text: 'The lab has no flows.', tone: 'quiet' })
  else blocks.push(flowTable(flows))
  return { id: 'result', title: 'Result', blocks }
}

export function checkTable({ result, lab }: Pick<ReportContext, 'result' | 'lab'>): TableBlock | null {
  if (result.checks.length === 0) return null
  const isBroken = result.checks.some(({ breaks }) => breaks !== undefined)
  return {
    kind: 'table',
    caption: 'Checks',
    columns: [
      { head: '' },
      { head: 'what was asked' },
      { head: 'condition' },
      { head: 'found' },
      ...(isBroken ? [{ head: 'event against it' }] : []),
    ],
    rows: result.checks.map((check) => [
      check.passed ? { text: '✓ passed', tone: 'good' } : { text: '✗ failed', tone: 'bad' },
      check.says,
      { text: lab.checks?.find(({ id }) => id === check.id)?.that ?? check.id, isCode: true },
      foundText(check.actual),
      ...(isBroken ? [breaksText(check)] : []),
    ]),
  }
}

const breaksText = ({ breaks }: CheckResult): string =>
  breaks === undefined ? '' : breaks.at === null ? breaks.says : `${formatDuration(breaks.at)}: ${breaks.says}`

/** What a check found, as short as a table needs it. */
export function foundText(actual: unknown): string {
  if (typeof actual === 'number')
    return Number.isInteger(actual) ? formatExact(actual) : String(Number(actual.toPrecision(6)))
  if (typeof actual === 'string') return actual
  return actual === null || actual === undefined ? 'nothing' : JSON.stringify(actual)
}

const lossText = ({ lostBy }: FlowResult) =>
  Object.entries(lostBy)
    .filter(([, frames]) => frames > 0)
    .map(([reason, frames]) => `${formatExact(frames)} ${reason}`)
    .join(', ')

export function flowTable(flows: readonly [string, FlowResult][]): TableBlock {
  const hasLosses = flows.some(([, flow]) => flow.lost > 0)
  return {
    kind: 'table',
    caption: 'Flows, in frames of both directions; latency is one way for tcp and udp, there and back for rr and ping',
    columns: [
      { head: 'flow' },
      { head: 'type' },
      { head: 'sent', isNumber: true },
      { head: 'delivered', isNumber: true },
      { head: 'in flight', isNumber: true },
      { head: 'lost', isNumber: true },
      ...(hasLosses ? [{ head: 'lost because of' }] : []),
      { head: 'payload', isNumber: true },
      { head: 'goodput', isNumber: true },
      { head: 'median', isNumber: true },
      { head: '99 %', isNumber: true },
      { head: 'longest gap', isNumber: true },
    ],
    rows: flows.map(([id, flow]) => [
      id,
      flow.type,
      formatExact(flow.sent),
      formatExact(flow.delivered),
      formatExact(flow.inFlight),
      flow.lost === 0 ? '0' : { text: formatExact(flow.lost), tone: 'bad' as const },
      ...(hasLosses ? [lossText(flow)] : []),
      formatBytes(flow.bytes),
      formatBitRate(flow.goodput),
      formatDuration(flow.latency?.p50 ?? null),
      formatDuration(flow.latency?.p99 ?? null),
      formatDuration(flow.longestGap),
    ]),
  }
}
