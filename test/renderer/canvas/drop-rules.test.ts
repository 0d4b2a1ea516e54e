import { describe, expect, it } from 'vitest'
import {
  type Dragged,
  dropAnswer,
  legalTargets,
  PALETTE_KINDS,
  type PaletteKind,
} from '../../../src-renderer/canvas/drop-rules'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import { runCommand } from '../../../src-shared/lab/commands'
import { mixedLab } from '../mixed-lab'

const lab = mixedLab()
const ids = projectLab(lab).nodes.map((node) => node.id)
const drop = (kind: PaletteKind, target: string | null) => dropAnswer(lab, { from: 'palette', kind }, target, [40, 60])

describe('dropping from the palette', () => {
  it('offers only what the commands of the lab accept', () => {
    for (const kind of PALETTE_KINDS) {
      for (const target of [null, ...ids]) {
        const answer = drop(kind, target)
        if (!answer.ok || !('command' in answer)) continue
        const result = runCommand(lab, answer.command.id, answer.command.payload)
        expect(result.ok, `${kind} on ${target}: ${result.ok ? '' : result.refusal.says}`).toBe(true)
      }
    }
  })

  it('says why not, wherever something cannot be dropped', () => {
    for (const kind of PALETTE_KINDS) {
      for (const target of [null, ...ids]) {
        const answer = drop(kind, target)
        expect(answer.says, `${kind} on ${target}`).toMatch(/\S.*\S/)
        if (!answer.ok) expect(answer.says).toMatch(/[.!]$/)
      }
    }
  })

  it('stands hosts, switches and stations on the empty canvas, where they were dropped', () => {
    for (const kind of ['host', 'switch', 'station'] as const) {
      expect(drop(kind, null)).toMatchObject({
        ok: true,
        command: { id: `add-${kind}`, payload: { position: [40, 60] } },
      })
      expect(drop(kind, 'hosts/esx-a').ok).toBe(false)
      expect(drop(kind, 'vms/web').ok).toBe(false)
    }
  })

  it('takes anything inside a host for the host', () => {
    for (const target of ['hosts/esx-a', 'vms/web', 'hosts/esx-a/vswitches/vSwitch0/portGroups/prod']) {
      expect(drop('vm', target)).toMatchObject({ ok: true, command: { id: 'add-vm', payload: { host: 'esx-a' } } })
    }
    expect(drop('vm', null).ok).toBe(false)
  })

  it('refuses a virtual function on a NIC without SR-IOV, and names the model', () => {
    const answer = drop('vf', 'hosts/esx-a/nics/vmnic1')
    expect(answer.ok).toBe(false)
    expect(answer.says).toContain('82598')
  })

  it('makes one more virtual function, also when dropped on one', () => {
    const command = { id: 'set-vfs', payload: { nic: ['hosts', 'esx-a', 'nics', 'vmnic0'], count: 17 } }
    expect(drop('vf', 'hosts/esx-a/nics/vmnic0')).toMatchObject({ ok: true, command })
    expect(drop('vf', 'hosts/esx-a/nics/vmnic0/vf/0')).toMatchObject({ ok: true, command })
  })

  it('refuses a virtual function beyond the limit of the model', () => {
    const full = structuredClone(lab)
    const nic = full.hosts?.['esx-b']?.nics?.['vmnic0']
    if (nic) nic.vfs = 256
    const answer = dropAnswer(full, { from: 'palette', kind: 'vf' }, 'hosts/esx-b/nics/vmnic0', [0, 0])
    expect(answer).toMatchObject({ ok: false })
    expect(answer.says).toContain('256')
  })

  it('adds a port group to the vSwitch under it, or to the only one of the host', () => {
    const command = { id: 'add-port-group', payload: { vswitch: ['hosts', 'esx-a', 'vswitches', 'vSwitch0'] } }
    expect(drop('port-group', 'hosts/esx-a/vswitches/vSwitch0')).toMatchObject({ command })
    expect(drop('port-group', 'vms/web')).toMatchObject({ command })
    expect(drop('port-group', 'hosts/spare').ok).toBe(false)
  })

  it('begins a connection where a link or a flow is dropped', () => {
    expect(drop('link', 'stations/client')).toMatchObject({ ok: true, connect: 'link' })
    expect(drop('link', 'vms/web').ok).toBe(false)
    expect(drop('flow', 'vms/web/nics/eth0')).toMatchObject({ ok: true, connect: 'flow' })
    expect(drop('flow', 'switches/tor').ok).toBe(false)
  })
})

describe('dragging a VM', () => {
  const web: Dragged = { from: 'canvas', id: 'vms/web' }

  it('moves it to another host and nowhere else', () => {
    expect(dropAnswer(lab, web, 'hosts/esx-b', [0, 0])).toMatchObject({
      command: { id: 'move-vm', payload: { vm: 'web', host: 'esx-b' } },
    })
    expect(dropAnswer(lab, web, 'hosts/esx-a', [0, 0]).ok).toBe(false)
    expect(dropAnswer(lab, web, null, [0, 0]).ok).toBe(false)
    expect(dropAnswer(lab, web, 'switches/tor', [0, 0]).ok).toBe(false)
  })

  it('frames the other hosts', () => {
    expect(legalTargets(lab, web, ['hosts/esx-a', 'hosts/esx-b', 'switches/tor'])).toEqual(new Set(['hosts/esx-b']))
  })
})
