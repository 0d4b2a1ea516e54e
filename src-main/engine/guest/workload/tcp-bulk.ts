// Bulk transfer over TCP: parallel connections that always have more to send, or a fixed number of bytes each.
import { TcpConnection, type TcpObserver } from '../stack/tcp-connection'
import { Workload } from './workload'

export class TcpBulk extends Workload implements TcpObserver {
  /** The sending ends. */
  readonly clients: TcpConnection[] = []
  private running = 0

  protected override begin(): void {
    const { sim, flow, model, statistics } = this
    const { timestamps, socketBufferBytes: socketBuffer, sizeBytes: writeBytes } = model
    const options = { flow, timestamps, socketBuffer, writeBytes, statistics, observer: this }
    for (let stream = 0; stream < model.streams; stream++) {
      const [client] = TcpConnection.pair(sim, `${this.path}/${stream}`, this.from, this.to, options)
      this.clients.push(client)
      client.write(model.bytes)
      if (model.bytes !== Infinity) client.finish()
      client.open()
    }
    this.running = model.streams
  }

  protected override finish(): void {
    for (const client of this.clients) client.finish()
  }

  protected override timer(): void {
    // the connections have their own
  }

  finished(connection: TcpConnection): void {
    if (!connection.isService) return
    if (--this.running === 0) this.statistics.end()
  }
}
