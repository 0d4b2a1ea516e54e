import { describe, expect, it } from 'vitest'
import { axisLabel, decadeLines, decades, timeLabels } from '../../../src-renderer/charts/chart-axis'
import { chartWindow, lastLengths, runningSum } from '../../../src-renderer/charts/chart-window'
import { seriesLook } from '../../../src-renderer/charts/series-look'
import { countLevels, filterLog, isWithin, LEVELS } from '../../../src-renderer/log/log-filter'
import { scrollToRow, visibleRows } from '../../../src-renderer/log/visible-rows'
import { headerFields, parseHex } from '../../../src-renderer/packet-life/header-bytes'
import { layOutLife, markOf, sumOf, type Life } from '../../../src-renderer/packet-life/life-layout'
import { placeWords, problemGroups } from '../../../src-renderer/problems/problem-groups'
import { EventRate } from '../../../src-renderer/run-bar/event-rate'
import { paceWords, reachedWords } from '../../../src-renderer/run-bar/pace-words'
import { eventMarks } from '../../../src-renderer/run-bar/run-marks'
import { elementOfPath } from '../../../src-renderer/vmotion/element-of-path'
import { layOutLanes } from '../../../src-renderer/vmotion/lane-layout'
import { readGuide, shownChecks } from '../../../src-renderer/guide/read-guide'
import type { Lab } from '../../../src-shared/lab/schema'
import type { LogEntry } from '../../../src-shared/result/result'
import { shippedLab } from '../../main/report/sample-result'

const lab = shippedLab('sr-iov-to-plain-nic')

describe('paces and rates', () => {
  it('say a pace in words, and what is reached in few characters', () => {
    expect([0, 1, 3, 0.1, 0.001].map(paceWords)).toEqual([
      'As fast as it goes',
      'Real time',
      '3× real time',
      '1/10 of real time',
      '1/1000 of real time',
    ])
    expect([0, 0.0984, 1.234, 34.56, 123.4].map(reachedWords)).toEqual(['–', '0.098×', '1.23×', '34.6×', '123×'])
  })

  it('count events per second of the wall, and begin anew after a step back', () => {
    const rate = new EventRate()
    expect(rate.add(0, 1000)).toBeNull()
    expect(rate.add(1000, 1100)).toBeCloseTo(10_000)
    expect(rate.add(500, 1200)).toBeNull()
    expect(rate.add(1500, 1300)).toBeCloseTo(10_000)
  })

  it('mark the events of a document in order of time', () => {
    expect(eventMarks(lab)).toEqual([
      { at: 3, says: 'VMotion of web-1 to esx-b' },
      { at: 7, says: 'VMotion of web-1 to esx-a' },
    ])
    expect(eventMarks({ ...lab, events: [{ at: 'soon', do: 'link-up', link: 'client' }] })).toEqual([])
  })
})

describe('places', () => {
  it('are found from component paths, flows, and pointers with a property behind them', () => {
    expect(elementOfPath(lab, 'esx-a/vmnic0.vf3')).toBe('hosts/esx-a/nics/vmnic0/vf/3')
    expect(elementOfPath(lab, 'video')).toBe('flows/video')
    expect(elementOfPath(lab, 'hosts/esx-a/vswitches/vSwitch0/uplinks/active/0')).toBe('hosts/esx-a/vswitches/vSwitch0')
    expect(elementOfPath(lab, 'vms/web-1/reservation')).toBe('vms/web-1')
    expect(elementOfPath(lab, 'links/1/ends')).toBe('links/1')
    expect(elementOfPath(lab, 'esx-a/vmnic0.vf0/pci')).toBe('hosts/esx-a/nics/vmnic0/vf/0')
    expect(elementOfPath(lab, 'nobody')).toBeNull()
    expect(elementOfPath(lab, 'hosts/gone/nics/x')).toBeNull()
  })

  it('are said as people read them, whatever things are called', () => {
    expect(placeWords('hosts/esx-a/vswitches/vSwitch0/portGroups/prod/vlan')).toBe('esx-a › vSwitch0 › prod › vlan')
    expect(placeWords('hosts/hosts/nics/vf')).toBe('hosts › vf')
    expect(placeWords('events/0/at')).toBe('event 1 › at')
  })

  it('order problems by weight and place', () => {
    const problem = (level: 'error' | 'warning', path: string) => ({ code: 'c', level, path, says: '', remedy: '' })
    const groups = problemGroups([problem('warning', 'a'), problem('error', 'links/10'), problem('error', 'links/9')])
    expect(groups.map((group) => group.problems.map((one) => one.path))).toEqual([['links/9', 'links/10'], ['a']])
  })
})

