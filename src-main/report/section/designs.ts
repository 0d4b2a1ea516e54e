// What it cost each vNIC that its VM was moved, beside what the guest saw of it: the designs of one lab side by side.
import { DESIGN_COLUMNS, designCells, designRows } from '@shared/result/design-table'
import { formatDuration, formatExact } from '@shared/text/format-quantity'
import { type Block, type Section } from '../report-block'
import { type ReportContext } from '../report-context'

export function designs({ result }: ReportContext): Section | null {
  const rows = designRows(result)
  if (rows.length === 0) return null
  const format = { count: formatExact, duration: (seconds: number) => formatDuration(seconds) }
  const blocks: Block[] = [
    {
      kind: 'table',
      caption:
        'Frames lost of all flows of a vNIC, by reason; the longest time without a delivery; devices and drivers as the guest saw them',
      columns: [...DESIGN_COLUMNS],
      rows: rows.map((row) => designCells(row, format)),
    },
  ]
  for (const { nic } of rows) {
    const why = result.guest?.[nic]?.unpaired
    if (why) blocks.push({ kind: 'paragraph', text: `${nic}: no failover pair. ${why.says}`, tone: 'warning' })
  }
  return { id: 'designs', title: 'What the moves cost each vNIC', blocks }
}
