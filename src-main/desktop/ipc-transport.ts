// LabApi over Electron's IPC: one channel for requests, one for notifications. Only carries.
import { ipcMain, type WebContents } from 'electron'
import { ApiError } from '@shared/api/errors'
import type { Answer } from '@shared/api/make-client'
import { checkNotice } from '@shared/api/make-server'
import type { Client, MessageService } from '../service/client'
import { isOurs } from './security'

const REQUEST_CHANNEL = 'lab-api'
const NOTICE_CHANNEL = 'lab-api:notice'

/** The clients by the page they stand for. */
export class IpcTransport {
  private readonly clients = new Map<number, Client>()

  constructor(
    private readonly service: MessageService,
    private readonly pageOrigins: readonly string[],
  ) {}

  listen(): void {
    ipcMain.handle(REQUEST_CHANNEL, async (event, message: unknown): Promise<Answer> => {
      const client = this.clients.get(event.sender.id)
      if (client === undefined || !isOurs(event.senderFrame, this.pageOrigins)) {
        const refused = new ApiError('bad-payload', 'the sender is no page of this program')
        return { ok: false, error: { code: refused.code, says: refused.message } }
      }
      const { name, payload } = (message ?? {}) as { name?: unknown; payload?: unknown }
      return this.service.dispatch(name, payload, client)
    })
  }

  connect(contents: WebContents): Client {
    const client: Client = {
      isReady: () => !contents.isDestroyed() && !contents.isLoading(),
      notify: (name, payload) => {
        if (!contents.isDestroyed()) contents.send(NOTICE_CHANNEL, name, checkNotice(name, payload))
      },
    }
    const { id } = contents
    this.clients.set(id, client)
    // the page that comes next, after a reload or a crash, is another one: it asks for what it wants to go on with
    contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.service.disconnect(client)
    })
    contents.on('render-process-gone', () => this.service.disconnect(client))
    contents.once('destroyed', () => {
      this.clients.delete(id)
      this.service.disconnect(client)
    })
    return client
  }
}
