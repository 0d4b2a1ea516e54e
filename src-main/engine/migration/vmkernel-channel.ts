// The pages of a migration as traffic: one TCP connection between the VMotion interfaces of two hosts (RULES.md G4).
// Its frames have a flow of their own in the traffic ledger and compete with everything else on the way.
import type { NetworkStack } from '../guest/stack/network-stack'
import { TcpConnection, type TcpObserver } from '../guest/stack/tcp-connection'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'
import { PAGE_BYTES } from './dirty-memory'
import type { MigrationChannel } from './migration-environment'

/** Of each end, bytes. */
const SOCKET_BUFFER = 4 * 1024 * 1024

const COPY = stageIndex('migration-copy')

export class VmkernelChannel implements MigrationChannel, TcpObserver {
  delivered = 0
  onProgress: (() => void) | null = null
  private readonly client: TcpConnection
  private readonly service: TcpConnection

  constructor(
    sim: Simulator,
    path: string,
    private readonly from: NetworkStack,
    private readonly to: NetworkStack,
  ) {
    const options = {
      flow: sim.traffic.addFlow(),
      timestamps: false,
      socketBuffer: SOCKET_BUFFER,
      statistics: null,
      observer: this,
    }
    ;[this.client, this.service] = TcpConnection.pair(sim, path, from, to, options)
    this.client.open()
  }

  send(bytes: number): void {
    this.client.write(bytes)
  }

  chargePages(pages: number): void {
    this.from.lanes[0].overhead(COPY, pages)
  }

  close(): void {
    this.client.abort()
    this.service.abort()
  }

  received(connection: TcpConnection, bytes: number): void {
    if (!connection.isService) return
    this.delivered += bytes
    this.to.lanes[0].overhead(COPY, bytes / PAGE_BYTES)
    this.onProgress?.()
  }
}
