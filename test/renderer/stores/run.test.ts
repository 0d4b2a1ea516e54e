import { describe, expect, it } from 'vitest'
import { layoutOf, liveAt, statusAt } from '../fake-service'
import { testWindow, type TestWindow } from '../test-window'

const LAYOUT = layoutOf([
  { path: 'web/eth0', kind: 'vnic', counters: ['rxFrames', 'rxBytes', 'drops.no-buffer'] },
  { path: 'tor', kind: 'switch', counters: ['rxFrames'] },
])

async function running(): Promise<TestWindow> {
  const window = await testWindow()
  window.service.handlers['run.layout'] = () => LAYOUT
  window.service.notify('run.layout', LAYOUT)
  return window
}

describe('a run as it is reported', () => {
  it('finds counters by component and name', async () => {
    const { run, service } = await running()
    service.notify('run.live', liveAt(1, 1, { values: [10, 1000, 2, 33] }))
    expect(run.counterValue('web/eth0', 'rxBytes')).toBe(1000)
    expect(run.counterValue('tor', 'rxFrames')).toBe(33)
    expect(run.counterValue('tor', 'txFrames')).toBeNull()
    expect(run.dropsOf('web/eth0')).toEqual([{ reason: 'no-buffer', count: 2 }])
  })

  it('computes rates per simulated second from what was reported', async () => {
    const { run, service } = await running()
    service.notify('run.live', liveAt(1, 1, { values: [0, 0, 0, 0] }))
    expect(run.counterRate('web/eth0', 'rxBytes')).toBeNull()
    service.notify('run.live', liveAt(1.5, 2, { values: [0, 500, 0, 0] }))
    expect(run.counterRate('web/eth0', 'rxBytes')).toBe(1000)
    expect(run.counterTrail('web/eth0', 'rxBytes')).toEqual([1000])
  })

  it('has no rate right after time went back', async () => {
    const { run, service } = await running()
    service.notify('run.live', liveAt(5, 1, { values: [0, 5000, 0, 0] }))
    service.notify('run.live', liveAt(6, 2, { values: [0, 6000, 0, 0] }))
    service.notify('run.live', liveAt(2, 3, { values: [0, 2000, 0, 0] }))
    expect(run.counterRate('web/eth0', 'rxBytes')).toBeNull()
  })

  it('cuts samples where a snapshot says, and appends', async () => {
    const { run, service } = await running()
    const samples = (from: number, times: number[]) => ({
      from,
      times,
      goodput: [times.map((time) => time * 10)],
      lost: [times.map(() => 0)],
      latency: [times.map(() => null)],
      cpu: [times.map(() => 1)],
    })
    service.notify('run.live', liveAt(1, 1, { samples: samples(0, [1, 2, 3]) }))
    service.notify('run.live', liveAt(2, 2, { samples: samples(2, [3, 4]) }))
    expect(run.samples.times).toEqual([1, 2, 3, 4])
    expect(run.samples.goodput).toEqual([[10, 20, 30, 40]])
  })

  it('gathers the log, and forgets what a step back took away', async () => {
    const { run, service } = await running()
    const entry = (at: number) => ({ at, level: 'info' as const, source: 'tor', code: 'x', says: `${at}` })
    service.notify('run.live', liveAt(1, 1, { log: [entry(1), entry(2)] }))
    service.notify('run.live', liveAt(2, 2, { logFrom: 2, log: [entry(3)] }))
    expect(run.log.map((one) => one.at)).toEqual([1, 2, 3])
    service.notify('run.live', liveAt(1, 3, { logFrom: 1, log: [] }))
    expect(run.log.map((one) => one.at)).toEqual([1])
  })

  it('ignores a snapshot that comes late', async () => {
    const { run, service } = await running()
    service.notify('run.live', liveAt(2, 5))
    service.notify('run.live', liveAt(1, 4))
    expect(run.time).toBe(2)
  })

  it('ignores the run of another lab', async () => {
    const { run, service } = await running()
    service.notify('run.live', liveAt(2, 1, { run: statusAt(2, { labId: 'other' }) }))
    expect(run.status).toBeNull()
  })

  it('starts over with the snapshots of another run', async () => {
    const { run, service } = await running()
    service.notify('run.live', liveAt(4, 9, { log: [{ at: 1, level: 'info', source: 'a', code: 'x', says: 's' }] }))
    service.notify('run.live', liveAt(0.1, 1, { run: statusAt(0.1, { runId: 'run-2' }) }))
    expect(run.time).toBe(0.1)
    expect(run.log).toEqual([])
  })

  it('falls back to the document when it is reset', async () => {
    const { run, service } = await running()
    const vms = [{ vm: 'web', host: 'esx-b', state: 'running' as const, reasons: [] }]
    service.notify('run.live', liveAt(4, 1, { vms }))
    expect(run.vms.get('web')?.host).toBe('esx-b')
    service.handlers['run.reset'] = () => ({ outcome: 'done', run: statusAt(0, { runId: 'run-2', state: 'ready' }) })
    expect(await run.reset()).toEqual({ ok: true })
    expect(run.isShown).toBe(false)
    expect(run.vms.size).toBe(0)
    expect(run.counterValue('web/eth0', 'rxBytes')).toBeNull()
  })

  it('keeps one map of where the VMs are until one of them has moved', async () => {
    const { run, service } = await running()
    const at = (host: string) => [{ vm: 'web', host, state: 'running' as const, reasons: [] }]
    service.notify('run.live', liveAt(1, 1, { vms: at('esx-a') }))
    const before = run.hostOfVm
    expect([...before]).toEqual([['web', 'esx-a']])
    service.notify('run.live', liveAt(2, 2, { vms: at('esx-a') }))
    expect(run.hostOfVm).toBe(before)
    service.notify('run.live', liveAt(3, 3, { vms: at('esx-b') }))
    expect([...run.hostOfVm]).toEqual([['web', 'esx-b']])
  })

  it('says that the lab was edited since it began', async () => {
    const { run, lab, service } = await running()
    service.notify('run.live', liveAt(1, 1))
    expect(run.isOutdated).toBe(false)
    await lab.execute('add-host', {})
    expect(run.isOutdated).toBe(true)
  })

  it('hands on why it was refused, with the problems', async () => {
    const { run, service } = await running()
    const problems = [{ code: 'x', level: 'error' as const, path: 'hosts/a', says: 's', remedy: 'r' }]
    service.handlers['run.start'] = () => ({
      outcome: 'refused',
      refusal: { code: 'lab-has-errors', says: 'no' },
      problems,
    })
    expect(await run.start()).toMatchObject({ ok: false, refusal: { code: 'lab-has-errors' }, problems })
    expect(run.lastRefusal?.code).toBe('lab-has-errors')
  })
})
