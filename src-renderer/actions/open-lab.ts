// Opens a lab in place of the present one: the run, the selection and old messages go with it.
import type { OpenSource } from '../../src-shared/api/lab-api'
import type { ActionContext } from './context'

export async function openLab(context: ActionContext, source: OpenSource): Promise<boolean> {
  const { lab, run, selection, ui } = context
  const before = lab.labId
  const reply = await lab.open(source)
  if (reply.outcome === 'refused') {
    const more = reply.problems.length > 0 ? ` First problem: ${reply.problems[0]?.says ?? ''}` : ''
    ui.tell({ level: 'error', says: reply.refusal.says + more })
    return false
  }
  if (reply.outcome !== 'opened') return false
  if (lab.labId !== before) run.clear()
  selection.clear()
  return true
}
