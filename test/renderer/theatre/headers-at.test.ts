import { describe, expect, it } from 'vitest'
import { changedFields, layersGone, parseHex } from '../../../src-renderer/packet-life/header-bytes'
import { headersAt } from '../../../src-renderer/packet-life/headers-at'
import type { Life } from '../../../src-renderer/packet-life/life-layout'

const PLAIN = '020000000001020000000002' + '0800' + '450005dc00000000400600000a0000010a000002'
const TAGGED = '020000000001020000000002' + '8100000a' + '0800' + '450005dc00000000400600000a0000010a000002'

const stage = (name: string, header: string | null): Life['stages'][number] => {
  return { stage: name, lane: 'nic', path: `at-${name}`, start: 0, end: 0, cycles: 0, says: '', header }
}
const life: Life = {
  flow: 'f',
  sentAt: 0,
  outcome: 'delivered',
  header: PLAIN,
  stages: [
    stage('application', null),
    stage('driver-transmit', PLAIN),
    stage('copy', null),
    stage('vlan-tag', TAGGED),
    stage('transmission', TAGGED),
    stage('delivered', null),
  ],
}

describe('the headers of a frame at a stage', () => {
  it('are those of the last stage that showed them, and say which', () => {
    expect(headersAt(life, 2)).toEqual({
      header: PLAIN,
      before: null,
      says: 'As driver-transmit left them at at-driver-transmit.',
    })
    expect(headersAt(life, 5)).toEqual({ header: TAGGED, before: null, says: 'As they go over at-transmission.' })
  })

  it('have what they were before at the stage that changed them, and nowhere else', () => {
    expect(headersAt(life, 3)).toMatchObject({ header: TAGGED, before: PLAIN })
    expect(headersAt(life, 4)).toMatchObject({ header: TAGGED, before: null })
  })

  it('are announced before they are made, and unknown where nobody knows', () => {
    expect(headersAt(life, 0)).toMatchObject({ header: PLAIN, says: expect.stringContaining('Not made yet') as string })
    expect(headersAt({ ...life, stages: [stage('application', null)] }, 0)).toBeNull()
    expect(headersAt(undefined, 0)).toBeNull()
  })
})

describe('the fields of a header', () => {
  const changes = (after: string, before: string) =>
    changedFields(parseHex(after)!, parseHex(before)).filter(({ was }) => was !== undefined)

  it('say what was put on, what was taken off, and what a value was before', () => {
    expect(changes(TAGGED, PLAIN).map(({ layer, name, was }) => [layer, name, was])).toEqual([
      ['Ethernet', 'type', 'IPv4 (0x0800)'],
      ['802.1Q', 'VLAN', null],
      ['802.1Q', 'type', null],
    ])
    expect(layersGone(parseHex(PLAIN)!, parseHex(TAGGED))).toEqual(['802.1Q'])
    expect(changes(PLAIN, PLAIN)).toEqual([])
  })
})
