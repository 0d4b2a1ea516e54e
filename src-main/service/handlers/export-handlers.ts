// What leaves the program: reports, captures, the table of costs.
import { refuse } from '@shared/api/errors'
import type { RequestName } from '@shared/api/lab-api'
import type { Handlers } from '@shared/api/make-server'
import { COST_STAGES } from '@shared/catalogue/cost-model'
import type { Client } from '../client'
import type { Rooms } from '../rooms'

type ExportRequest = Extract<RequestName, 'report.export' | 'capture.export' | 'costs.list'>

export function exportHandlers(_rooms: Rooms): Pick<Handlers<Client>, ExportRequest> {
  return {
    'report.export': () => ({ outcome: 'refused', refusal: refuse('no-run') }),
    'capture.export': () => ({ outcome: 'refused', refusal: refuse('no-capture') }),

    'costs.list': ({ profile }) =>
      COST_STAGES.map((stage) => ({
        stage: stage.id,
        value: stage[profile],
        unit: stage.unit,
        per: stage.per,
        range: stage.range,
        source: stage.source,
      })),
  }
}
