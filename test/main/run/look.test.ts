// What can be looked at in a run besides its numbers: the life of one frame, and captured frames.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openLab } from '@shared/lab/migrations/index'
import type { Lab } from '@shared/lab/schema'
import { buildSimulation } from '../../../src-main/run/build-simulation'
import { capturedFile } from '../../../src-main/run/captured-file'
import { BackgroundWork } from '../../../src-main/run/background-work'
import { frameLife, searchFrameLife } from '../../../src-main/run/packet-life'
import { ManualClock } from '../../helper/manual-clock'

function firstFlight(): Lab {
  const opened = openLab(readFileSync('resources/labs/first-flight.iovlab.yaml', 'utf8'))
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems))
  return opened.lab
}

describe('the life of a frame', () => {
  const document = firstFlight()

  it('has stages without a gap, from where it is sent to where it is delivered', () => {
    const life = frameLife(document, { flow: 'hello', fromPs: 0, nth: 1 })
    expect(life).toMatchObject({ flow: 'hello', sentAt: 0.1, outcome: 'delivered' })
    const stages = life?.stages ?? []
    expect(stages[0]?.start).toBe(0.1)
    for (const [index, stage] of stages.slice(1).entries()) expect(stage.start).toBe(stages[index]?.end)
    expect(stages.map(({ lane }) => lane)).toContain('wire')
  })

  it('is that of the frame that was asked for, counted from a time', () => {
    const third = frameLife(document, { flow: 'hello', fromPs: 0, nth: 3 })
    expect(frameLife(document, { flow: 'hello', fromPs: 0.19e12, nth: 1 })).toEqual(third)
  })

  it('names the place and the reason where the frame is lost', () => {
    const lossy: Lab = { ...document, links: document.links!.map((link) => ({ ...link, loss: 1 })) }
    const life = frameLife(lossy, { flow: 'hello', fromPs: 0, nth: 1 })!
    expect(life.outcome).not.toBe('delivered')
    if (life.outcome === 'in-flight') return
    const last = life.stages[life.stages.length - 1]!
    expect(last.says).toContain(`Lost at ${last.path} as ${life.outcome}. `)
  })

  it('is null where the flow sends no such frame', () => {
    expect(frameLife(document, { flow: 'hello', fromPs: 0, nth: 99 })).toBeNull()
    expect(frameLife(document, { flow: 'none', fromPs: 0, nth: 1 })).toBeNull()
    expect(frameLife(document, { flow: 'hello', fromPs: 9e12, nth: 1 })).toBeNull()
  })

  it('is found in slices just as at once, and a later look ends an earlier one', async () => {
    const clock = new ManualClock()
    const looks = new BackgroundWork(clock)
    // a lab that takes many slices: frames a microsecond apart
    const busy: Lab = {
      ...document,
      duration: '200ms',
      flows: { rush: { from: 'client', to: 'vm-1/eth0', type: 'udp', rate: '40Mbps', size: 64 } },
    }
    const earlier = looks.run(searchFrameLife(busy, { flow: 'rush', fromPs: 0, nth: 1e9 }))
    const later = looks.run(searchFrameLife(busy, { flow: 'rush', fromPs: 0.1e12, nth: 5 }))
    expect(await earlier).toBeNull()
    clock.advance(1000)
    expect(await later).toEqual(frameLife(busy, { flow: 'rush', fromPs: 0.1e12, nth: 5 }))
    expect(clock.isIdle).toBe(true)
  })
})

describe('a capture', () => {
  it('is a pcapng file under the name that the document gives it', () => {
    const document = firstFlight()
    const simulation = buildSimulation(document)
    simulation.run(simulation.endPs)
    const file = capturedFile(simulation, document, 'vm-1/eth0')
    expect(file?.name).toBe('vm-1.pcapng')
    expect([...(file?.bytes.slice(0, 4) ?? [])]).toEqual([0x0a, 0x0d, 0x0d, 0x0a])
    expect(capturedFile(simulation, document, 'client')).toBeNull()
  })
})
