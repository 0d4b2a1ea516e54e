import { describe, expect, it } from 'vitest'
import type { Pointer } from '@shared/api/lab-api'
import { openLab } from '@shared/lab/migrations/index'
import {
  componentPathOf,
  elementId,
  isIdentifier,
  parseFunction,
  pointerOf,
  pointerOfElement,
  resolveEndpoint,
  resolveProperty,
} from '@shared/lab/path'
import type { Lab } from '@shared/lab/schema'
import { EXAMPLE } from './example'

const opened = openLab(EXAMPLE)
if (!opened.ok) throw new Error(JSON.stringify(opened.problems))
const lab = opened.lab

describe('L3: pointers and component paths', () => {
  it.each<[Pointer, string]>([
    [['hosts', 'esx-a'], 'esx-a'],
    [['hosts', 'esx-a', 'nics', 'vmnic0'], 'esx-a/vmnic0'],
    [['hosts', 'esx-a', 'nics', 'vmnic0', 'vf', '3'], 'esx-a/vmnic0.vf3'],
    [['hosts', 'esx-a', 'vswitches', 'vSwitch0'], 'esx-a/vSwitch0'],
    [['hosts', 'esx-a', 'vswitches', 'vSwitch0', 'portGroups', 'prod'], 'esx-a/vSwitch0/prod'],
    [['hosts', 'esx-a', 'vmkernel', 'vmk0'], 'esx-a/vmk0'],
    [['vms', 'web-1'], 'web-1'],
    [['vms', 'web-1', 'nics', 'eth0'], 'web-1/eth0'],
    [['switches', 'tor-1'], 'tor-1'],
    [['switches', 'tor-1', 'vlans', '8'], 'tor-1/8'],
    [['stations', 'client'], 'client'],
    [['links', 0], 'esx-a/vmnic0~tor-1/1'],
  ])('leads from %j to %s and back', (pointer, path) => {
    expect(componentPathOf(pointer, lab)).toBe(path)
    expect(pointerOf(lab, path)).toEqual(pointer)
    expect(pointerOfElement(elementId(pointer))).toEqual(pointer)
  })

  it.each([
    '',
    '/',
    'nobody',
    'esx-a/vmnic9',
    'esx-a/vmnic0.vf4',
    'esx-a/vSwitch0/dev',
    'tor-1/9',
    'tor-1/0',
    'tor-1/01',
  ])('finds nothing at "%s"', (path) => expect(pointerOf(lab, path)).toBeNull())

  it.each(['web-1/eth0/x', 'client/eth0', 'esx-a/vSwitch0/prod/vlan', 'esx-a/vmnic0~tor-1/2'])(
    'finds no component at "%s"',
    (path) => expect(pointerOf(lab, path)).toBeNull(),
  )

  it('knows what is no component', () => {
    expect(componentPathOf(['flows', 'web'], lab)).toBeNull()
    expect(componentPathOf(['links', 99], lab)).toBeNull()
    expect(componentPathOf([], lab)).toBeNull()
  })

  it('splits a property from its component', () => {
    expect(resolveProperty(lab, 'esx-a/vmnic0.vf0/trust')).toEqual({
      pointer: ['hosts', 'esx-a', 'nics', 'vmnic0', 'vf', '0'],
      property: ['trust'],
    })
    expect(resolveProperty(lab, 'esx-a/vSwitch0/prod/shaping/average')?.property).toEqual(['shaping', 'average'])
    expect(resolveProperty(lab, 'nobody/trust')).toBeNull()
  })

  it('takes a VM for its only NIC', () => {
    expect(resolveEndpoint(lab, 'web-1')).toEqual(['vms', 'web-1', 'nics', 'eth0'])
    expect(resolveEndpoint(lab, 'client')).toEqual(['stations', 'client'])
    expect(resolveEndpoint(lab, 'esx-a')).toBeNull()
  })

  it('reads names of functions', () => {
    expect(parseFunction('vmnic0.vf3')).toEqual({ host: null, nic: 'vmnic0', vf: 3 })
    expect(parseFunction('esx-a/vmnic0')).toEqual({ host: 'esx-a', nic: 'vmnic0', vf: null })
    expect(parseFunction('a/b/c')).toBeNull()
    expect(parseFunction('')).toBeNull()
  })
})

describe('L1, L4: names', () => {
  it('allows what people use', () => {
    for (const id of ['esx-a', 'VM Network', 'vmnic0', 'a.b_c', '7', 'constructor', 'toString']) {
      expect(isIdentifier(id)).toBe(true)
    }
    for (const id of ['', ' a', '-a', 'a/b', 'a~b', '__proto__', 'ä', 'a\n', 'x'.repeat(65)]) {
      expect(isIdentifier(id)).toBe(false)
    }
  })

  it('does not take what objects inherit for things of the document', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(pointerOf(lab, name)).toBeNull()
      expect(pointerOf(lab, `esx-a/${name}`)).toBeNull()
      expect(pointerOf(lab, `web-1/${name}`)).toBeNull()
    }
    const named: Lab = { ...lab, stations: { constructor: { ip: '10.10.0.7/24' } } }
    expect(pointerOf(named, 'constructor')).toEqual(['stations', 'constructor'])
  })
})
