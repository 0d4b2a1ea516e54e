// Which socket has which local port. Clients count up from FIRST_CLIENT (within the range of Linux), services from
// FIRST_SERVICE; both start where no protocol is registered, so that captures show TCP and UDP and nothing guessed.
// Finding a socket is one array access. A port stands for one peer: the peer is not part of the key.
import type { Socket } from './socket'

const FIRST_CLIENT = 37_009
const FIRST_SERVICE = 50_000
const LAST_PORT = 65_535

export class PortTable {
  private readonly clients: (Socket | null)[] = []
  private readonly services: (Socket | null)[] = []

  /** Gives the socket a free port and returns it; throws when there is none left, which no lab of a sane size reaches. */
  bind(socket: Socket, service: boolean): number {
    const table = service ? this.services : this.clients
    const first = service ? FIRST_SERVICE : FIRST_CLIENT
    const last = service ? LAST_PORT : FIRST_SERVICE - 1
    let at = table.length
    if (first + at > last) at = table.indexOf(null)
    if (at < 0) throw new Error('no free port')
    table[at] = socket
    return first + at
  }

  /** The port is free again. What still arrives for it finds nobody. */
  release(port: number): void {
    if (port >= FIRST_SERVICE) this.services[port - FIRST_SERVICE] = null
    else this.clients[port - FIRST_CLIENT] = null
  }

  find(port: number): Socket | null {
    const socket = port >= FIRST_SERVICE ? this.services[port - FIRST_SERVICE] : this.clients[port - FIRST_CLIENT]
    return socket === undefined ? null : socket
  }
}
