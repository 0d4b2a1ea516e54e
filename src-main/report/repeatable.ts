// What `verify` needs, found in whatever a person has: a result, a report as HTML or Markdown. Nothing is executed, and a
// file that holds something else is said to.
import { z } from 'zod'
import { RESULT_FORMAT } from '@shared/result/result'
import { type Repeatable } from './report-block'

/** Id of the data element of an HTML report, and the name of the block in a Markdown one. */
export const REPEATABLE_ID = 'iov-lab-report'

const shape = z.looseObject({
  format: z.enum(['iov-lab-report/1', RESULT_FORMAT]),
  document: z.unknown(),
  seed: z.number(),
  engine: z.looseObject({ name: z.string(), version: z.string() }),
  simulated: z.number().min(0),
  digest: z.string(),
})

export type FoundRepeatable = { ok: true; repeatable: Repeatable } | { ok: false; says: string }

/** The JSON text inside a file of any of the three kinds. */
function dataOf(text: string): string {
  const start = text.trimStart()
  if (start.startsWith('{')) return start
  const html = `id="${REPEATABLE_ID}">`
  const inHtml = text.lastIndexOf(html)
  if (inHtml >= 0) return text.slice(inHtml + html.length, text.indexOf('</script>', inHtml))
  const fence = `\`\`\`json ${REPEATABLE_ID}\n`
  const inMarkdown = text.lastIndexOf(fence)
  return inMarkdown < 0 ? '' : text.slice(inMarkdown + fence.length, text.indexOf('\n```', inMarkdown + fence.length))
}

export function findRepeatable(text: string): FoundRepeatable {
  const data = dataOf(text)
  if (data === '') {
    const isPdf = text.startsWith('%PDF')
    const says = isPdf
      ? 'a PDF does not carry the lab in a form that can be read back: verify the HTML report or the JSON result'
      : 'this is neither a result (JSON) nor a report (HTML or Markdown) of IOV Lab'
    return { ok: false, says }
  }
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return { ok: false, says: 'its data is damaged: it is not whole JSON' }
  }
  const parsed = shape.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, says: `its data is not that of a run: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }
  }
  const { document, seed, engine, simulated, digest } = parsed.data
  return { ok: true, repeatable: { format: 'iov-lab-report/1', document, seed, engine, simulated, digest } }
}
