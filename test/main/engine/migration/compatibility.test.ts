// Every blocker alone and all together: the list of reasons is exactly what is wrong, never only the first.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkCompatibility,
  type CompatibilityFacts,
  type NicFacts,
} from '../../../../src-main/engine/migration/compatibility'
import { GOOD_FACTS } from './fake-environment'

const NIC: NicFacts = {
  path: 'web-1/eth0',
  adapter: 'npa',
  network: 'prod',
  networkFound: true,
  wantsFunction: true,
  plugins: ['intel', 'emulation'],
  sriovNics: [{ path: 'esx-b/vmnic0', ihv: 'intel', uniform: true, freeFunction: 'esx-b/vmnic0.vf0' }],
}

/** What makes each refusal appear. */
const BLOCKERS: Record<string, (facts: CompatibilityFacts) => CompatibilityFacts> = {
  'vm-off': (facts) => ({ ...facts, isOff: true }),
  'same-host': (facts) => ({ ...facts, sameHost: true }),
  'already-migrating': (facts) => ({ ...facts, alreadyMigrating: true }),
  'operation-in-progress': (facts) => ({ ...facts, isOperatedOn: true }),
  'no-vmotion-network': (facts) => ({ ...facts, destinationHasVmotion: false }),
  'insufficient-memory': (facts) => ({ ...facts, freeMemoryBytes: 1 }),
  'cpu-affinity': (facts) => ({ ...facts, affinity: [0, 2] }),
  'service-blocks': (facts) => ({ ...facts, services: ['vmsafe', 'fault-tolerance'] }),
  'passthrough-device': (facts) => ({
    ...facts,
    nics: [...facts.nics, { ...NIC, path: 'web-1/eth1', adapter: 'passthrough' }],
  }),
  'network-missing': (facts) => ({
    ...facts,
    nics: [...facts.nics, { ...NIC, path: 'web-1/eth2', adapter: 'vmxnet', networkFound: false }],
  }),
}

describe('compatibility', () => {
  it('lists exactly the reasons of every subset of blockers', () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(BLOCKERS)), (codes) => {
        const facts = codes.reduce((now, code) => BLOCKERS[code](now), GOOD_FACTS)
        const found = checkCompatibility(facts).refusals.map((reason) => reason.code)
        // A VM that is on the destination already needs no memory there.
        const expected = codes.filter((code) => !(code === 'insufficient-memory' && codes.includes('same-host')))
        expect(new Set(found)).toEqual(new Set(expected))
      }),
    )
  })

  it('says where each reason is and what to do', () => {
    const reason = checkCompatibility(BLOCKERS['passthrough-device'](GOOD_FACTS)).refusals[0]
    expect(reason.path).toBe('web-1/eth1')
    expect(reason.says).toMatch(/web-1\/eth1.*adapter/)
  })

  const warned = (nic: Partial<NicFacts>, facts: Partial<CompatibilityFacts> = {}): (string | undefined)[] => {
    const verdict = checkCompatibility({ ...GOOD_FACTS, ...facts, nics: [{ ...NIC, ...nic }] })
    expect(verdict.refusals).toEqual([])
    return [verdict.warnings[0]?.code, verdict.nics[0].mode, verdict.nics[0].function, verdict.nics[0].plugin]
  }

  it('plans passthrough with the plug-in of the destination where everything is there', () => {
    expect(warned({})).toEqual([undefined, 'passthrough', 'esx-b/vmnic0.vf0', 'intel'])
    expect(warned({ adapter: 'upt' })).toEqual([undefined, 'passthrough', 'esx-b/vmnic0.vf0', undefined])
  })

  it('keeps a NIC in emulation for each reason that there is', () => {
    const other = { path: 'esx-b/vmnic0', ihv: 'mellanox', uniform: false, freeFunction: 'esx-b/vmnic0.vf0' }
    expect(warned({}, { destinationIommu: 'off' })[0]).toBe('iommu-off')
    expect(warned({}, { services: ['vmsafe'] })).toEqual(['service-conflict', 'emulation', undefined, 'emulation'])
    expect(warned({ adapter: 'upt' }, { services: ['vmsafe'] })[0]).toBe('service-conflict')
    expect(warned({ adapter: 'failover' }, { services: ['vmsafe'] })[0]).toBe(undefined)
    expect(warned({ sriovNics: [] })[0]).toBe('no-sriov')
    expect(warned({ sriovNics: [other] })[0]).toBe('no-plugin')
    expect(warned({ adapter: 'upt', sriovNics: [other] })[0]).toBe('uniform-hardware-missing')
    expect(warned({ sriovNics: [{ ...NIC.sriovNics[0], freeFunction: null }] })[0]).toBe('no-free-vf')
    expect(warned({}, { fullyReserved: false })[0]).toBe('memory-not-reserved')
    expect(warned({}, { destinationIommu: 'off' })[3]).toBe('emulation')
  })

  it('says nothing of functions behind a network that is not there', () => {
    const verdict = checkCompatibility({ ...GOOD_FACTS, nics: [{ ...NIC, networkFound: false, sriovNics: [] }] })
    expect(verdict.refusals.map((reason) => reason.code)).toEqual(['network-missing'])
    expect(verdict.warnings).toEqual([])
  })

  it('has nothing to say about NICs that are always emulated', () => {
    expect(warned({ adapter: 'vmxnet', wantsFunction: false, sriovNics: [] }, { destinationIommu: 'off' })).toEqual([
      undefined,
      'emulation',
      undefined,
      undefined,
    ])
  })
})
