import { describe, expect, it } from 'vitest'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import { wayBetween, wayOfElement } from '../../../src-renderer/canvas/ways'
import { mixedLab } from '../mixed-lab'

const scene = projectLab(mixedLab())

describe('the way of a flow', () => {
  it('runs over the wire, past the hypervisor, for a passthrough vNIC', () => {
    expect([...wayBetween(scene, 'stations/client', 'vms/firewall/nics/eth0')].reverse()).toEqual([
      ['links/3', true],
      ['links/0', false],
      ['vms/firewall/nics/eth0#path', false],
    ])
  })

  it('runs through the active uplink and the vSwitch for a paravirtual vNIC', () => {
    const way = wayBetween(scene, 'stations/client', 'vms/web/nics/eth0')
    expect([...way.keys()].reverse()).toEqual([
      'links/3',
      'links/1',
      'hosts/esx-a/vswitches/vSwitch0#uplink/vmnic1',
      'vms/web/nics/eth0#path',
    ])
  })

  it('stays inside the host between two VMs of one vSwitch', () => {
    const way = wayBetween(scene, 'vms/web/nics/eth0', 'vms/legacy/nics/eth0')
    expect(way).toEqual(
      new Map([
        ['vms/legacy/nics/eth0#path', false],
        ['vms/web/nics/eth0#path', true],
      ]),
    )
  })

  it('is empty where nothing connects the ends', () => {
    expect(wayBetween(scene, 'stations/client', 'vms/nobody/nics/eth0').size).toBe(0)
  })
})

describe('the way of a vNIC down to the wire', () => {
  it('ends with the wire of the NIC', () => {
    expect(wayOfElement(scene, 'vms/trader/nics/eth0')).toEqual(new Set(['vms/trader/nics/eth0#path', 'links/0']))
    expect(wayOfElement(scene, 'vms/web/nics/eth0')).toEqual(
      new Set(['vms/web/nics/eth0#path', 'hosts/esx-a/vswitches/vSwitch0#uplink/vmnic1', 'links/1']),
    )
  })

  it('is empty for anything else', () => {
    expect(wayOfElement(scene, 'hosts/esx-a').size).toBe(0)
  })
})
