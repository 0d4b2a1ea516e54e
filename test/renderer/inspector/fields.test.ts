import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../src-renderer/canvas/lab-facts'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import type { Field } from '../../../src-renderer/inspector/field'
import { fieldsOf } from '../../../src-renderer/inspector/fields-of'
import { propertyCommand } from '../../../src-renderer/inspector/property-command'
import type { Lab } from '../../../src-shared/lab/schema'
import { runCommand } from '../../../src-shared/lab/commands'
import { pointerOfElement } from '../../../src-shared/lab/path'
import { fieldsAt } from '../../../src-shared/lab/schema-at'
import { parseQuantity } from '../../../src-shared/lab/units'
import { mixedLab } from '../mixed-lab'

const mixed = mixedLab()
const lab: Lab = {
  ...mixed,
  vms: {
    ...mixed.vms,
    pair: {
      host: 'esx-b',
      nics: { eth0: { adapter: 'failover', network: 'vSwitch0/prod', function: 'vmnic0.vf2', ip: '10.10.0.16/24' } },
    },
  },
  flows: {
    ...mixed.flows,
    voice: { from: 'client', to: 'web/eth0', type: 'udp' },
    pulse: { from: 'client', to: 'app/eth0', type: 'ping' },
  },
  events: [
    ...(mixed.events ?? []),
    { at: '4s', do: 'hot-add', vm: 'app', memory: '1GiB' },
    { at: '5s', do: 'link-down', link: 'client' },
    { at: '6s', do: 'vf-failure', path: 'esx-a/vmnic0.vf0' },
    { at: '7s', do: 'set', path: 'esx-a/vmnic0.vf0/trust', value: true },
  ],
  captures: [{ at: 'web/eth0', file: 'web.pcapng' }],
}
const elements = [
  '',
  ...projectLab(lab).nodes.map((node) => node.id),
  'links/0',
  ...Object.keys(lab.flows ?? {}).map((flow) => `flows/${flow}`),
  ...(lab.events ?? []).map((_event, place) => `events/${place}`),
  'captures/0',
  'switches/tor/vlans/1',
]
const fields = (id: string): Field[] =>
  fieldsOf(lab, id === '' ? null : kindOf(lab, id), id).flatMap((group) => group.fields)
const every = elements.flatMap((id) =>
  fields(id).map((field) => ({ id, field, name: `${id || 'lab'} ${field.at.join('.')}` })),
)

