// Files in and out of a page: chosen by the person, handed over as a download. The desktop app has native dialogs instead.
import type { Reply } from '../../src-shared/api/lab-api'
import type { ActionContext } from './context'

type FileReply = Extract<Reply<'report.export'>, { outcome: 'written' | 'download' }>

export function downloadBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name.replace(/[\\/:*?"<>|]/g, '-')
  link.click()
  // the download has begun once the click returns; the address is not needed any longer
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k)
  return bytes
}

export function takeFileReply({ ui }: ActionContext, reply: FileReply): void {
  if (reply.outcome === 'written') {
    ui.tell({ level: 'info', says: `Written to ${reply.file}` })
    return
  }
  const part = reply.base64 === undefined ? (reply.text ?? '') : bytesOf(reply.base64)
  downloadBlob(new Blob([part], { type: reply.mime }), reply.name)
}

export const pickLabFile = (): Promise<File | null> => pickFile('.yaml,.yml,.json')

/** `endings`: of the files that are offered. Null: the person chose none. */
export function pickFile(endings: string): Promise<File | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = endings
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null), { once: true })
    input.addEventListener('cancel', () => resolve(null), { once: true })
    input.click()
  })
}
