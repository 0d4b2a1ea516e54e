// The round trip of a ping: paravirtual, pass-through with posted interrupts, native.
import type { LabVnic } from '../../../src-shared/lab/schema'
import { within, type ValidationItem } from '../validation-item'
import { span, type Document } from '../run-document'

const CPU = { cores: 8, clock: '3GHz' }
const PING = { from: 'a', to: 'b', type: 'ping' as const, interval: '1ms' }

const virtual = (vnic: LabVnic, latencySensitivity: 'normal' | 'high'): Document => ({
  profile: 'modern',
  hosts: {
    host: {
      cpu: CPU,
      interrupts: 'posted',
      nics: { vmnic0: { model: 'intel-82599', vfs: 1 } },
      vswitches: { vs: { uplinks: { active: ['vmnic0'] }, portGroups: { net: {} } } },
    },
  },
  vms: { a: { host: 'host', latencySensitivity, nics: { eth0: { ...vnic, ip: '10.0.0.1/24' } } } },
  stations: { b: { ip: '10.0.0.2/24', cpu: CPU } },
  links: [{ ends: ['host/vmnic0', 'b'], speed: '10Gbps' }],
  flows: { f: PING },
})

const NATIVE: Document = {
  profile: 'modern',
  stations: { a: { ip: '10.0.0.1/24', cpu: CPU }, b: { ip: '10.0.0.2/24', cpu: CPU } },
  links: [{ ends: ['a', 'b'], speed: '10Gbps' }],
  flows: { f: PING },
}

const median = (document: Document): number => span(document, 0.005, 0.055).after.flows.f.latency!.p50

export const b6: ValidationItem = {
  id: 'B6',
  group: 'published',
  title: 'Round trip of a tuned VM: paravirtual, pass-through, native',
  source: 'Deploying Extremely Latency-Sensitive Applications in VMware vSphere 5.5, 2013: 34, 20 and 18 us',
  profile: 'modern',
  measure() {
    const native = median(NATIVE)
    const paravirtual = median(virtual({ adapter: 'vmxnet', network: 'net' }, 'normal'))
    const direct = median(virtual({ adapter: 'passthrough', function: 'vmnic0.vf0' }, 'high'))
    const basis = 'independent' as const
    return [
      { says: 'paravirtual over native', unit: 's', ...within(16e-6, 6e-6), measured: paravirtual - native, basis },
      { says: 'pass-through over native', unit: 's', ...within(2e-6, 2e-6), measured: direct - native, basis },
      {
        says: 'native',
        unit: 's',
        ...within(18e-6, 5.4e-6),
        measured: native,
        basis,
      },
    ]
  },
}
