// `iov-lab compare A B`: two labs or reports, or a lab and its variant or another seed, run side by side: what their flows got,
// and the first instant at which one does something that the other does not.
import type { DifferenceStep, FlowFigures, RunDifference } from '@shared/result/run-difference'
import type { Lab } from '@shared/lab/schema'
import { variantOf } from '@shared/lab/variants'
import { formatDuration } from '@shared/text/format-quantity'
import { findRepeatable } from '../../report/repeatable'
import { compareRuns } from '../../run/run-difference'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { green, print, red } from '../output'
import { MAX_REPORT_BYTES, readLab, readText, runnableLab } from '../read-input'
import { textTable } from '../text-table'
import { visible } from '../visible'
import { checkTarget, STDOUT, writeTarget } from '../write-target'

const REPORT = /\.(json|html?|md)$/i

export interface CompareRunsOptions {
  variant?: string
  seed?: string
  json?: string
  quiet?: boolean
}

interface Named {
  name: string
  lab: Lab
}

export async function compareTwo(
  first: string,
  second: string | undefined,
  options: CompareRunsOptions,
): Promise<ExitCode> {
  const here = await readRunnable(first)
  const there = second === undefined ? changed(here, options) : await readRunnable(second)
  if (options.json !== undefined) await checkTarget(options.json, first, second)
  const difference = finish(compareRuns(here.lab, there.lab))
  if (options.json !== undefined) {
    const names = { here: here.name, there: there.name }
    await writeTarget(options.json, `${JSON.stringify({ ...names, ...difference }, null, 2)}\n`)
  }
  if (options.json !== STDOUT && !options.quiet) await print(text(difference, here.name, there.name))
  return difference.isSame ? EXIT.done : EXIT.failed
}

function finish<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** A lab, or the lab inside a report or result with what was done in its run. */
async function readRunnable(name: string): Promise<Named> {
  if (REPORT.test(name)) {
    const found = findRepeatable((await readText(name, MAX_REPORT_BYTES)).text)
    if (found.ok) return { name, lab: runnableLab(name, found.repeatable.document) }
  }
  return readLab(name)
}

function changed({ name, lab }: Named, { variant, seed }: CompareRunsOptions): Named {
  if (variant !== undefined) {
    const other = variantOf(lab, variant)
    if (other === null) {
      const names = Object.keys(lab.variants ?? {})
      throw new WrongInput(
        `--variant ${variant}: ${names.length === 0 ? `${name} has no variants` : `choose among ${names.join(', ')}`}`,
      )
    }
    return { name: `${name}, ${variant}`, lab: runnableLab(name, other) }
  }
  const number = Number(seed)
  if (seed === undefined || !Number.isInteger(number) || number < 0) {
    throw new WrongInput(`--seed ${seed ?? ''}: a whole number that is not negative`)
  }
  return { name: `${name}, seed ${number}`, lab: runnableLab(name, { ...lab, seed: number }) }
}

function text(difference: RunDifference, here: string, there: string): string {
  const { until, isSame, first, figure, flows } = difference
  const lines = [`A  ${visible(here)}`, `B  ${visible(there)}`, '']
  if (isSame) return [...lines, `${green('same')}: all figures of both runs are equal, up to ${until} s`, ''].join('\n')
  lines.push(`${red('DIFFERENT')}, both run to ${until} s`, '')
  if (first !== null) {
    lines.push(`First difference at ${first.at.toFixed(12)} s`)
    lines.push(...sideLines('A', first.here, first.at, 'B'), ...sideLines('B', first.there, first.at, 'A'))
  } else if (figure !== null) {
    lines.push('No counter, log entry or latency differs. The first figure that does:')
    lines.push(`  ${visible(`${figure.path}: A ${figure.here}, B ${figure.there}`)}`)
  }
  return `${[...lines, '', flowTable(flows)].join('\n')}`
}

function sideLines(side: string, steps: readonly DifferenceStep[], at: number, other: string): string[] {
  if (steps.length === 0) return [`  ${side}  nothing`]
  return steps.map((step) => {
    const what =
      step.value === null
        ? `${step.path} ${step.name}: ${step.says}`
        : `${step.path} ${step.name} = ${step.value}  (${step.says})`
    const then =
      step.otherwise === null
        ? `${other} does not, or much later`
        : `${other} ${formatDuration(step.otherwise - at)} later`
    return `  ${side}  ${visible(what)}; ${then}`
  })
}

function flowTable(flows: RunDifference['flows']): string {
  const cells = (figures: FlowFigures | null): string[] =>
    figures === null
      ? ['no such flow', '', '', '']
      : [
          String(figures.delivered),
          String(figures.lost),
          `${(figures.goodput / 1e6).toFixed(3)} Mb/s`,
          figures.latency === null ? '' : formatDuration(figures.latency),
        ]
  return textTable(
    [
      { head: 'flow' },
      { head: '' },
      { head: 'delivered', isNumber: true },
      { head: 'lost', isNumber: true },
      { head: 'goodput', isNumber: true },
      { head: 'median latency', isNumber: true },
    ],
    flows.flatMap(({ flow, here, there }) => [
      [flow, 'A', ...cells(here)],
      ['', 'B', ...cells(there)],
    ]),
  )
}
