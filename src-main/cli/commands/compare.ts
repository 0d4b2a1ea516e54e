// `iov-lab compare LAB`: the same lab and seed once for each design that moves a VM off a function, and a table of what it cost.
import { DESIGN_COLUMNS, designCells, designRows, type DesignRow } from '@shared/result/design-table'
import { COMPARED_KINDS, type ComparedKind, DESIGN_KINDS, exchangeable, withDesign } from '@shared/lab/with-design'
import { formatDuration } from '@shared/text/format-quantity'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { print } from '../output'
import { readLab } from '../read-input'
import { textTable } from '../text-table'
import { visible } from '../visible'
import { checkTarget, STDOUT, writeTarget } from '../write-target'
import { simulate } from './run'

export interface CompareOptions {
  designs?: string
  json?: string
  quiet?: boolean
}

export async function compare(labName: string, options: CompareOptions): Promise<ExitCode> {
  const { name, lab } = await readLab(labName)
  const kinds = wanted(options.designs)
  const nics = exchangeable(lab)
  if (nics.length === 0) {
    throw new WrongInput(`${name}: no vNIC has a function and a network, so there is no design to exchange`)
  }
  if (!(lab.events ?? []).some((event) => event.do === 'vmotion')) {
    throw new WrongInput(
      `${name}: nothing is moved: add for example "events: [ { at: 1s, do: vmotion, vm: …, to: … } ]"`,
    )
  }
  if (options.json !== undefined) await checkTarget(options.json, labName)
  const runs = kinds.map((design) => {
    const { result } = simulate(withDesign(lab, design), undefined, options.quiet ?? false)
    const { seed, digest } = result
    return { design, seed, digest, rows: designRows(result).filter((row) => nics.includes(row.nic)) }
  })
  if (options.json !== undefined) {
    await writeTarget(options.json, `${JSON.stringify({ lab: lab.name, designs: runs }, null, 2)}\n`)
  }
  if (options.json !== STDOUT && !options.quiet) {
    await print(
      `${visible(lab.name)}, seed ${runs[0]!.seed}, once for each design\n${table(runs.flatMap(({ rows }) => rows))}`,
    )
  }
  return EXIT.done
}

function wanted(text: string | undefined): ComparedKind[] {
  if (text === undefined) return [...DESIGN_KINDS]
  return text.split(',').map((part) => {
    const kind = COMPARED_KINDS.find((candidate) => candidate === part.trim())
    if (kind === undefined) throw new WrongInput(`--designs ${text}: choose among ${COMPARED_KINDS.join(', ')}`)
    return kind
  })
}

const whole = (value: number) => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ' ')

/** Rows as people read them; the kind of the adapter says which design it is. */
export const table = (rows: readonly DesignRow[]): string =>
  textTable(
    DESIGN_COLUMNS,
    rows.map((row) => designCells(row, { count: whole, duration: (seconds) => formatDuration(seconds) })),
  )
