// Who talks to the service: one window, or one page over its socket. The service tells a client only about labs it holds.
import type { Answer } from '@shared/api/make-client'
import type { Notice, NotificationName } from '@shared/api/lab-api'

export interface Client {
  /** False: the way to the client is full. Only live snapshots may be skipped; the next one then is whole. */
  readonly isReady: () => boolean
  readonly notify: <N extends NotificationName>(name: N, payload: Notice<N>) => void
}

/** What a transport needs of the service. */
export interface MessageService {
  dispatch(name: unknown, payload: unknown, client: Client): Promise<Answer>
  /** The client is gone, for a while or for good. */
  disconnect(client: Client): void
}
