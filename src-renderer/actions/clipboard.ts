// Copy and paste of parts of a lab, as text that another lab, or an editor, can take.
import { copyFragment } from '../../src-shared/lab/canvas-fragment'
import { readClipboard, writeClipboard } from '../api/clipboard'
import { type ActionContext, execute, selectedPointers } from './context'
import { readPasted } from './lab-text'
import { mayLeaveLab } from './leave-lab'
import { openLab } from './open-lab'

/** What was copied last in this window, for where the system's clipboard cannot be read. */
let lastCopied: string | null = null

export async function copySelection(context: ActionContext): Promise<boolean> {
  const { lab, ui } = context
  if (!lab.document) return false
  const fragment = copyFragment(lab.document, selectedPointers(context))
  const text = JSON.stringify(fragment, null, 2)
  lastCopied = text
  await writeClipboard(text)
  ui.announce(`Copied ${context.selection.count}`)
  return true
}

async function textAtHand(): Promise<string | null> {
  try {
    return (await readClipboard()) || lastCopied
  } catch {
    // not allowed here: what this window copied is still at hand
    return lastCopied
  }
}

export async function paste(context: ActionContext): Promise<void> {
  const text = await textAtHand()
  if (text) await pasteText(context, text)
  else context.ui.tell({ level: 'info', says: 'The clipboard is empty.' })
}

/** A lab is opened in place of the one that is, a part of one is put into it. */
export async function pasteText(context: ActionContext, text: string): Promise<void> {
  const { lab, selection, ui } = context
  const pasted = readPasted(text)
  if (pasted.kind === 'lab') {
    if (await mayLeaveLab(context)) await openLab(context, { kind: 'text', text: pasted.text, name: 'Pasted lab' })
    return
  }
  if (pasted.kind === 'other') {
    ui.tell({ level: 'info', says: 'What is on the clipboard is neither a lab nor a part of one.' })
    return
  }
  if (!lab.isOpen) {
    ui.tell({ level: 'info', says: 'A part of a lab is on the clipboard. Open the lab first that it shall go into.' })
    return
  }
  const target = selection.primary?.split('/')
  const position = context.canvas?.centre()
  await execute(context, {
    id: 'paste',
    payload: { fragment: pasted.fragment, ...(target ? { target } : {}), ...(position ? { position } : {}) },
  })
}
