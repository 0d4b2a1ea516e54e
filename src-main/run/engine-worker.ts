// The engine's thread: one session at a time, driven by orders. Windows never wait for it, and it never waits for them.
import { parentPort } from 'node:worker_threads'
import { buildSimulation } from './build-simulation'
import { OrderDesk } from './order-desk'
import { wallClock } from './wall-clock'
import type { OrderMessage, WorkerMessage } from './worker-message'

const port = parentPort
if (port === null) throw new Error('engine-worker runs as a worker thread only')

const say = (message: WorkerMessage): void => port.postMessage(message)
const desk = new OrderDesk({ build: buildSimulation, clock: wallClock }, (live) => say({ live }))

port.on('message', async ({ id, order }: OrderMessage) => {
  try {
    say({ id, ok: true, answer: await desk.obey(order) })
  } catch (cause) {
    say({ id, ok: false, says: cause instanceof Error ? cause.message : String(cause) })
  }
})
