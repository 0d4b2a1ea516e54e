// A result in the format that a person asks for. PDF is made of the HTML by whoever has a browser.
import { type LabResult } from '@shared/result/result'
import { collect } from './collect'
import { resultCsv } from './csv'
import { reportHtml } from './html'
import { reportMarkdown } from './markdown'

export const REPORT_FORMATS = ['html', 'md', 'csv', 'json'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

export interface ReportFile {
  text: string
  mime: string
}

/** `notes`: what the person adds, in Markdown. */
export function renderReport(result: LabResult, format: ReportFormat, notes = ''): ReportFile {
  switch (format) {
    case 'html':
      return { text: reportHtml(collect(result, notes)), mime: 'text/html' }
    case 'md':
      return { text: reportMarkdown(collect(result, notes)), mime: 'text/markdown' }
    case 'csv':
      return { text: resultCsv(result), mime: 'text/csv' }
    case 'json':
      return { text: `${JSON.stringify(result, null, 2)}\n`, mime: 'application/json' }
  }
}
