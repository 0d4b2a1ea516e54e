// What every section of a report reads: the result, the document that ran, and that document with its meaning.
import { type LabModel } from '@shared/lab/lab-model'
import { resolveLab } from '@shared/lab/resolve-lab'
import { type Lab } from '@shared/lab/schema'
import { type LabResult } from '@shared/result/result'

export interface ReportContext {
  result: LabResult
  lab: Lab
  model: LabModel
  /** What the person who exports the report has to say, in Markdown. */
  notes: string
}

/** Of a result whose document has no errors, as every run's has. */
export function reportContext(result: LabResult, notes: string): ReportContext {
  const lab = result.document as Lab
  return { result, lab, model: resolveLab(lab), notes }
}