describe('the log', () => {
  const entry = (level: LogEntry['level'], source: string, says = ''): LogEntry => ({
    at: 0,
    level,
    source,
    code: 'x',
    says,
  })

  it('takes what is inside a thing with it, and a link with both ends', () => {
    expect(isWithin('esx-a/vmnic0.vf3', 'esx-a/vmnic0')).toBe(true)
    expect(isWithin('esx-a/vmnic0~tor-1/1', 'tor-1')).toBe(true)
    expect(isWithin('esx-ab/vmnic0', 'esx-a')).toBe(false)
  })

  it('needs every word, in any order and case', () => {
    const log = [entry('info', 'a', 'The link is down'), entry('error', 'b', 'down with it')]
    const filter = { levels: new Set(LEVELS), text: 'DOWN link', source: null }
    expect(filterLog(log, filter).map((one) => one.index)).toEqual([0])
    expect(countLevels(log)).toEqual({ error: 1, warning: 0, info: 1 })
  })

  it('draws only the rows that are seen', () => {
    expect(visibleRows(10_000, 24, 24_000, 240)).toEqual([992, 1018])
    expect(visibleRows(3, 24, 0, 240)).toEqual([0, 3])
    expect(visibleRows(0, 24, 500, 240)).toEqual([0, 0])
    expect(scrollToRow(100, 24, 0, 240)).toBe(2184)
    expect(scrollToRow(2, 24, 24, 240)).toBe(24)
  })
})

describe('charts', () => {
  it('label times with the digits that their distance needs', () => {
    expect(timeLabels([0, 2.5, 5])).toEqual(['0.0 s', '2.5 s', '5.0 s'])
    expect(timeLabels([0, 0.001])).toEqual(['0.000 s', '0.001 s'])
  })

  it('keep a logarithmic axis in whole decades', () => {
    expect(decades(24e-6, 450e-6)).toEqual([1e-5, 1e-3])
    expect(decades(null, null)).toEqual([1e-6, 1e-3])
    expect(decadeLines(1e-5, 1e-3).map((value) => axisLabel(value, 'time'))).toEqual(['10 µs', '100 µs', '1 ms'])
  })

  it('write axis numbers without zeros that say nothing', () => {
    expect([0, 1e9, 2.5e8].map((value) => axisLabel(value, 'rate'))).toEqual(['0', '1 Gb/s', '250 Mb/s'])
    expect(axisLabel(2.5, 'count')).toBe('')
  })

  it('follow the run, stand still, or show all of it', () => {
    expect(chartWindow({ kind: 'last', seconds: 1 }, 5, 11)).toEqual({ from: 4, to: 5 })
    expect(chartWindow({ kind: 'last', seconds: 1 }, 0.2, 11)).toEqual({ from: 0, to: 1 })
    expect(chartWindow({ kind: 'whole' }, 5, 11)).toEqual({ from: 0, to: 11 })
    expect(lastLengths(11)).toEqual([5, 1, 0.1, 0.01])
    expect(runningSum([1, 0, 2])).toEqual([1, 1, 3])
  })

  it('tell series apart by dash as well as by colour', () => {
    const looks = Array.from({ length: 16 }, (_, k) => seriesLook(k))
    expect(new Set(looks.map((look) => `${look.colour} ${look.dash.join()}`)).size).toBe(16)
    expect(new Set(looks.slice(0, 8).map((look) => look.dash.join())).size).toBe(8)
  })

  it('share height by weight and never go below what a lane needs', () => {
    const wishes = [
      { id: 'fixed', least: 20, weight: 0 },
      { id: 'one', least: 20, weight: 1 },
      { id: 'three', least: 20, weight: 3 },
    ]
    expect(layOutLanes(wishes, 150, 5).lanes.map((lane) => lane.height)).toEqual([20, 40, 80])
    expect(layOutLanes(wishes, 10, 5)).toMatchObject({ height: 70 })
  })
})

