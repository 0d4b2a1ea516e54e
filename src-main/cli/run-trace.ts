// `--trace FLOW[:N]`
import { type Lab } from '@shared/lab/schema'
import { suggest } from '@shared/lab/nearest'
import { WrongInput } from './exit-code'

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

export function traceText(_lab: Lab, _trace: Trace, _end: number | undefined): string {
  return ''
}
