// What leaves the program: reports, captures, the table of costs.
import { refuse } from '@shared/api/errors'
import type { Payload, Reply, RequestName } from '@shared/api/lab-api'
import type { Handlers } from '@shared/api/make-server'
import { COST_STAGES } from '@shared/catalogue/cost-model'
import { checkLab } from '@shared/lab/check-lab'
import { hasErrors } from '@shared/lab/problems'
import { resolveLab } from '@shared/lab/resolve-lab'
import { topologySvg } from '../../interop/topology-svg'
import { fileNameOf } from '../../library/lab-file'
import { renderReport } from '../../report/render-report'
import type { Client } from '../client'
import { deliverFile } from '../deliver-file'
import type { Rooms } from '../rooms'

type ExportRequest = Extract<RequestName, 'report.export' | 'capture.export' | 'picture.export' | 'costs.list'>

export function exportHandlers(rooms: Rooms): Pick<Handlers<Client>, ExportRequest> {
  const { labs, surroundings } = rooms

  async function exportReport(
    { labId, format, notes }: Payload<'report.export'>,
    client: Client,
  ): Promise<Reply<'report.export'>> {
    const { host, run } = labs.get(labId, client)
    const { printPdf } = surroundings
    if (format === 'pdf' && printPdf === null) return { outcome: 'refused', refusal: refuse('no-pdf-here') }
    const result = await run.look({ do: 'result', questions: host.document.answers }, false)
    if (result === null) return { outcome: 'refused', refusal: refuse('no-run') }
    return deliverFile(surroundings, client, fileNameOf(host.name, `.${format}`), async () => {
      const { text, mime } = renderReport(result, format === 'pdf' ? 'html' : format, notes)
      if (format !== 'pdf' || printPdf === null) return { mime, content: text }
      return { mime: 'application/pdf', content: await printPdf(text) }
    })
  }

  return {
    'report.export': exportReport,

    'capture.export': async ({ labId, at }, client) => {
      const captured = await labs.get(labId, client).run.look({ do: 'capture', at }, false)
      if (captured === null) return { outcome: 'refused', refusal: refuse('no-capture', at) }
      const { name, bytes } = captured
      const file = async () => ({ mime: 'application/x-pcapng', content: bytes })
      return deliverFile(surroundings, client, fileNameOf(name, ''), file)
    },

    'picture.export': async ({ labId }, client) => {
      const { name, document } = labs.get(labId, client).host
      if (hasErrors(checkLab(document))) return { outcome: 'refused', refusal: refuse('lab-has-errors') }
      const svg = topologySvg(document, resolveLab(document), { title: name })
      const file = async () => ({
        mime: 'image/svg+xml',
        content: `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`,
      })
      return deliverFile(surroundings, client, fileNameOf(name, '.svg'), file)
    },

    'costs.list': ({ profile }) =>
      COST_STAGES.map((stage) => ({
        stage: stage.id,
        says: stage.says,
        value: stage[profile],
        unit: stage.unit,
        per: stage.per,
        range: stage.range,
        source: stage.source,
      })),
  }
}
