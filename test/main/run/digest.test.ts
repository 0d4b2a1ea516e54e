// Whoever runs a lab, wherever and however: it ends the same.
import { readFileSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LiveSnapshot, RunAction } from '@shared/api/lab-api'
import { openLab } from '@shared/lab/migrations/index'
import type { Lab } from '@shared/lab/schema'
import type { LabResult } from '@shared/result/result'
import { EngineThread } from '../../../src-main/run/engine-thread'
import { runLab } from '../../../src-main/run/run-lab'
import { bundleProgram } from '../../helper/bundle-program'

/** Two simulated seconds of the demonstration lab, with the migration in them. */
function demonstration(): Lab {
  const opened = openLab(readFileSync('resources/labs/sr-iov-to-plain-nic.iovlab.yaml', 'utf8'))
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems))
  return { ...opened.lab, duration: '300ms', events: [] }
}

const VMOTION: RunAction = { do: 'vmotion', vm: 'web-1', to: 'esx-b' }

let worker: string

beforeAll(async () => {
  worker = await bundleProgram('src-main/run/engine-worker.ts')
})

afterAll(() => fs.rm(dirname(worker), { recursive: true, force: true }))

class Thread {
  private readonly waiting: { state: string; resolve: (live: LiveSnapshot) => void }[] = []
  readonly engine = new EngineThread(worker, {
    onLive: (live) => {
      for (const one of this.waiting.filter(({ state }) => state === live.run.state)) {
        this.waiting.splice(this.waiting.indexOf(one), 1)
        one.resolve(live)
      }
    },
    onLost: (says) => expect.fail(says),
  })

  load(document: Lab, pace: number): Promise<unknown> {
    return this.engine.order({ do: 'load', run: { runId: 'r', labId: 'l', revision: 1, document, pace } })
  }

  until(state: string): Promise<LiveSnapshot> {
    return new Promise((resolve) => this.waiting.push({ state, resolve }))
  }

  async result(): Promise<LabResult> {
    const result = await this.engine.order({ do: 'result' })
    if (result === null) throw new Error('there is no result')
    return result
  }
}

async function inThread<T>(document: Lab, pace: number, work: (thread: Thread) => Promise<T>): Promise<T> {
  const thread = new Thread()
  try {
    await thread.load(document, pace)
    return await work(thread)
  } finally {
    thread.engine.close()
  }
}

describe('the digest of a run', () => {
  const document = demonstration()
  let straight: LabResult

  beforeAll(() => {
    straight = runLab(document)
  })

  it('is that of the run before', () => {
    expect(runLab(document).digest).toBe(straight.digest)
  })

  it('differs for another seed', () => {
    expect(runLab({ ...document, seed: 1 }).digest).not.toBe(straight.digest)
  })

  it("is the same in the engine's thread, as fast as it goes", async () => {
    const result = await inThread(document, 0, async (thread) => {
      const end = thread.until('finished')
      await thread.engine.order({ do: 'start' })
      await end
      return thread.result()
    })
    expect(result.digest).toBe(straight.digest)
    expect({ ...result, wall: 0 }).toEqual({ ...straight, wall: 0 })
  })

  it('is the same when the run is paced, paused, stepped, sought ahead and back', async () => {
    const result = await inThread(document, 0.1, async (thread) => {
      const { engine } = thread
      for (let step = 0; step < 50; step++) await engine.order({ do: 'step' })
      await engine.order({ do: 'start' })
      await engine.order({ do: 'pause' })
      await engine.order({ do: 'pace', pace: 0.3 })
      await engine.order({ do: 'start' })
      const paused = thread.until('paused')
      await engine.order({ do: 'pause' })
      await paused
      for (const time of [0.2, 0.05]) {
        const there = thread.until('paused')
        await engine.order({ do: 'seek', time })
        await there
      }
      const end = thread.until('finished')
      await engine.order({ do: 'pace', pace: 0 })
      await engine.order({ do: 'start' })
      await end
      return thread.result()
    })
    expect(result.digest).toBe(straight.digest)
  })

  it('is repeated from the result of a run in which a person acted', async () => {
    const acted = await inThread(document, 0.5, async (thread) => {
      const { engine } = thread
      await engine.order({ do: 'start' })
      expect(await engine.order({ do: 'act', action: VMOTION })).toMatchObject({ outcome: 'done' })
      // back before the act, and on over it again
      const there = thread.until('paused')
      await engine.order({ do: 'pause' })
      await engine.order({ do: 'seek', time: 0 })
      await there
      const end = thread.until('finished')
      await engine.order({ do: 'seek', time: 9 })
      await end
      return thread.result()
    })
    expect(acted.migrations).toHaveLength(1)
    expect(acted.digest).not.toBe(straight.digest)
    const repeated = runLab(acted.document as Lab)
    expect(repeated.digest).toBe(acted.digest)
    expect(acted.lab.sha256).toBe(straight.lab.sha256)
  })

  it('is that of the same stretch when a run is stopped on the way', async () => {
    const half = await inThread(document, 0, async (thread) => {
      const there = thread.until('paused')
      await thread.engine.order({ do: 'seek', time: 0.123456789 })
      await there
      return thread.result()
    })
    expect(runLab(document, { untilPs: 123_456_789_000 }).digest).toBe(half.digest)
    expect(half.simulated).toBe(0.123456789)
  })
})

describe("the engine's thread", () => {
  it('answers an order before anything is loaded with a failure, and lives on', async () => {
    const thread = new Thread()
    await expect(thread.engine.order({ do: 'start' })).rejects.toThrow('no run is loaded')
    expect(await thread.load(demonstration(), 1)).toMatchObject({ outcome: 'done', run: { state: 'ready' } })
    thread.engine.close()
  })

  it('rejects what waits when it is closed', async () => {
    const thread = new Thread()
    const answer = thread.load(demonstration(), 1)
    thread.engine.close()
    await expect(answer).rejects.toThrow('closed')
    await expect(thread.engine.order({ do: 'start' })).rejects.toThrow('closed')
  })

  it('tells why it is gone when it cannot start', async () => {
    const says = await new Promise<string>((resolve) => {
      new EngineThread('/nowhere/engine-worker.js', { onLive: () => undefined, onLost: resolve })
    })
    expect(says).toContain('/nowhere/engine-worker.js')
  })
})
