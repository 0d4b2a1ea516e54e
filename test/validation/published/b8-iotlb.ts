// Receive bound by the IOTLB: page-table reads of a NIC behind a strict IOMMU. The expected rate is the closed form of the source,
// 4096 bytes in 65 ns and 197 ns for each read, and no more than the link carries; the engine has its two constants as stages,
// so the first rows show that DMA is put together right. Where the frames are lost, and how idle the cores are, is not in it.
import { atMost, near, within, type ValidationItem } from '../validation-item'
import { span, type Document, type Span } from '../run-document'

const MTU = 4096
/** The processor is not what is measured: many cores, as fast as a document may have them. */
const CPU = { cores: 64, clock: '10GHz' }
const QUEUES = 16
/** What the link carries of datagrams that fill the MTU, header and gap included. */
const LINK_PAYLOAD = (100e9 * (MTU - 28)) / (MTU + 38)

function lab(reads: number): Document {
  const ids = Array.from({ length: QUEUES }, (_, i) => i)
  return {
    profile: 'modern',
    costs: { 'iotlb-reads-per-page': reads },
    hosts: {
      h: {
        cpu: CPU,
        iommu: reads === 0 ? 'off' : 'strict',
        nics: { vmnic0: { model: 'mellanox-connectx5', mtu: MTU, netqueue: QUEUES } },
        vswitches: { vs: { mtu: MTU, uplinks: { active: ['vmnic0'] }, portGroups: { net: {} } } },
      },
    },
    vms: Object.fromEntries(
      ids.map((i) => [
        `vm${i}`,
        { host: 'h', memory: '256MiB', nics: { eth0: { network: 'net', mtu: MTU, ip: `10.0.0.${i + 1}/24` } } },
      ]),
    ),
    stations: { peer: { ip: '10.0.0.100/24', mtu: MTU } },
    links: [{ ends: ['h/vmnic0', 'peer'], speed: '100Gbps' }],
    flows: Object.fromEntries(
      ids.map((i) => [
        `f${i}`,
        { from: 'peer', to: `vm${i}`, type: 'udp' as const, size: MTU - 28, rate: (LINK_PAYLOAD * 0.999) / QUEUES },
      ]),
    ),
  }
}

/** 4 KiB pages: 65 ns each, and 197 ns for every read of a page table. */
const closedForm = (reads: number): number => Math.min(LINK_PAYLOAD, (4096 * 8) / (65e-9 + reads * 197e-9))

const measure = (reads: number): Span => span(lab(reads), 0.001, 0.003)

/** Frames that the NIC lost, to those that came to it. */
function lostAtTheNic(run: Span): number {
  const drops = run.after.counters['h/vmnic0'].drops['queue-full'] ?? 0
  return drops / run.after.counters['h/vmnic0'].counters.rxFrames
}

export const b8: ValidationItem = {
  id: 'B8',
  group: 'published',
  title: 'Receive bound by the IOTLB at 100 GbE, MTU 4096',
  source: 'Fast & Safe IO Memory Protection, SOSP 2024, section 2.2',
  profile: 'modern',
  measure() {
    const runs = [0, 1.76, 4.36].map((reads) => ({ reads, run: measure(reads) }))
    const [, , { run: bound }] = runs
    const lost = lostAtTheNic(bound)
    const elsewhere = Object.values(bound.after.counters).reduce(
      (sum, { kind, drops }) => (kind === 'nic' ? sum : sum + Object.values(drops).reduce((a, b) => a + b, 0)),
      0,
    )
    return [
      ...runs.map(({ reads, run }) => ({
        says: `${reads} page-table reads a page`,
        unit: 'bit/s' as const,
        ...near(closedForm(reads), 0.1),
        measured: run.totalGoodput,
        basis: 'fitted' as const,
      })),
      {
        says: '4.36 reads: lost at the NIC, where the sender does not slow down',
        unit: 'ratio',
        ...within(1 - closedForm(4.36) / LINK_PAYLOAD, 0.1),
        measured: lost,
        basis: 'independent',
        because: 'frames that are in the packet buffer at the end are not lost',
      },
      { says: '4.36 reads: lost elsewhere', unit: 'ratio', ...atMost(0), measured: elsewhere, basis: 'independent' },
      {
        says: '4.36 reads: busy share of the cores',
        unit: 'ratio',
        ...atMost(0.5),
        measured: bound.cycles('h') / (bound.seconds * CPU.cores * 10e9),
        basis: 'independent',
      },
    ]
  },
}
