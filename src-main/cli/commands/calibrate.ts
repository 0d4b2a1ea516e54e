// `iov-lab calibrate CSV --lab LAB`: costs of stages from measurements of a real host, as a block for the lab.
import { isStageId, type StageId } from '@shared/catalogue/cost-model'
import { suggest } from '@shared/lab/nearest'
import { type Lab } from '@shared/lab/schema'
import { FITTABLE, fitCosts, type FittedCosts, GOOD_FIT } from '../../calibration/fit-costs'
import { readMeasurements } from '../../calibration/measurements'
import { MAX_LAB_BYTES } from '../../library/lab-file'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { green, print, printError, red } from '../output'
import { readLab, readText } from '../read-input'
import { textTable } from '../text-table'
import { visible } from '../visible'
import { checkTarget, STDOUT, writeTarget } from '../write-target'

export interface CalibrateOptions {
  lab: string
  host?: string
  fit?: string
  json?: string
  quiet?: boolean
}

export async function calibrate(csv: string, options: CalibrateOptions): Promise<ExitCode> {
  const { lab } = await readLab(options.lab)
  const { name, text } = await readText(csv, MAX_LAB_BYTES)
  const host = hostOf(lab, options.host)
  const stages = options.fit === undefined ? null : stagesOf(options.fit)
  const read = readMeasurements(text, lab)
  if (!read.ok) throw new WrongInput(`${name}: cannot be used as measurements`, read.problems.slice(0, 20))
  const { measurements } = read
  const least = (stages?.length ?? 1) + 1
  if (measurements.length < least) {
    throw new WrongInput(`${name}: has ${measurements.length} measurements: at least ${least} are needed for this fit`)
  }
  if (options.json !== undefined) await checkTarget(options.json, csv, options.lab)
  const isShown = !options.quiet && process.stderr.isTTY
  let runs = 0
  const fitted = fitCosts(measurements, {
    host,
    stages,
    onRun: () => {
      if (isShown) printError(`\r\u001b[Krun ${++runs}`)
    },
  })
  if (isShown) printError('\r\u001b[K')
  if ('says' in fitted) {
    printError(`iov-lab: no fit: ${visible(fitted.says)}\n`)
    return EXIT.failed
  }
  if (options.json !== undefined) await writeTarget(options.json, `${JSON.stringify({ host, ...fitted }, null, 2)}\n`)
  if (!options.quiet && options.json !== STDOUT) await print(tables(fitted))
  return fitted.isGood ? EXIT.done : EXIT.failed
}

function hostOf(lab: Lab, asked: string | undefined): string {
  const hosts = Object.keys(lab.hosts ?? {})
  if (asked !== undefined) {
    if (hosts.includes(asked)) return asked
    throw new WrongInput(`--host ${asked}: the lab has no such host`, [suggest(asked, hosts, 'It has no hosts.')])
  }
  if (hosts.length === 1) return hosts[0]!
  throw new WrongInput(`the lab has ${hosts.length} hosts: say with --host which one was measured`, [hosts.join(', ')])
}

function stagesOf(text: string): StageId[] {
  const names = [...new Set(text.split(',').map((part) => part.trim()))]
  return names.map((name) => {
    if (isStageId(name) && FITTABLE.includes(name)) return name
    const says = isStageId(name) ? 'takes no cycles of a core' : 'the cost model has no such stage'
    throw new WrongInput(`--fit ${name}: ${says}`, [suggest(name, FITTABLE, 'iov-lab costs lists them.')])
  })
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`

/** As precise as it is known. */
const cost = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))))

function tables({ costs, points, middle, largest, isGood }: FittedCosts): string {
  const pointRows = points.map(({ line, measured, fitted, residual }) => [
    String(line),
    measured.toFixed(4),
    fitted.toFixed(4),
    percent(residual),
  ])
  const costRows = costs.map(({ stage, before, fitted, error }) => [
    stage,
    cost(before),
    cost(fitted),
    `± ${cost(error)}`,
  ])
  const parts = [
    textTable(
      [
        { head: 'line', isNumber: true },
        { head: 'cores measured', isNumber: true },
        { head: 'cores fitted', isNumber: true },
        { head: 'residual', isNumber: true },
      ],
      pointRows,
    ),
    textTable(
      [
        { head: 'stage' },
        { head: 'before', isNumber: true },
        { head: 'fitted', isNumber: true },
        { head: 'error', isNumber: true },
      ],
      costRows,
    ),
  ]
  const far = `residuals: ${percent(middle)} in the middle, ${percent(largest)} at most`
  if (!isGood) {
    const limits = `${percent(GOOD_FIT.middle)} and ${percent(GOOD_FIT.largest)}`
    parts.push(
      `${red('BAD FIT')}: ${far}; a good one stays below ${limits}. These costs are not those of the measured host:\n` +
        'fit other stages (--fit), or make the lab more like what was measured.\n',
    )
  } else {
    const block = costs.map(({ stage, fitted }) => `  ${stage}: ${cost(fitted)}\n`).join('')
    parts.push(`${green('good fit')}: ${far}.\n`, `costs:\n${block}`)
  }
  return parts.join('\n')
}
