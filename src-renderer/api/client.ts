// Everything the window asks of the main side goes through here, typed by `LabApi`. The transport is decided once:
// `window.iovLab` where the preload script put it (desktop), else a WebSocket. Tests give a client with `provideClient`.
import type { Notice, NotificationName, Payload, Reply, RequestName } from '../../src-shared/api/lab-api'
import { type ClientTransport, makeClient } from '../../src-shared/api/make-client'
import { webSocketTransport, webSocketUrl } from './websocket-transport'

declare global {
  interface Window {
    iovLab?: ClientTransport & {
      /** Where a file that was dropped on the window lies; null: it cannot be told. */
      pathOf?(file: object): string | null
    }
  }
}

export interface LabClient {
  request<N extends RequestName>(name: N, payload: Payload<N>): Promise<Reply<N>>
  /** Returns how to stop listening. */
  on<N extends NotificationName>(name: N, listener: (notice: Notice<N>) => void): () => void
  /** Told when the main side goes away and comes back. */
  onConnection(listener: (connected: boolean) => void): void
  /** Told about messages that do not fit the contract. */
  onFailure(listener: (says: string) => void): void
}

let provided: LabClient | null = null

export function provideClient(client: LabClient): void {
  provided = client
}

export function clientOver(makeTransport: (onConnection: (connected: boolean) => void) => ClientTransport): LabClient {
  const connectionListeners: ((connected: boolean) => void)[] = []
  const failureListeners: ((says: string) => void)[] = []
  const transport = makeTransport((connected) => connectionListeners.forEach((listener) => listener(connected)))
  const { api, on } = makeClient(transport, {
    onFailure: (error) => failureListeners.forEach((listener) => listener(error.message)),
  })
  return {
    // the table pairs each name with its payload; the compiler cannot follow the pairing through a union
    request: <N extends RequestName>(name: N, payload: Payload<N>) =>
      (api[name] as (payload: Payload<N>) => Promise<Reply<N>>)(payload),
    on,
    onConnection: (listener) => void connectionListeners.push(listener),
    onFailure: (listener) => void failureListeners.push(listener),
  }
}

export function labClient(): LabClient {
  provided ??= clientOver(
    (onConnection) => window.iovLab ?? webSocketTransport(webSocketUrl(window.location), onConnection),
  )
  return provided
}
