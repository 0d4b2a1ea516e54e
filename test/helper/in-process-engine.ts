// An engine in the process of the test, driven by the same orders as the one in its thread. What crosses is copied, as it
// is between threads.
import type { EngineLink, StartEngine } from '../../src-main/run/engine-thread'
import { OrderDesk } from '../../src-main/run/order-desk'
import type { SessionOptions } from '../../src-main/run/session'
import { wallClock } from '../../src-main/run/wall-clock'

export const inProcessEngine =
  (build: SessionOptions['build']): StartEngine =>
  ({ onLive }) => {
    const desk = new OrderDesk({ build, clock: wallClock }, (live) => onLive(structuredClone(live)))
    const link: EngineLink = {
      order: async (order) => structuredClone(await desk.obey(structuredClone(order))),
      close: () => desk.close(),
    }
    return link
  }
