// One VM and several on 10 GbE under ESX 3.5: MTU, direction, and scaling over VMs.
import { atLeast, near, within, type ValidationItem } from '../validation-item'
import { span, type Document } from '../run-document'

type Direction = 'send' | 'receive'

function lab(vms: number, direction: Direction, mtu: number): Document {
  const ids = Array.from({ length: vms }, (_, i) => `vm${i + 1}`)
  return {
    profile: 'legacy',
    hosts: {
      esx: {
        cpu: { cores: 8, clock: '2.66GHz' },
        iommu: 'off',
        nics: { vmnic0: { model: 'intel-82598', netqueue: 8, mtu } },
        vswitches: { vs: { mtu, uplinks: { active: ['vmnic0'] }, portGroups: { net: {} } } },
      },
    },
    vms: Object.fromEntries(
      ids.map((id, i) => [
        id,
        { host: 'esx', memory: '512MiB', nics: { eth0: { network: 'net', mtu, ip: `10.0.0.${i + 1}/24` } } },
      ]),
    ),
    stations: { peer: { ip: '10.0.0.100/24', mtu } },
    links: [{ ends: ['esx/vmnic0', 'peer'], speed: '10Gbps' }],
    flows: Object.fromEntries(
      ids.map((id) => {
        const ends = direction === 'send' ? { from: id, to: 'peer' } : { from: 'peer', to: id }
        return [id, { ...ends, type: 'tcp' as const, streams: 4 }]
      }),
    ),
  }
}

export const throughput = (vms: number, direction: Direction, mtu = 1500): number =>
  span(lab(vms, direction, mtu), 0.02, 0.06).totalGoodput

export const b1: ValidationItem = {
  id: 'B1',
  group: 'published',
  title: 'One VM on 10 GbE: MTU, direction, and several VMs',
  source: '10Gbps Networking Performance, VMware ESX 3.5 Update 1, 2008',
  profile: 'legacy',
  measure() {
    const send = throughput(1, 'send')
    const receive = throughput(1, 'receive')
    const jumbo = throughput(1, 'receive', 9000)
    const receiveTwo = throughput(2, 'receive')
    const basis = 'fitted' as const
    const frames =
      'a frame costs the vCPU 4,600 cycles beside its bytes (TCP 1,800, half an ACK 1,000, driver 840, backend 830, copies 140), where the fit of 2008 has 2,740; losses in the ring of the slow guest do not make it: with windows of 256 KiB there are none, and it is 1.81'
    return [
      {
        says: 'send to receive, MTU 1500',
        unit: 'ratio',
        ...near(2, 0.25),
        measured: send / receive,
        basis,
        because: frames,
      },
      {
        says: 'receive, MTU 9000 to 1500',
        unit: 'ratio',
        ...within(1.4, 0.15),
        measured: jumbo / receive,
        basis,
        because: frames,
      },
      { says: 'one VM sends, MTU 1500', unit: 'bit/s', ...near(8e9, 0.3), measured: send, basis },
      { says: 'one VM receives, MTU 1500', unit: 'bit/s', ...near(4e9, 0.3), measured: receive, basis },
      {
        says: 'one VM receives, MTU 9000',
        unit: 'bit/s',
        ...near(5.7e9, 0.3),
        measured: jumbo,
        basis,
      },
      { says: 'two VMs send', unit: 'bit/s', ...atLeast(9e9), measured: throughput(2, 'send'), basis: 'independent' },
      {
        says: 'two VMs receive, to one',
        unit: 'ratio',
        ...near(2, 0.1),
        measured: receiveTwo / receive,
        basis: 'independent',
      },
    ]
  },
}
