// Orders → the session they are for. Runs wherever the engine runs: in its thread, or in the process of a test.
import type { LiveSnapshot } from '@shared/api/lab-api'
import { BackgroundWork } from './background-work'
import { searchFrameLife } from './packet-life'
import { runDesign } from './run-design'
import { compareRuns } from './run-difference'
import { Session, type SessionOptions } from './session'
import type { Order, OrderAnswer, OrderName } from './worker-message'

export type SessionEnvironment = Pick<SessionOptions, 'build' | 'clock'>

export class OrderDesk {
  private session: Session | null = null
  private readonly frameLook: BackgroundWork
  private readonly comparison: BackgroundWork

  constructor(
    private readonly environment: SessionEnvironment,
    private readonly onLive: (live: LiveSnapshot) => void,
  ) {
    this.frameLook = new BackgroundWork(environment.clock)
    this.comparison = new BackgroundWork(environment.clock)
  }

  obey(order: Order): OrderAnswer<OrderName> | Promise<OrderAnswer<OrderName>> {
    if (order.do === 'load') {
      this.close()
      this.session = new Session({ ...order.run, ...this.environment, onLive: this.onLive })
      return { outcome: 'done', run: this.session.status() }
    }
    const { session } = this
    if (session === null) throw new Error('no run is loaded')
    switch (order.do) {
      case 'start':
        return session.start()
      case 'pause':
        return session.pause()
      case 'step':
        return session.step(order.until)
      case 'until':
        return session.until(order.until)
      case 'step-back':
        return session.stepBack()
      case 'pace':
        return session.changePace(order.pace)
      case 'seek':
        return session.seek(order.time)
      case 'act':
        return session.act(order.action)
      case 'live':
        return session.live()
      case 'layout':
        return session.layout()
      case 'destinations':
        return session.destinations(order.vm)
      case 'capabilities':
        return session.capabilities()
      case 'result':
        return session.result(order.questions)
      case 'packet-life':
        return this.frameLook.run(
          searchFrameLife(session.playedDocument(), {
            flow: order.flow,
            fromPs: Math.round(order.from * 1e12),
            nth: order.nth,
          }),
        )
      case 'compare':
        return this.comparison.run(compareRuns(session.playedDocument(), order.other))
      case 'design':
        return this.comparison.run(runDesign(session.playedDocument(), order.design))
      case 'stop-comparing':
        this.comparison.close()
        return null
      case 'capture':
        return session.capture(order.at)
    }
  }

  close(): void {
    this.frameLook.close()
    this.comparison.close()
    this.session?.close()
    this.session = null
  }
}
