// The stages of one frame between VMs of the same host, and behind backends that are threads, processes or domains.
import { describe, expect, it } from 'vitest'
import type { PacketLife } from '../../../../src-main/engine/observe/packet-life'
import { count, cycles, lifeIn, names, oneVm, times } from './packet-life-lab'

const IN = '{ from: s, to: w/eth0, type: udp, rate: 10Mbps, size: 1000 }'

describe('between two VMs of a host', () => {
  const twoVms = (nic: string): string =>
    oneVm(`${nic}, function: vmnic0.vf0`, '{ from: w/eth0, to: x/eth0, type: udp, rate: 10Mbps, size: 1000 }').replace(
      '\nswitches:',
      `\n  x: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.3/24, ${nic}, function: vmnic0.vf1 } } }\nswitches:`,
    )

  it('a frame of two functions turns round in the NIC, over PCIe', () => {
    const life = lifeIn(twoVms('adapter: passthrough'))
    expect(life.outcome).toBe('delivered')
    expect(count(life, 'loopback')).toBe(1)
    // 1,046 bytes, five headers and a descriptor with its own, twice, at 32 Gb/s
    expect(times(life, 'loopback')).toEqual([2 * (1046 + 5 * 24 + 40) * 250])
    expect(life.stages.some(({ lane }) => lane === 'wire')).toBe(false)
    expect(life.header.length).toBe(2 * 42)
  })

  it('a frame of two vmxnet is looked up and copied once', () => {
    const life = lifeIn(twoVms('adapter: vmxnet').replace(/, function: vmnic0.vf\d/g, ''))
    expect(life.outcome).toBe('delivered')
    expect([count(life, 'vswitch-forward'), count(life, 'copy', 'hypervisor'), count(life, 'dma-read')]).toEqual([
      1, 1, 0,
    ])
  })
})

describe('behind a backend that is a thread', () => {
  const across = (nic: string): PacketLife =>
    lifeIn(
      oneVm(nic, '{ from: w/eth0, to: x/eth0, type: udp, rate: 10Mbps, size: 1000 }').replace(
        '\nswitches:',
        `\n  x: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.3/24, ${nic} } } }\nswitches:`,
      ),
    )

  it('a frame of two virtio waits for two threads, and each copies it', () => {
    const life = across('adapter: virtio')
    expect(life.outcome).toBe('delivered')
    expect(names(life).filter((stage) => /queue|ring|backend|wake-wait/.test(stage))).toEqual([
      'transmit-ring',
      'wake-wait',
      'backend-wake',
      'backend-transmit',
      'tap-queue',
      'wake-wait',
      'backend-wake',
      'backend-receive',
      'receive-ring',
      'wake-wait',
    ])
    expect(count(life, 'copy', 'hypervisor')).toBe(2)
    expect(count(life, 'copy', 'guest')).toBe(2)
  })

  it('or in a guest that takes what comes by its own queue itself, the copy follows the ring', () => {
    const lab = oneVm('adapter: vmxnet', IN).replace('vfs: 4', 'netqueue: 4')
    const life = lifeIn(`costs: { delivery-on-vcpu: 1 }\n${lab}`)
    expect(count(life, 'copy', 'hypervisor')).toBe(1)
    const stages = names(life)
    expect(stages.lastIndexOf('backend-receive')).toBeGreaterThan(stages.indexOf('receive-ring'))
  })

  it('in a process a frame of a burst costs a system call', () => {
    const flow = '{ from: s, to: w/eth0, type: udp, rate: 8Gbps, size: 1000 }'
    expect(count(lifeIn(oneVm('adapter: virtio, backend: user', flow), { nth: 50 }), 'backend-call')).toBe(1)
  })

  it('in a process a frame costs an e1000 exits that go there', () => {
    expect(cycles(across('adapter: e1000, backend: user'), 'exit')).toBe(6500 + 5 * 6500)
  })

  it('of a driver domain a page is exchanged on the way out and on the way in', () => {
    const life = across('adapter: xen-vif, backend: page-flip')
    expect([count(life, 'page-exchange'), count(life, 'copy', 'hypervisor')]).toEqual([2, 0])
  })
})
