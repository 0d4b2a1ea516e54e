// Which socket has which local port. Services count up from FIRST_SERVICE, clients from FIRST_CLIENT (as Linux does),
// so that finding a socket is one array access. A port stands for one peer: the peer is not part of the key.
import type { Socket } from './socket'

export const FIRST_SERVICE = 5001
export const FIRST_CLIENT = 32768
const LAST_PORT = 65535

export class PortTable {
  private readonly services: (Socket | null)[] = []
  private readonly clients: (Socket | null)[] = []

  /** Gives the socket a free port and returns it; throws when there is none left, which no lab of a sane size reaches. */
  bind(socket: Socket, service: boolean): number {
    const table = service ? this.services : this.clients
    const first = service ? FIRST_SERVICE : FIRST_CLIENT
    let at = table.length
    if (first + at > (service ? FIRST_CLIENT - 1 : LAST_PORT)) at = table.indexOf(null)
    if (at < 0) throw new Error('no free port')
    table[at] = socket
    return first + at
  }

  /** The port is free again. What still arrives for it finds nobody. */
  release(port: number): void {
    if (port >= FIRST_CLIENT) this.clients[port - FIRST_CLIENT] = null
    else this.services[port - FIRST_SERVICE] = null
  }

  find(port: number): Socket | null {
    const socket = port >= FIRST_CLIENT ? this.clients[port - FIRST_CLIENT] : this.services[port - FIRST_SERVICE]
    return socket === undefined ? null : socket
  }
}
