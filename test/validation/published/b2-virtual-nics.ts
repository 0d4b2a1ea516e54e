// Front and back ends of a virtual NIC, from VM to VM on one host with a Linux bridge.
// TCP_RR is measured as request and response over UDP, whose stages cost the same.
import type { LabFlow, LabVnic } from '../../../src-shared/lab/schema'
import { near, type ValidationItem } from '../validation-item'
import { span, type Document } from '../run-document'

type FrontEnd = Pick<LabVnic, 'adapter' | 'backend'>

const E1000: FrontEnd = { adapter: 'e1000', backend: 'user' }
const VIRTIO: FrontEnd = { adapter: 'virtio', backend: 'user' }
const VHOST: FrontEnd = { adapter: 'virtio', backend: 'vhost' }

function lab(frontEnd: FrontEnd, flow: LabFlow): Document {
  const nic = (ip: string) => ({ ...frontEnd, network: 'br0', ip })
  return {
    profile: 'modern',
    hosts: {
      kvm: {
        cpu: { cores: 4, clock: '3.4GHz' },
        vswitches: { tap: { kind: 'linux-bridge', portGroups: { br0: {} } } },
      },
    },
    vms: {
      a: { host: 'kvm', vcpus: 2, nics: { eth0: nic('10.0.0.1/24') } },
      b: { host: 'kvm', vcpus: 2, nics: { eth0: nic('10.0.0.2/24') } },
    },
    flows: { f: flow },
  }
}

const ENDS = { from: 'a', to: 'b' }

function measureFrontEnd(frontEnd: FrontEnd): { stream: number; transactions: number; ping: number } {
  const rr = span(lab(frontEnd, { ...ENDS, type: 'rr' }), 0.01, 0.06).after.flows.f
  return {
    stream: span(lab(frontEnd, { ...ENDS, type: 'tcp' }), 0.02, 0.07).goodput('f'),
    transactions: 1 / rr.latency!.mean,
    ping: span(lab(frontEnd, { ...ENDS, type: 'ping', interval: '1ms' }), 0.01, 0.06).after.flows.f.latency!.p50,
  }
}

export const b2: ValidationItem = {
  id: 'B2',
  group: 'published',
  title: 'Virtual NICs from VM to VM: e1000, virtio, virtio with vhost',
  source: 'V. Maffione, netmap tutorial, virtualization.pdf, slides 16 and 32',
  profile: 'modern',
  measure() {
    const e1000 = measureFrontEnd(E1000)
    const virtio = measureFrontEnd(VIRTIO)
    const vhost = measureFrontEnd(VHOST)
    const fitted = 'fitted' as const
    const bytes =
      'the slowest of four threads takes 28,000 cycles for 64 KiB, 20,000 of them one copy, where 65,000 were measured; what a CPU wrote stays in the cache of the model: were every copy from memory (0.5 cycles a byte), it would be 36.8 Gb/s with vhost, 29.3 without and 3.6 with e1000. A window of 4 MiB, copied three times, writes 12 MiB at most before a byte is read: a cache of 20 MB, as servers have, keeps them, one of 8 MB, as desktops have, does not; processor and cache were not published'
    return [
      {
        says: 'stream, virtio to e1000',
        unit: 'ratio',
        ...near(5.2, 0.3),
        measured: virtio.stream / e1000.stream,
        basis: fitted,
        because: bytes,
      },
      {
        says: 'transactions, virtio to e1000',
        unit: 'ratio',
        ...near(1.94, 0.2),
        measured: virtio.transactions / e1000.transactions,
        basis: fitted,
      },
      {
        says: 'stream, vhost to virtio',
        unit: 'ratio',
        ...near(1.49, 0.2),
        measured: vhost.stream / virtio.stream,
        basis: fitted,
      },
      {
        says: 'transactions, vhost to virtio',
        unit: 'ratio',
        ...near(1.93, 0.2),
        measured: vhost.transactions / virtio.transactions,
        basis: fitted,
      },
      { says: 'stream, e1000', unit: 'bit/s', ...near(3.5e9, 0.35), measured: e1000.stream, basis: fitted },
      {
        says: 'stream, vhost',
        unit: 'bit/s',
        ...near(27.2e9, 0.35),
        measured: vhost.stream,
        basis: 'independent',
        because: bytes,
      },
      {
        says: 'round trip of a transaction, vhost',
        unit: 's',
        ...near(1 / 35_500, 0.35),
        measured: 1 / vhost.transactions,
        basis: 'independent',
      },
      {
        says: 'round trip of a ping, vhost',
        unit: 's',
        ...near(35e-6, 0.35),
        measured: vhost.ping,
        basis: 'independent',
      },
    ]
  },
}
