// `--trace FLOW[:N]`: the life of the N-th frame that a flow sends, stage by stage, with the bytes of its headers on the way.
import { suggest } from '@shared/lab/nearest'
import { type Lab } from '@shared/lab/schema'
import { type FrameLife } from '@shared/result/frame-life'
import { formatDuration } from '@shared/text/format-quantity'
import { WrongInput } from './exit-code'
import { bold } from './output'
import { headersText } from './trace-headers'
import { textTable } from './text-table'

export interface Trace {
  flow: string
  /** Counted from 1. */
  nth: number
}

export function parseTrace(text: string, lab: Lab): Trace {
  const match = /^(.+?)(?::(\d{1,9}))?$/.exec(text)
  const flows = Object.keys(lab.flows ?? {})
  const flow = match?.[1] ?? ''
  if (!flows.includes(flow)) {
    throw new WrongInput(`--trace ${text}: the lab has no flow "${flow}"`, [suggest(flow, flows, 'It has none.')])
  }
  const nth = Number(match?.[2] ?? '1')
  if (nth < 1) throw new WrongInput(`--trace ${text}: frames are counted from 1`)
  return { flow, nth }
}

export function lifeText({ flow, nth }: Trace, life: FrameLife | null): string {
  if (life === null) return `\n${bold(`Frame ${nth} of ${flow}`)}\n  was not sent in this run.\n`
  const end = life.stages.reduce((last, stage) => Math.max(last, stage.end), life.sentAt)
  const cycles = life.stages.reduce((sum, stage) => sum + stage.cycles, 0)
  const table = textTable(
    [
      { head: 'after', isNumber: true },
      { head: 'takes', isNumber: true },
      { head: 'cycles', isNumber: true },
      { head: 'lane' },
      { head: 'where' },
      { head: 'stage' },
      { head: '' },
    ],
    life.stages.map((stage) => [
      formatDuration(stage.start - life.sentAt),
      formatDuration(stage.end - stage.start),
      stage.cycles === 0 ? '' : String(Math.round(stage.cycles)),
      stage.lane,
      stage.path,
      stage.stage,
      stage.says,
    ]),
  )
  const head = `Frame ${nth} of ${flow}, sent at ${life.sentAt.toFixed(9)} s`
  const ended = `  ${endWords(life)} after ${formatDuration(end - life.sentAt)}, ${Math.round(cycles)} cycles on the way\n`
  return `\n${bold(head)}\n${ended}${table}${headersText(life)}`
}

const endWords = ({ outcome, stages }: FrameLife): string =>
  outcome === 'delivered' || outcome === 'in-flight'
    ? outcome
    : `lost at ${stages[stages.length - 1]?.path ?? '?'} as ${outcome}`
