// What differs between the desktop app and the browser, given to the service by whoever starts it.
import type { OpenSource } from '@shared/api/lab-api'
import type { Client } from './client'

export interface Surroundings {
  readonly way: 'desktop' | 'web'
  /** Program and component versions for About. */
  readonly versions: Record<string, string>
  readonly version: string
  readonly openAtStart: OpenSource | null
  /** Native dialogs; null where files are chosen with the browser. */
  readonly dialogs: Dialogs | null
  /** Null: a page in a browser asks the browser for its clipboard. */
  readonly clipboard: Clipboard | null
  /** HTML → PDF; null where nothing here can print. */
  readonly printPdf: ((html: string) => Promise<Uint8Array>) | null
  /** A file was opened or saved: the system keeps a list of its own. */
  readonly noteRecent: (file: string) => void
  /** Files were taken out of the list of recent ones; `left`: how many are in it. */
  readonly forgetRecents: (left: number) => void
  /** The person has chosen other keys. */
  readonly keysChanged: () => void
}

export interface Clipboard {
  write(text: string): Promise<void>
  read(): Promise<string>
}

/** Each resolves to null where the person cancels. */
export interface Dialogs {
  openLab(client: Client): Promise<string | null>
  saveLab(client: Client, suggestedName: string): Promise<string | null>
  saveExport(client: Client, suggestedName: string): Promise<string | null>
}
