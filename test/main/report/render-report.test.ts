import { describe, expect, it } from 'vitest'
import { resultSchema, type LabResult } from '@shared/result/result'
import { findRepeatable } from '../../../src-main/report/repeatable'
import { renderReport, REPORT_FORMATS } from '../../../src-main/report/render-report'
import { sampleFlow, sampleResult, shippedLab } from './sample-result'

const html = (result: LabResult = sampleResult(), notes = '') => renderReport(result, 'html', notes).text
const markdown = (result: LabResult = sampleResult(), notes = '') => renderReport(result, 'md', notes).text
const csv = (result: LabResult = sampleResult()) => renderReport(result, 'csv').text

/** A result of a lab with that name and nothing in it. */
function emptyResult(name: string): LabResult {
  return sampleResult({
    lab: { name, sha256: 'c'.repeat(64) },
    document: { format: 'iov-lab/1', name },
    flows: {},
    counters: {},
    cpu: {},
    memory: {},
    migrations: [],
    modes: [],
    capabilities: {},
    series: { times: [], flows: {}, cpu: {} },
    checks: [],
    log: [],
  })
}

const HOSTILE = '</script><script>alert(1)</script>"\'& |`*_ \u0000 ${x}'

describe('a report as a page', () => {
  it('says what was asked and what was found', () => {
    const page = html()
    expect(page).toContain('From an SR-IOV NIC to a plain one')
    expect(page).toContain('<td class="bad">✗ failed</td><td>fewer than 100 frames are lost</td>')
    expect(page).toContain('flows.video.lost &lt; 100')
    expect(page).toContain('5 vm-paused, 3 link-down')
    expect(page).toContain('the VM stood still for 100 ms')
    expect(page).toContain('no-sriov: The NIC of esx-b has no virtual functions. (warning)')
  })

  it('loads nothing and runs nothing', () => {
    const page = html()
    const urls = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"'\s>)]+)/g)].map(([, url]) => url!)
    expect(urls.filter((url) => !url.startsWith('#'))).toEqual([])
    const scripts = [...page.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes)
    expect(scripts).toEqual([' type="application/json" id="iov-lab-report"'])
    expect(page).not.toMatch(/\son\w+=/)
  })

  it('has a picture of the start, a timeline and a picture for each move, and the charts', () => {
    const titles = [...html().matchAll(/<(?:svg[^>]*aria-label|title)(?:="|>)([^"<]+)/g)].map(([, title]) => title)
    expect(titles).toContain('Topology of From an SR-IOV NIC to a plain one at the start')
    expect(titles).toContain('VMotion of web-1 from esx-a to esx-b')
    expect(titles).toContain('VMotion of web-1 from esx-b to esx-a')
    expect(titles).toContain('Topology at 4.558 s')
    expect(titles).toContain('Goodput over simulated time')
  })

  it('puts notes of the author in, as text', () => {
    const page = html(sampleResult(), `**Bold** claim\n\n- first\n- <b>second</b>\n\n${HOSTILE}`)
    expect(page).toContain('<strong>Bold</strong> claim')
    expect(page).toContain('<li>&lt;b&gt;second&lt;/b&gt;</li>')
    expect(page).not.toContain('<script>alert')
  })

  it('is the same text for the same result', () => {
    expect(html()).toBe(html())
  })
})

