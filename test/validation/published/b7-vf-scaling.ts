// Virtual functions in numbers: ten ports of 1 GbE, up to six VMs on each, and the same VMs behind a paravirtual adapter.
import type { LabVnic } from '../../../src-shared/lab/schema'
import { within, type ValidationItem } from '../validation-item'
import { span, type Document, type Span } from '../run-document'

const PORTS = 10
const CORES = 16

/** About 2,000 interrupts a second and vector, as the driver of the source moderates. */
const MODERATION = '500us'

type Nic = LabVnic

function lab(vms: number, nic: (port: number, vf: number) => Nic): Document {
  const ports = Array.from({ length: PORTS }, (_, i) => i)
  const ids = Array.from({ length: vms }, (_, i) => i)
  return {
    profile: 'legacy',
    hosts: {
      xen: {
        cpu: { cores: CORES, clock: '2.66GHz' },
        memory: '128GiB',
        // Xen maps the memory of its driver domain once
        iommu: 'passthrough',
        nics: Object.fromEntries(
          ports.map((i) => [`eth${i}`, { model: 'intel-82576', vfs: 7, moderation: MODERATION }]),
        ),
        vswitches: Object.fromEntries(
          ports.map((i) => [
            `br${i}`,
            { kind: 'linux-bridge', uplinks: { active: [`eth${i}`] }, portGroups: { [`net${i}`]: {} } },
          ]),
        ),
      },
    },
    vms: Object.fromEntries(
      ids.map((i) => [
        `vm${i}`,
        {
          host: 'xen',
          memory: '256MiB',
          nics: { eth0: { ...nic(i % PORTS, Math.floor(i / PORTS)), ip: `10.0.${i % PORTS}.${i + 1}/24` } },
        },
      ]),
    ),
    stations: Object.fromEntries(ports.map((i) => [`peer${i}`, { ip: `10.0.${i}.200/24` }])),
    links: ports.map((i) => ({ ends: [`xen/eth${i}`, `peer${i}`] as [string, string], speed: '1Gbps' })),
    flows: Object.fromEntries(
      ids.map((i) => [`f${i}`, { from: `peer${i % PORTS}`, to: `vm${i}`, type: 'tcp' as const }]),
    ),
  }
}

const direct = (port: number, vf: number): Nic => ({ adapter: 'passthrough', function: `eth${port}.vf${vf}` })
const paravirtual = (port: number): Nic => ({ adapter: 'xen-vif', network: `net${port}` })

const measure = (vms: number, nic: (port: number, vf: number) => Nic): Span => span(lab(vms, nic), 0.1, 0.2)

/** Share of one core, in percent. */
const busy = (measured: Span): number => measured.busyCores('xen') * 100

export const b7: ValidationItem = {
  id: 'B7',
  group: 'published',
  title: 'SR-IOV in numbers: ten ports of 1 GbE, 10 to 60 VMs receive',
  source:
    'Dong et al., HPCA 2010 and JPDC 72(11) 2012: 9.48 Gb/s at any number, 1.76 % of a hardware thread for each VM',
  profile: 'legacy',
  measure() {
    const [few, many] = [measure(10, direct), measure(60, direct)]
    const emulated = measure(60, paravirtual)
    const slope = (busy(many) - busy(few)) / 50
    const basis = 'independent' as const
    return [
      {
        says: 'goodput, 60 VMs to 10',
        unit: 'ratio',
        ...within(1, 0.01),
        measured: many.totalGoodput / few.totalGoodput,
        basis,
      },
      { says: 'goodput, 60 VMs', unit: 'bit/s', ...within(9.48e9, 0.0948e9), measured: many.totalGoodput, basis },
      {
        says: 'processor time of one more VM, of one core',
        unit: '%',
        expected: 1.76,
        low: 0.9,
        high: 3.5,
        measured: slope,
        basis,
        because:
          'bursts of 64 KiB take turns on a port, so a VF of six interrupts 930 times a second and not 2,000 times, as in the source: the background of a VM is 0.50 %, its interrupts 0.34 %, and 2,000 of them would be 0.95 %',
      },
      {
        says: 'processor time, paravirtual to virtual function',
        unit: 'ratio',
        expected: 2,
        low: 2,
        high: null,
        measured: busy(emulated) / busy(many),
        basis,
      },
    ]
  },
}