describe('the properties that the inspector shows', () => {
  it('are all known to the lab: each can be reset', () => {
    for (const { id, field, name } of every) {
      const result = runCommand(lab, ...propertyCommand(field, [id], null))
      const code = result.ok ? '' : result.refusal.code
      expect(['', 'invalid-result', 'bad-payload', 'in-use', 'wrong-kind'], `${name}: ${code}`).toContain(code)
    }
  })

  it('are all that the format knows, but for what has an editor of its own', () => {
    const elsewhere: Record<string, string[]> = {
      // what is placed, added, linked and written in the panels
      lab: ['format', 'hosts', 'vms', 'switches', 'stations', 'links', 'flows', 'events', 'captures', 'view']
        // what an author writes, beside the lab
        .concat('checks', 'variants', 'answers', 'guide'),
      host: ['nics', 'vswitches', 'vmkernel'],
      nic: ['vf'],
      vswitch: ['uplinks', 'portGroups'],
      vm: ['nics'],
      switch: ['vlans'],
      link: ['ends'],
    }
    const shown = new Map<string, Set<string>>()
    const known = new Map<string, string[]>()
    for (const id of elements) {
      const kind = id === '' ? 'lab' : (kindOf(lab, id) ?? '')
      const names = shown.get(kind) ?? new Set(elsewhere[kind])
      for (const field of fields(id)) names.add(field.at[0] ?? '')
      shown.set(kind, names)
      known.set(kind, fieldsAt(id === '' ? [] : pointerOfElement(id)))
    }
    const missing = [...known].flatMap(([kind, names]) =>
      names.filter((name) => !shown.get(kind)?.has(name)).map((name) => `${kind}.${name}`),
    )
    expect(known.size).toBe(16)
    expect(missing).toEqual([])
  })

  it('show defaults of their own dimension', () => {
    for (const { field, name } of every) {
      if (field.kind !== 'quantity' || !field.otherwise || !/^\d/.test(field.otherwise)) continue
      expect(parseQuantity(field.otherwise, field.dimension).ok, `${name}: ${field.otherwise}`).toBe(true)
    }
  })

  it('offer choices that the lab accepts, for adapters and teaming', () => {
    const accepted = (id: string, at: string, value: unknown): boolean => {
      const field = fields(id).find((one) => one.at.join('.') === at)
      if (!field) throw new Error(`no ${at}`)
      return runCommand(lab, ...propertyCommand(field, [id], value)).ok
    }
    const choicesOf = (id: string, at: string): string[] => {
      const field = fields(id).find((one) => one.at.join('.') === at)
      return field?.kind === 'choice' ? field.choices.map((one) => one.value) : []
    }
    for (const policy of choicesOf('hosts/esx-a/vswitches/vSwitch0', 'teaming')) {
      expect(accepted('hosts/esx-a/vswitches/vSwitch0', 'teaming', policy), policy).toBe(true)
    }
    for (const host of choicesOf('vms/app', 'host').filter((one) => one !== 'spare')) {
      expect(accepted('vms/app', 'host', host), host).toBe(true)
    }
    expect(choicesOf('vms/web/nics/eth0', 'adapter')).toContain('npa')
  })

  it('says at a function whom it carries', () => {
    const field = fields('vms/trader/nics/eth0').find((one) => one.at[0] === 'function')
    const labels = field?.kind === 'choice' ? field.choices.map((one) => one.label) : []
    expect(labels.find((label) => label.startsWith('vmnic0.vf0'))).toContain('firewall/eth0')
    expect(labels.find((label) => label.startsWith('vmnic0.vf2'))).toBe('vmnic0.vf2')
  })
})

describe('changing a property', () => {
  it('of an adapter brings the function that it needs, and takes away the one that it cannot use', () => {
    const change = (id: string, kind: string) => {
      const field = fields(id).find((one) => one.at[0] === 'adapter')
      if (!field) throw new Error('no adapter')
      const result = runCommand(lab, ...propertyCommand(field, [id], kind))
      if (!result.ok) throw new Error(result.refusal.says)
      return result.lab.vms?.[id.split('/')[1] ?? '']?.nics?.['eth0']
    }
    expect(change('vms/web/nics/eth0', 'passthrough')).toMatchObject({ adapter: 'passthrough', function: 'auto' })
    expect(change('vms/web/nics/eth0', 'e1000')).toMatchObject({ adapter: 'e1000' })
    expect(change('vms/trader/nics/eth0', 'passthrough')).toMatchObject({ function: 'vmnic0.vf2' })
    expect(change('vms/trader/nics/eth0', 'vmxnet')).not.toHaveProperty('function')
    expect(change('vms/firewall/nics/eth0', 'vmxnet')).toMatchObject({ adapter: 'vmxnet', network: 'vSwitch0/prod' })
  })

  it('of several things is one step', () => {
    const [vcpus] = fields('vms/web').filter((field) => field.at[0] === 'vcpus')
    if (!vcpus) throw new Error('no vcpus')
    const result = runCommand(lab, ...propertyCommand(vcpus, ['vms/web', 'vms/app'], 4))
    if (!result.ok) throw new Error(result.refusal.says)
    expect([result.lab.vms?.['web']?.vcpus, result.lab.vms?.['app']?.vcpus]).toEqual([4, 4])
  })

  it('of the lab needs no element', () => {
    const [duration] = fields('').filter((field) => field.at[0] === 'duration')
    if (!duration) throw new Error('no duration')
    const result = runCommand(lab, ...propertyCommand(duration, [], '3s'))
    expect(result.ok && result.lab.duration).toBe('3s')
  })

  it('makes virtual functions by their own command', () => {
    const [vfs] = fields('hosts/esx-b/nics/vmnic0').filter((field) => field.at[0] === 'vfs')
    if (!vfs) throw new Error('no vfs')
    expect(propertyCommand(vfs, ['hosts/esx-b/nics/vmnic0'], 1)[0]).toBe('set-vfs')
  })
})
