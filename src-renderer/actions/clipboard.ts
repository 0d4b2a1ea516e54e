// Copy and paste of parts of a lab, as text that another lab, or an editor, can take.
import { copyFragment } from '../../src-shared/lab/canvas-fragment'
import { writeClipboard } from '../api/clipboard'
import { type ActionContext, execute, selectedPointers } from './context'
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

async function readClipboard(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText()
  } catch {
    // not allowed here: what this window copied is still at hand
    return lastCopied
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

export async function paste(context: ActionContext): Promise<void> {
  const { selection, ui } = context
  const text = (await readClipboard()) ?? lastCopied
  if (!text) {
    ui.tell({ level: 'info', says: 'The clipboard is empty.' })
    return
  }
  const fragment = parse(text)
  if (
    /^\s*(#.*\n)*\s*format:\s*iov-lab/m.test(text) ||
    (fragment as { format?: string } | null)?.format === 'iov-lab/1'
  ) {
    if (await mayLeaveLab(context)) await openLab(context, { kind: 'text', text, name: 'Pasted lab' })
    return
  }
  if (fragment === null || typeof fragment !== 'object') {
    ui.tell({ level: 'info', says: 'What is on the clipboard is neither a lab nor a part of one.' })
    return
  }
  const target = selection.primary?.split('/')
  const position = context.canvas?.centre()
  await execute(context, {
    id: 'paste',
    payload: { fragment, ...(target ? { target } : {}), ...(position ? { position } : {}) },
  })
}