describe('the bytes of a header', () => {
  const udp = '020000000100 020000000010 8100600a 0800 4500058c123440004011abcd0a0a000b0a0a0064 c00013890578beef'

  it('are read field by field through VLAN tag, IPv4 and UDP', () => {
    const bytes = parseHex(udp)
    const fields = headerFields(bytes as Uint8Array)
    const value = (layer: string, name: string) => fields.find((one) => one.layer === layer && one.name === name)?.value
    expect(value('Ethernet', 'destination')).toBe('02:00:00:00:01:00')
    expect(value('802.1Q', 'VLAN')).toBe('10, priority 3')
    expect(value('IPv4', 'source')).toBe('10.10.0.11')
    expect(value('IPv4', 'protocol')).toBe('UDP (0x11)')
    expect(value('UDP', 'destination port')).toBe('5001')
    expect(value('UDP', 'checksum')).toBe('0xbeef')
  })

  it('cover the header without a hole', () => {
    let at = 0
    for (const field of headerFields(parseHex(udp) as Uint8Array)) {
      expect(field.at).toBe(at)
      at += field.length
    }
    expect(at).toBe(46)
  })

  it('end where the bytes end, and other text is no bytes', () => {
    expect(headerFields(Uint8Array.of(1, 2, 3))).toEqual([])
    expect(headerFields(parseHex(udp.slice(0, 50)) as Uint8Array).length).toBeGreaterThan(3)
    expect(parseHex('Ethernet II, …')).toBeNull()
    expect(parseHex('abc')).toBeNull()
  })
})

describe('the life of a packet', () => {
  const life = (...names: [string, Life['stages'][number]['lane'], number, number][]): Life => ({
    flow: 'f',
    sentAt: 1,
    outcome: 'delivered',
    header: '',
    stages: names.map(([stage, lane, start, end]) => {
      return { stage, lane, path: 'x', start, end, cycles: 100, says: '', header: null }
    }),
  })

  it('is true to scale, or a step a stage', () => {
    const one = life(['socket-send', 'guest', 1, 1.25], ['transmission', 'wire', 1.25, 2])
    expect(layOutLife(one, 'linear', 400, 2).boxes.map((box) => [box.x, box.width])).toEqual([
      [0, 50],
      [50, 150],
    ])
    const steps = layOutLife(one, 'steps', 400, 2).boxes
    expect(steps[0]?.width).toBe(steps[1]?.width)
  })

  it('is summed up by who pays, with copies, exits and interrupts', () => {
    const sum = sumOf(
      life(
        ['copy', 'hypervisor', 0, 1],
        ['exit', 'vnic', 1, 2],
        ['virtual-interrupt', 'vnic', 2, 3],
        ['stack-receive', 'guest', 3, 4],
      ),
    )
    expect(sum).toEqual({ seconds: 4, cycles: { guest: 100, host: 300 }, copies: 1, exits: 1, interrupts: 1 })
    expect(['copy', 'posted-interrupt', 'dropped', 'teaming'].map(markOf)).toEqual(['copy', 'interrupt', 'drop', null])
  })
})

describe('the guide of a document', () => {
  it('is read with care: a wrong field does not take the rest away', () => {
    const odd = {
      ...lab,
      guide: { summary: 3, objectives: 'all', steps: [{ title: 'One' }, 5], quiz: [{ answer: 'x' }] },
    }
    expect(readGuide(odd as unknown as Lab)).toEqual({
      summary: '',
      minutes: null,
      objectives: [],
      steps: [{ title: 'One', says: '', check: null }],
      quiz: [],
      trainer: '',
      simplified: '',
    })
    expect(readGuide({ ...lab, guide: undefined })).toBeNull()
  })

  it('leaves a check open that a later moment may still pass', () => {
    const result = [{ id: 'there', passed: false, actual: null, says: 'it arrives' }]
    const stateOf = (isOver: boolean) => shownChecks(lab, result, isOver).find((check) => check.id === 'there')?.state
    expect([stateOf(false), stateOf(true)]).toEqual(['open', 'failed'])
  })
})
