// `iov-lab run LAB`: simulate, write what was asked for, say what happened.
import { basename, join } from 'node:path'
import { type LabResult } from '@shared/result/result'
import { type Lab } from '@shared/lab/schema'
import { type Simulation } from '../../engine/simulation'
import { renderReport } from '../../report/render-report'
import { frameLifeUntil } from '../../run/packet-life'
import { runLab } from '../../run/run-lab'
import { untilPs } from '../command-time'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { findBrowser, htmlToPdf } from '../html-to-pdf'
import { print, printError } from '../output'
import { Progress } from '../progress'
import { problemLine, readLab } from '../read-input'
import { captureFiles } from '../run-captures'
import { runSummary } from '../run-summary'
import { lifeText, parseTrace } from '../run-trace'
import { checkFolder, checkStdout, checkTarget, makeFolder, STDOUT, writeTarget } from '../write-target'

export interface RunOptions {
  until?: string
  json?: string
  report?: string
  captures?: string
  trace?: string
  quiet?: boolean
}

export async function run(labName: string, options: RunOptions): Promise<ExitCode> {
  const { name, lab, problems } = await readLab(labName)
  const end = untilPs(options.until, lab)
  const trace = options.trace === undefined ? null : parseTrace(options.trace, lab)
  const makeReport = await prepareReport(options.report)
  await checkTargets(options, labName, lab)
  const isQuiet = options.quiet ?? false
  if (!isQuiet) for (const problem of problems) printError(`warning: ${problemLine(name, problem)}\n`)

  const { result, simulation } = simulate(lab, end, isQuiet)

  if (options.captures !== undefined) await writeCaptures(options.captures, lab, simulation)
  if (options.report !== undefined) await writeTarget(options.report, await makeReport(result))
  const life = trace === null ? null : frameLifeUntil(lab, trace, end)
  if (options.json !== undefined) {
    const told = trace === null ? result : { ...result, trace: { ...trace, life } }
    await writeTarget(options.json, `${JSON.stringify(told, null, 2)}\n`)
  }
  const isTaken = options.json === STDOUT || options.report === STDOUT
  if (!isQuiet && !isTaken) await print(runSummary(result))
  if (trace !== null && !isTaken) await print(lifeText(trace, life))
  return result.checks.every((check) => check.passed) ? EXIT.done : EXIT.failed
}

/** One whole run, with a progress bar for whoever watches. */
export function simulate(
  lab: Lab,
  end: number | undefined,
  isQuiet: boolean,
): { result: LabResult; simulation: Simulation } {
  const progress = isQuiet ? null : new Progress()
  let simulation: Simulation | undefined
  try {
    const result = runLab(lab, {
      untilPs: end,
      onProgress: (now, of) => progress?.update(now, of),
      onDone: (done) => (simulation = done),
    })
    return { result, simulation: simulation! }
  } finally {
    progress?.end()
  }
}

type MakeReport = (result: LabResult) => Promise<string | Uint8Array>

/** Refuses a kind of report that cannot be made here before anything is run. */
async function prepareReport(file: string | undefined): Promise<MakeReport> {
  const kind =
    file === undefined || file === STDOUT ? 'md' : (/\.([^.]+)$/.exec(basename(file))?.[1] ?? '').toLowerCase()
  switch (kind) {
    case 'html':
    case 'htm':
      return (result) => Promise.resolve(renderReport(result, 'html').text)
    case 'md':
    case 'markdown':
      return (result) => Promise.resolve(renderReport(result, 'md').text)
    case 'csv':
      return (result) => Promise.resolve(renderReport(result, 'csv').text)
    case 'pdf': {
      const browser = await findBrowser()
      return (result) => htmlToPdf(browser, renderReport(result, 'html').text)
    }
    default:
      throw new WrongInput(`--report ${file}: the end of the name says the kind: .html, .pdf, .md or .csv`)
  }
}

async function checkTargets(options: RunOptions, labName: string, lab: Lab): Promise<void> {
  checkStdout({ '--json': options.json, '--report': options.report })
  if (options.json !== undefined) await checkTarget(options.json, labName)
  if (options.report !== undefined) await checkTarget(options.report, labName)
  if (options.captures === undefined) return
  await checkFolder(options.captures)
  if ((lab.captures ?? []).length === 0) {
    throw new WrongInput(
      '--captures: the lab captures nothing: add for example "captures: [ { at: web-1/eth0, file: web-1.pcapng } ]"',
    )
  }
}

async function writeCaptures(folder: string, lab: Lab, simulation: Simulation): Promise<void> {
  await makeFolder(folder)
  for (const { file, bytes } of captureFiles(lab, simulation)) await writeTarget(join(folder, file), bytes)
}
