// What the items of the native menu for editing do while a text field has the focus: they are about its text, not about the lab.
import { readClipboard, writeClipboard } from '../api/clipboard'

/** Commands of the browser for the field that has the focus; they can be undone in it. */
const COMMANDS: Record<string, string> = {
  'edit.undo': 'undo',
  'edit.redo': 'redo',
  'edit.delete': 'delete',
  'edit.select-all': 'selectAll',
}

type TextField = HTMLInputElement | HTMLTextAreaElement

function focusedField(): TextField | null {
  const field = document.activeElement
  if (field instanceof HTMLTextAreaElement) return field
  // only fields of text have a selection
  return field instanceof HTMLInputElement && field.selectionStart !== null ? field : null
}

const markedText = ({ value, selectionStart, selectionEnd }: TextField): string =>
  value.slice(selectionStart ?? 0, selectionEnd ?? 0)

/** False: no field of text has the focus, or the action is not about text. */
export async function editField(action: string): Promise<boolean> {
  const field = focusedField()
  if (field === null) return false
  if (action === 'edit.paste') document.execCommand('insertText', false, await readClipboard())
  else if (action === 'edit.copy' || action === 'edit.cut') {
    const text = markedText(field)
    if (text !== '') await writeClipboard(text)
    if (action === 'edit.cut' && text !== '') document.execCommand('delete')
  } else if (COMMANDS[action] !== undefined) document.execCommand(COMMANDS[action])
  else return false
  return true
}
