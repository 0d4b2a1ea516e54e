import { describe, expect, it } from 'vitest'
import { connectAnswer, startOf } from '../../../src-renderer/canvas/connect-rules'
import { kindOf } from '../../../src-renderer/canvas/lab-facts'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import { runCommand } from '../../../src-shared/lab/commands'
import type { Lab } from '../../../src-shared/lab/schema'
import { mixedLab } from '../mixed-lab'

const lab = mixedLab()
const A = 'hosts/esx-a'

describe('connecting two things', () => {
  it('offers only what the commands of the lab accept, between every pair', () => {
    const ids = projectLab(lab).nodes.map((node) => node.id)
    for (const from of ids.filter((id) => startOf(kindOf(lab, id)) !== null)) {
      for (const to of ids) {
        for (const wanted of ['any', 'flow'] as const) {
          const answer = connectAnswer(lab, from, to, wanted)
          expect(answer.says, `${from} ${to}`).toMatch(/\S/)
          if (!answer.ok) continue
          const result = runCommand(lab, answer.command.id, answer.command.payload)
          expect(result.ok, `${answer.says}: ${result.ok ? '' : result.refusal.says}`).toBe(true)
        }
      }
    }
  })

  it('gives a NIC one wire', () => {
    const answer = connectAnswer(lab, `${A}/nics/vmnic0`, 'switches/tor')
    expect(answer).toMatchObject({ ok: false })
    expect(answer.says).toContain('vmnic0')
  })

  it('refuses a wire to a switch that has no free port', () => {
    const links: Lab['links'] = [{ ends: ['esx-a/vmnic0', 'tor/1'] }, { ends: ['esx-b/vmnic0', 'tor/2'] }]
    const withPorts = (ports: number): Lab => ({ ...lab, switches: { tor: { ports } }, links })
    expect(connectAnswer(withPorts(2), 'stations/client', 'switches/tor')).toMatchObject({ ok: false })
    expect(connectAnswer(withPorts(3), 'stations/client', 'switches/tor')).toMatchObject({
      ok: true,
      command: { id: 'connect-link', payload: { ends: ['client', 'tor'] } },
    })
  })

  it('plugs a vNIC into a port group of its own host, in both directions', () => {
    const group = `${A}/vswitches/vSwitch0/portGroups/test`
    const command = { id: 'attach-network', payload: { network: 'vSwitch0/test' } }
    expect(connectAnswer(lab, 'vms/web/nics/eth0', group)).toMatchObject({ ok: true, command })
    expect(connectAnswer(lab, group, 'vms/web/nics/eth0')).toMatchObject({ ok: true, command })
    expect(connectAnswer(lab, 'vms/app/nics/eth0', group).ok).toBe(false)
  })

  it('refuses a port group for an adapter that is passed through', () => {
    expect(connectAnswer(lab, 'vms/firewall/nics/eth0', `${A}/vswitches/vSwitch0/portGroups/prod`).ok).toBe(false)
  })

  it('turns an adapter into passthrough when it is given a function', () => {
    expect(connectAnswer(lab, 'vms/web/nics/eth0', `${A}/nics/vmnic0/vf/1`)).toMatchObject({
      command: { id: 'assign-function', payload: { function: 'vmnic0.vf1', adapter: 'passthrough' } },
    })
  })

  it('leaves a shell its adapter when it is given another function', () => {
    const answer = connectAnswer(lab, 'vms/trader/nics/eth0', `${A}/nics/vmnic0/vf/1`)
    expect(answer).toMatchObject({ ok: true, command: { payload: { function: 'vmnic0.vf1' } } })
    expect(answer.ok && answer.command.payload).not.toHaveProperty('adapter')
  })

  it('refuses a function that carries somebody else, and names whom', () => {
    const answer = connectAnswer(lab, 'vms/web/nics/eth0', `${A}/nics/vmnic0/vf/0`)
    expect(answer.ok).toBe(false)
    expect(answer.says).toContain('firewall')
  })

  it('refuses a function where the IOMMU is off', () => {
    const off = structuredClone(lab)
    const host = off.hosts?.['esx-a']
    if (host) host.iommu = 'off'
    expect(connectAnswer(off, 'vms/web/nics/eth0', `${A}/nics/vmnic0/vf/1`)).toMatchObject({ ok: false })
  })

  it('makes a NIC an uplink of one vSwitch of its host', () => {
    const withNic = runCommand(lab, 'add-nic', { host: 'esx-a', id: 'vmnic2' })
    if (!withNic.ok) throw new Error(withNic.refusal.says)
    const vswitch = `${A}/vswitches/vSwitch0`
    expect(connectAnswer(withNic.lab, vswitch, `${A}/nics/vmnic2`)).toMatchObject({ command: { id: 'add-uplink' } })
    expect(connectAnswer(lab, vswitch, `${A}/nics/vmnic1`).ok).toBe(false)
    expect(connectAnswer(lab, vswitch, 'hosts/esx-b/nics/vmnic0').ok).toBe(false)
  })

  it('sends traffic between vNICs and stations', () => {
    expect(connectAnswer(lab, 'stations/client', 'vms/web', 'flow')).toMatchObject({
      command: { id: 'add-flow', payload: { from: 'client', to: 'web/eth0' } },
    })
    // which vNIC of two is not for the program to choose
    expect(connectAnswer(lab, 'stations/client', 'vms/firewall', 'flow').ok).toBe(false)
    expect(connectAnswer(lab, 'stations/client', 'switches/tor', 'flow').ok).toBe(false)
  })
})
