// `iov-lab costs`: the cost model, stage by stage.
import { COST_PROFILES, COST_STAGES, type CostProfile } from '@shared/catalogue/cost-model'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { print } from '../output'
import { textTable } from '../text-table'

export interface CostOptions {
  json?: boolean
  profile?: string
}

export async function costs(options: CostOptions): Promise<ExitCode> {
  const profile = (options.profile ?? 'modern') as CostProfile
  if (!COST_PROFILES.includes(profile)) {
    throw new WrongInput(`--profile ${profile}: there is ${COST_PROFILES.join(' and ')}`)
  }
  const rows = COST_STAGES.map((stage) => ({
    stage: stage.id,
    value: stage[profile],
    unit: stage.unit,
    per: stage.per,
    range: stage.range,
    source: stage.source,
  }))
  if (options.json) {
    await print(`${JSON.stringify(rows, null, 2)}\n`)
    return EXIT.done
  }
  await print(
    textTable(
      [
        { head: 'stage' },
        { head: 'value', isNumber: true },
        { head: 'unit' },
        { head: 'per' },
        { head: 'range' },
        { head: 'source' },
      ],
      rows.map(({ stage, value, unit, per, range, source }) => [stage, String(value), unit, per, range, source]),
      '',
    ),
  )
  return EXIT.done
}
