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
  notes: z.string().optional(),
})

/** What the file says beside: the figures of a result, the text of a report. */
export type Claimed = { format: 'json'; result: unknown } | { format: 'html' | 'md'; text: string }

export type FoundRepeatable = { ok: true; repeatable: Repeatable; claimed: Claimed } | { ok: false; says: string }

type Format = Claimed['format']

/** The JSON text inside a file of any of the three kinds. */
function dataOf(text: string): { format: Format; data: string } | null {
  const start = text.trimStart()
  if (start.startsWith('{')) return { format: 'json', data: start }
  const html = `id="${REPEATABLE_ID}">`
  const inHtml = text.lastIndexOf(html)
  if (inHtml >= 0) {
    return { format: 'html', data: text.slice(inHtml + html.length, text.indexOf('</script>', inHtml)) }
  }
  const fence = `\`\`\`json ${REPEATABLE_ID}\n`
  const inMarkdown = text.lastIndexOf(fence)
  if (inMarkdown < 0) return null
  const begin = inMarkdown + fence.length
  return { format: 'md', data: text.slice(begin, text.indexOf('\n```', begin)) }
}

export function findRepeatable(given: string): FoundRepeatable {
  // a report may have come by mail, or out of an archive of another system
  const text = given.replaceAll('\r\n', '\n')
  const found = dataOf(text)
  if (found === null) {
    const isPdf = text.startsWith('%PDF')
    const says = isPdf
      ? 'a PDF does not carry the lab in a form that can be read back: verify the HTML report or the JSON result'
      : 'this is neither a result (JSON) nor a report (HTML or Markdown) of IOV Lab'
    return { ok: false, says }
  }
  let value: unknown
  try {
    value = JSON.parse(found.data)
  } catch {
    return { ok: false, says: 'its data is damaged: it is not whole JSON' }
  }
  const parsed = shape.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, says: `its data is not that of a run: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }
  }
  const { document, seed, engine, simulated, digest, notes } = parsed.data
  const repeatable: Repeatable = { format: 'iov-lab-report/1', document, seed, engine, simulated, digest }
  if (notes !== undefined) repeatable.notes = notes
  const { format } = found
  return { ok: true, repeatable, claimed: format === 'json' ? { format, result: value } : { format, text } }
}
