import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { resolveLab } from '@shared/lab/resolve-lab'
import { type Lab } from '@shared/lab/schema'
import { esxiCommands } from '../../../src-main/interop/esxi-commands'
import { libvirtScript } from '../../../src-main/interop/libvirt-export'
import { linuxCommands } from '../../../src-main/interop/linux-commands'
import { shippedLab } from '../report/sample-result'

const LABS = ['sr-iov-to-plain-nic', 'uniform-passthrough', 'fixed-passthrough-refused', 'first-flight']

/** Everything that the exporters know, in one lab. */
const rich: Lab = {
  format: 'iov-lab/1',
  name: 'rich\nrm -rf /',
  hosts: {
    'esx a': {
      nics: {
        vmnic0: { model: 'intel-82599', vfs: 2, switching: 'vepa', vf: { 0: { rate: '2Gbps', vlan: 5, trust: true } } },
        vmnic1: { model: 'intel-82599', vfs: 0 },
        'a very long name of a NIC': { model: 'intel-x710', netqueue: 4 },
        'a very long name of another': { model: 'intel-x710' },
      },
      vswitches: {
        vSwitch0: {
          uplinks: { active: ['vmnic0'], standby: ['vmnic1'] },
          teaming: 'explicit',
          failback: false,
          detection: 'beacon',
          portGroups: {
            'VM Network': {
              vlan: 10,
              forgedTransmits: false,
              shaping: { average: '100Mbps', peak: '300Mbps', burst: '25MB' },
            },
            trunk: { vlan: 4095 },
          },
        },
      },
      vmkernel: { vmk1: { network: 'vSwitch0/VM Network', ip: '10.0.0.1/20', vmotion: true } },
    },
  },
  vms: {
    'vm 1': {
      host: 'esx a',
      nics: {
        eth0: { adapter: 'vmxnet', network: 'vSwitch0/VM Network', mac: '02:00:00:00:00:01' },
        eth1: { adapter: 'passthrough', function: 'vmnic0.vf1' },
      },
    },
  },
  switches: { 's 1': { ports: 4, vlans: { 1: { trunk: [10, 20], native: 3 } } } },
  links: [{ ends: ['esx a/vmnic0', 's 1/1'] }],
}

const shells = [linuxCommands, esxiCommands, libvirtScript]

describe.each(shells.map((make) => [make.name, make] as const))('%s', (_, make) => {
  it.each(LABS)('writes a script that a shell can read: %s', (name) => {
    const checked = spawnSync('sh', ['-n'], { input: make(resolveLab(shippedLab(name))) })
    expect(checked.stderr.toString()).toBe('')
    expect(checked.status).toBe(0)
  })

  it('lets no name break out of its line', () => {
    const script = make(resolveLab(rich))
    expect(script.split('\n').filter((line) => line.startsWith('rm'))).toEqual([])
    expect(spawnSync('sh', ['-n'], { input: script }).status).toBe(0)
  })
})

describe('Linux', () => {
  const script = linuxCommands(resolveLab(rich))

  it('writes 0 before it writes a count of functions', () => {
    const writes = script.split('\n').filter((line) => line.includes('sriov_numvfs'))
    expect(writes).toEqual([
      'echo 0 > /sys/class/net/vmnic0/device/sriov_numvfs',
      'echo 2 > /sys/class/net/vmnic0/device/sriov_numvfs',
    ])
  })

  it('sets what the administrator of a function may set', () => {
    expect(script).toContain('ip link set dev vmnic0 vf 0 vlan 5\n')
    expect(script).toContain('ip link set dev vmnic0 vf 0 spoofchk on\n')
    expect(script).toContain('ip link set dev vmnic0 vf 0 trust on\n')
    expect(script).toContain('ip link set dev vmnic0 vf 0 max_tx_rate 2000\n')
    expect(script).not.toContain('vf 1 max_tx_rate')
    expect(script).toContain('bridge link set dev vmnic0 hwmode vepa')
  })

  it('keeps interface names within fifteen characters and apart', () => {
    const names = new Set([...script.matchAll(/(?:dev|name|master) (\S+)/g)].map(([, name]) => name!))
    for (const name of names) expect(name.length).toBeLessThanOrEqual(15)
    expect(names).toContain('a-very-long-nam')
    expect(names).toContain('a-very-long-n~2')
  })

  it('teams uplinks with a standby as active-backup that does not fail back', () => {
    expect(script).toContain('type bond mode active-backup')
    expect(script).toContain('primary vmnic0 primary_reselect failure')
  })

  it('drops foreign addresses and polices what leaves a VM', () => {
    expect(script).toContain('flower src_mac 02:00:00:00:00:01 action police rate 100000kbit')
    expect(script).toContain('matchall action drop')
  })

  it('lists the ports of the physical switch', () => {
    expect(script).toContain('# port 1 (to esx a/vmnic0): untagged 3; tagged 10, 20')
  })
})

describe('ESXi', () => {
  const script = esxiCommands(resolveLab(rich))

  it('creates functions by a list per driver in the order of its ports', () => {
    expect(script).toContain('--module=ixgben --parameter-string="max_vfs=2,0"')
    expect(script).not.toContain('i40en')
  })

  it('sets teaming, security and shaping in the units of esxcli', () => {
    expect(script).toContain(
      '--active-uplinks=vmnic0 --standby-uplinks=vmnic1 --load-balancing=explicit --failure-detection=beacon --failback=false --notify-switches=true',
    )
    expect(script).toContain("--portgroup-name='VM Network' --vlan-id=10")
    expect(script).toContain('--allow-promiscuous=false --allow-mac-change=true --allow-forged-transmits=false')
    expect(script).toContain('--avg-bandwidth=100000 --peak-bandwidth=300000 --burst-size=24414')
  })

  it('gives vmkernel interfaces a mask and the VMotion tag', () => {
    expect(script).toContain('--ipv4=10.0.0.1 --netmask=255.255.240.0')
    expect(script).toContain('--interface-name=vmk1 --tagname=VMotion')
  })

  it('binds a VM to its cores, and reserves all of its CPU and memory where it is sensitive to latency', () => {
    const lab = structuredClone(rich)
    const [id] = Object.keys(lab.vms!)
    Object.assign(lab.vms![id]!, { vcpus: 2, latencySensitivity: 'high', affinity: [3, 1], reservation: 0 })
    const lines = esxiCommands(resolveLab(lab))
    expect(lines).toContain('sched.cpu.affinity = "3,1"')
    expect(lines).toContain('sched.cpu.latencySensitivity = "high"')
    expect(lines).toContain(`sched.cpu.min = "${(2 * resolveLab(lab).hosts[0]!.cpu.clockHz) / 1e6}"`)
    expect(script).not.toContain('sched.cpu')
  })

  it('reserves and pins all memory of a VM that owns a function', () => {
    expect(script).toContain('sched.mem.min = "2048"')
    expect(script).toContain('sched.mem.pin = "TRUE"')
  })
})