describe('every format', () => {
  it.each(REPORT_FORMATS)('%s survives hostile names', (format) => {
    const result = emptyResult(HOSTILE)
    result.flows[HOSTILE] = sampleFlow({ lostBy: { [HOSTILE]: 3 } })
    result.counters[HOSTILE] = { kind: HOSTILE, counters: { [HOSTILE]: 1 }, drops: { [HOSTILE]: 1 } }
    result.checks = [{ id: HOSTILE, passed: false, actual: HOSTILE, says: HOSTILE }]
    result.log = [{ at: 1, level: 'error', source: HOSTILE, code: HOSTILE, says: HOSTILE }]
    result.capabilities[HOSTILE] = { [HOSTILE]: { available: false, why: HOSTILE } }
    const { text } = renderReport(result, format, HOSTILE)
    if (format === 'html') expect(text.match(/<script/g)).toHaveLength(1)
    if (format === 'json') expect(resultSchema.parse(JSON.parse(text)).lab.name).toBe(HOSTILE)
  })

  it.each(REPORT_FORMATS)('%s of an empty lab is not empty', (format) => {
    expect(renderReport(emptyResult('nothing'), format).text.length).toBeGreaterThan(100)
  })

  it('copes with more flows than a chart can tell apart, and with more samples than a call can take', () => {
    const result = sampleResult()
    const times = Array.from({ length: 3000 }, (_, index) => index / 300)
    result.series.times = times
    for (let index = 0; index < 90; index++) {
      const id = `flow-${index}`
      result.flows[id] = sampleFlow()
      const values = times.map(() => 1e6 + index)
      result.series.flows[id] = { goodput: values, lost: times.map(() => 0), latency: values }
    }
    expect(html(result)).toContain('more lines are in the JSON and CSV exports')
  })
})

describe('what verify needs', () => {
  it.each(['html', 'md', 'json'] as const)('is found again in %s', (format) => {
    const result = emptyResult(HOSTILE)
    const notes = 'notes with ```json iov-lab-report inside'
    const found = findRepeatable(renderReport(result, format, notes).text)
    expect(found).toMatchObject({
      ok: true,
      repeatable: {
        format: 'iov-lab-report/1',
        document: result.document,
        seed: result.seed,
        engine: result.engine,
        simulated: result.simulated,
        digest: result.digest,
        ...(format === 'json' ? {} : { notes }),
      },
    })
  })

  it.each([
    ['', 'neither a result'],
    ['<html>some page</html>', 'neither a result'],
    ['%PDF-1.7 …', 'a PDF does not carry'],
    ['{"format": "iov-lab-result/1"', 'damaged'],
    ['{"format": "iov-lab/1", "name": "x"}', 'not that of a run'],
    ['{"format": "iov-lab-report/1"}', 'not that of a run'],
  ])('is missed in %j, and the reason is told', (text, says) => {
    const found = findRepeatable(text)
    expect(found.ok ? 'found' : found.says).toContain(says)
  })
})

describe('CSV', () => {
  it('has one row for each number, with its unit', () => {
    const rows = csv().split('\r\n')
    expect(rows[0]).toBe('section,path,name,value,unit')
    expect(rows).toContain('flow,video,lost,8,frames')
    expect(rows).toContain('flow,video,lostBy.vm-paused,5,frames')
    expect(rows).toContain('counter nic,esx-a/vmnic0,rxFrames,1000,')
    expect(rows).toContain('migration,0 web-1 esx-a esx-b,downtime,0.1,s')
    expect(rows).toContain('series goodput,video,at 1,50000000,bit/s')
  })

  it('quotes what would break a row, and keeps a spreadsheet from computing a name', () => {
    const text = csv(emptyResult('a "b", c'))
    expect(text).toContain('run,"a ""b"", c",seed,2644,')
    expect(csv(emptyResult('=1+1'))).toContain("run,'=1+1,seed")
  })
})

describe('Markdown', () => {
  it('has tables of the same content and no pictures', () => {
    const text = markdown()
    expect(text).toContain('| ✗ failed | fewer than 100 frames are lost | `flows.video.lost < 100` | 123 |')
    expect(text).not.toContain('<svg')
    expect(text).toContain('Phases: compatibility 3.000 s to 3.010 s')
  })

  it('keeps every row of a table to one line with as many cells as the head', () => {
    const result = sampleResult({ checks: [{ id: 'x', passed: true, actual: 'a|b\nc', says: 'one | two' }] })
    const lines = markdown(result).split('\n')
    const row = lines.find((line) => line.includes('one \\| two'))!
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(5)
  })
})

it('renders a report of every shipped lab that did nothing yet', () => {
  for (const name of ['uniform-passthrough', 'fixed-passthrough-refused', 'first-flight']) {
    const document = shippedLab(name)
    expect(html({ ...emptyResult(document.name), document })).toContain('Port groups')
  }
})
