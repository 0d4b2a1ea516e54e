// Saving: to the file of the lab, or to one that the person chooses (a download, in the browser).
import type { ActionContext } from './context'
import { takeFileReply } from './file-exchange'

export async function saveLab(context: ActionContext): Promise<boolean> {
  const { lab, ui } = context
  // where there is no file yet, the main side asks for one or, for a page in a browser, takes its own folder
  const reply = await lab.save()
  if (reply?.outcome === 'refused') ui.tell({ level: 'error', says: reply.refusal.says })
  return reply?.outcome === 'saved'
}

export async function saveLabAs(context: ActionContext): Promise<boolean> {
  const reply = await context.lab.saveAs()
  if (!reply) return false
  if (reply.outcome === 'refused') context.ui.tell({ level: 'error', says: reply.refusal.says })
  if (reply.outcome === 'download' || reply.outcome === 'written') takeFileReply(context, reply)
  return reply.outcome !== 'refused' && reply.outcome !== 'cancelled'
}
