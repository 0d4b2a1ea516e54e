// One design of the comparison in the engine's thread: what was done in the run is done again, with other vNICs.
import { describe, expect, it } from 'vitest'
import type { Reply } from '@shared/api/lab-api'
import type { Lab } from '@shared/lab/schema'
import { COMPARED_KINDS, type ComparedKind } from '@shared/lab/with-design'
import { runDesign } from '../../../src-main/run/run-design'
import { labFrom } from '../../helper/lab-builder'
import { DESIGNS, designLab } from '../engine/migration/design-lab'

const lab = (events = '{ at: 100ms, do: vmotion, vm: w, to: b }'): Lab =>
  labFrom(`duration: 1s\n${designLab({ nic: DESIGNS.upt, events })}`)

function ran(document: Lab, design: ComparedKind): Reply<'run.design'> {
  const work = runDesign(document, design)
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

function done(design: ComparedKind): Extract<Reply<'run.design'>, { outcome: 'done' }> {
  const reply = ran(lab(), design)
  if (reply.outcome !== 'done') throw new Error(JSON.stringify(reply))
  return reply
}

describe('a run with another design', () => {
  it.each(COMPARED_KINDS)('%s has a row of its own, of the vNIC whose design was exchanged', (design) => {
    const { rows, coresBusy } = done(design)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ nic: 'w/eth0', adapter: design, asked: 1 })
    expect(coresBusy).toBeGreaterThan(0)
  })

  it('says why a function that is never given back keeps its VM where it is', () => {
    const { rows, stayed } = done('passthrough')
    expect(rows[0]?.completed).toBe(0)
    expect(stayed).toEqual([expect.stringMatching(/^w: .+/)])
  })

  it('says nothing of VMs that were moved', () => {
    expect(done('vmxnet')).toMatchObject({ rows: [{ completed: 1, devices: 1 }], stayed: [] })
  })

  it('is refused where nothing is moved, and where no design can be exchanged', () => {
    expect(ran(lab(''), 'npa')).toMatchObject({ outcome: 'refused', refusal: { code: 'nothing-moved' } })
    const plain = labFrom(designLab({ nic: 'adapter: vmxnet', events: '{ at: 100ms, do: vmotion, vm: w, to: b }' }))
    expect(ran(plain, 'npa')).toMatchObject({ outcome: 'refused', refusal: { code: 'no-design' } })
  })
})
