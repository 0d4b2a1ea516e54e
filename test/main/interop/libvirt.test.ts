import { describe, expect, it } from 'vitest'
import { checkLab } from '@shared/lab/check-lab'
import { hasErrors } from '@shared/lab/problems'
import { resolveLab } from '@shared/lab/resolve-lab'
import { type Lab } from '@shared/lab/schema'
import { libvirtDocuments, libvirtScript } from '../../../src-main/interop/libvirt-export'
import { importLibvirt } from '../../../src-main/interop/libvirt-import'
import { parseXml } from '../../../src-main/interop/xml'
import { shippedLab } from '../report/sample-result'

const DOMAIN = `<domain type='kvm'>
  <name>web server</name>
  <uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>
  <memory unit='MiB'>4096</memory>
  <memoryBacking><locked/></memoryBacking>
  <vcpu placement='static'>4</vcpu>
  <devices>
    <disk type='file' device='disk'/>
    <disk type='file' device='cdrom'/>
    <interface type='bridge'>
      <mac address='52:54:00:AA:00:01'/>
      <source bridge='br0'/>
      <vlan><tag id='42'/></vlan>
      <model type='virtio'/>
      <mtu size='9000'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:aa:00:02'/>
      <source network='corporate' portgroup='dmz'/>
      <model type='e1000e'/>
      <bandwidth><inbound average='1000'/><outbound average='1250' peak='2500' burst='1024'/></bandwidth>
    </interface>
    <interface type='hostdev' managed='yes'>
      <mac address='52:54:00:aa:00:03'/>
      <source><address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x2'/></source>
      <vlan><tag id='7'/></vlan>
    </interface>
    <interface type='network'>
      <source network='vf-pool'/>
    </interface>
    <interface type='user'/>
    <hostdev mode='subsystem' type='pci' managed='yes'>
      <source><address domain='0' bus='6' slot='2' function='0'/></source>
    </hostdev>
    <graphics type='vnc'/>
  </devices>
</domain>`

const CORPORATE = `<network>
  <name>corporate</name>
  <forward mode='bridge'/>
  <bridge name='br1'/>
  <portgroup name='lan' default='yes'/>
  <portgroup name='dmz'><vlan><tag id='30'/></vlan></portgroup>
</network>`

const POOL = `<network><name>vf-pool</name><forward mode='hostdev' managed='yes'><pf dev='enp3s0f1'/></forward></network>`
const NAT = `<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/><ip address='192.168.122.1'/></network>`

function imported(...texts: string[]): { lab: Lab; notes: string[] } {
  const result = importLibvirt(texts.map((text, index) => ({ name: `${index}.xml`, text })))
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result
}

describe('import', () => {
  it('counts adapters as the guest does: a failover pair is one, and notes name what the lab has', () => {
    const domain = `<domain type='kvm'><name>d</name><memory unit='GiB'>1</memory><devices>
      <interface type='network'><source network='corporate'/><model type='virtio'/>
        <teaming type='persistent'/><alias name='ua-a'/></interface>
      <interface type='hostdev'><source><address type='pci' bus='0x03' slot='0x10' function='0x2'/></source>
        <teaming type='transient' persistent='ua-a'/></interface>
      <interface type='network'><source network='corporate'/><model type='vmxnet3'/></interface>
    </devices></domain>`
    const { lab, notes } = imported(domain, CORPORATE)
    expect(lab.vms!.d!.nics).toMatchObject({
      eth0: { adapter: 'failover', function: 'pci-0000-03.vf0' },
      eth1: { adapter: 'vmxnet' },
    })
    expect(notes).toContainEqual(expect.stringContaining('d/eth0: the function 0000:03:10.2'))
    expect(notes.join()).not.toContain('eth2')
  })

  it('says what it leaves out of an interface, and takes the processors that are on', () => {
    const domain = `<domain type='kvm'><name>d</name><memory unit='GiB'>1</memory><vcpu current='2'>8</vcpu><devices>
      <interface type='bridge'><source bridge='br0'/><model type='virtio'/><driver name='vhost' queues='4'/>
        <filterref filter='clean-traffic'/><bandwidth><inbound average='1000'/></bandwidth>
        <vlan trunk='yes'><tag id='42'/><tag id='47'/></vlan><target dev='vnet0'/></interface>
    </devices></domain>`
    const { lab, notes } = imported(domain)
    expect(lab.vms!.d!.vcpus).toBe(2)
    expect(notes).toContain('d/eth0: outside the model and left out: driver, filterref')
    expect(notes).toContain('d/eth0: <inbound> is left out: a standard vSwitch shapes only what leaves a VM')
    expect(notes).toContain('d/eth0: several VLAN tags are taken as all VLANs, which the guest sees tagged')
  })

  it.each([
    ["<vcpu cpuset='1-3,^2'>2</vcpu>", { affinity: [1, 3] }, ''],
    ["<vcpu>2</vcpu><cputune><vcpupin vcpu='0' cpuset='4'/></cputune>", {}, 'as the others run anywhere'],
    [
      "<vcpu>2</vcpu><cputune><vcpupin vcpu='0' cpuset='4'/><vcpupin vcpu='1' cpuset='5'/></cputune>",
      { affinity: [4, 5] },
      'all of them here',
    ],
    [
      "<vcpu cpuset='9'>1</vcpu><cputune><vcpusched vcpus='0' scheduler='rr' priority='1'/><shares>2</shares></cputune>",
      { latencySensitivity: 'high' },
      'left out: shares',
    ],
    [
      "<vcpu cpuset='0-3'>2</vcpu><cputune><vcpusched vcpus='0-1' scheduler='fifo' priority='1'/></cputune>",
      { affinity: [0, 1, 2, 3] },
      '<vcpusched> is left out',
    ],
    ["<vcpu>1</vcpu><cputune><vcpupin vcpu='0' cpuset='all'/></cputune>", {}, 'without a list of cores'],
  ])('takes the cores of %s, and notes what it cannot keep', (cpu, fields, says) => {
    const { lab, notes } = imported(
      `<domain><name>d</name><memory unit='GiB'>1</memory>${cpu}<devices><interface type='user'/></devices></domain>`,
    )
    const { affinity, latencySensitivity } = lab.vms!.d!
    expect({ affinity, latencySensitivity }).toEqual({ affinity: undefined, latencySensitivity: undefined, ...fields })
    expect(notes.join('\n')).toContain(says)
    expect(notes.join('\n').includes('domain d:')).toBe(says !== '')
    expect(hasErrors(checkLab(lab))).toBe(false)
  })

  it('joins a transient function and its persistent adapter to a failover pair', () => {
    const pair = (alias: string) => `<domain type='kvm'><name>w</name><memory unit='MiB'>512</memory><devices>
      <interface type='network'><mac address='52:54:00:aa:00:01'/><source network='corporate' portgroup='lan'/>
        <model type='virtio'/><teaming type='persistent'/><alias name='ua-eth0'/></interface>
      <interface type='network'><mac address='52:54:00:aa:00:01'/><source network='vf-pool'/>
        <teaming type='transient' persistent='${alias}'/></interface>
    </devices></domain>`
    const { lab, notes } = imported(pair('ua-eth0'), CORPORATE, POOL)
    expect(lab.vms!.w!.nics).toEqual({
      eth0: expect.objectContaining({ adapter: 'failover', function: 'auto', mac: '52:54:00:aa:00:01' }) as object,
    })
    expect(notes.filter((note) => note.includes('failover'))).toEqual([])
    const alone = imported(pair('ua-eth9'), CORPORATE, POOL)
    expect(Object.keys(alone.lab.vms!.w!.nics!)).toHaveLength(2)
    expect(alone.notes.some((note) => note.includes('without the other'))).toBe(true)
  })

  it('makes a VM with the adapters of the domain', () => {
    const { lab } = imported(DOMAIN, CORPORATE, POOL)
    expect(lab.vms).toEqual({
      'web server': {
        host: 'host-1',
        vcpus: 4,
        memory: '4GiB',
        reservation: '4GiB',
        nics: {
          eth0: { adapter: 'virtio', mac: '52:54:00:aa:00:01', mtu: 9000, network: 'br0/br0-vlan42' },
          eth1: { adapter: 'e1000', mac: '52:54:00:aa:00:02', network: 'br1/web server-eth1' },
          eth2: { adapter: 'passthrough', mac: '52:54:00:aa:00:03', function: 'pci-0000-03.vf0' },
          eth3: { adapter: 'passthrough', function: 'auto' },
          eth4: { adapter: 'e1000', network: 'alone-web server-eth4/alone-web server-eth4' },
        },
      },
    })
  })

  it('carries the frames of a long MTU by the bridge and the device that they pass', () => {
    const network = `<network><name>wide</name><forward mode='bridge'><interface dev='ens1'/></forward></network>`
    const domain = `<domain type='kvm'><name>w</name><memory>1048576</memory><devices>
      <interface type='network'><source network='wide'/><model type='virtio'/><mtu size='9000'/></interface>
    </devices></domain>`
    const { nics, vswitches } = imported(domain, network).lab.hosts!['host-1']!
    expect([vswitches!.wide!.mtu, nics!.ens1!.mtu]).toEqual([9000, 9000])
  })

  it('makes vSwitches, port groups and functions of what the domains refer to', () => {
    const { lab } = imported(DOMAIN, CORPORATE, POOL)
    expect(lab.hosts!['host-1']).toMatchObject({
      nics: {
        enp3s0f1: { vfs: 4 },
        'pci-0000-03': { vfs: 4, vf: { 0: { vlan: 7 } } },
      },
      vswitches: {
        br0: { portGroups: { 'br0-vlan42': { vlan: 42 } } },
        br1: {
          portGroups: {
            lan: {},
            dmz: { vlan: 30 },
            'web server-eth1': { shaping: { average: 1250 * 8192, peak: 2500 * 8192, burst: 1024 * 1024 } },
          },
        },
      },
    })
  })

  it('gives a lab without errors', () => {
    expect(checkLab(imported(DOMAIN, CORPORATE, POOL, NAT).lab).filter(({ level }) => level === 'error')).toEqual([])
  })

  it('lists what the model has no place for', () => {
    const notes = imported(DOMAIN, CORPORATE, POOL, NAT).notes.join('\n')
    expect(notes).toContain('domain web server: outside the model and left out: 2 disk, graphics')
    expect(notes).toContain('host device 0000:06:02.0 was left out')
    expect(notes).toContain('model e1000e is taken as e1000')
    expect(notes).toContain('network default: forwarding by nat is outside the model')
    expect(notes).toContain('network default: <ip> is outside the model')
    expect(notes).toContain('an interface of type user is outside the model')
    expect(notes).toContain('the function 0000:03:10.2 is pci-0000-03.vf0 here')
  })

  it('says which network a domain refers to that is in none of the files', () => {
    expect(imported(DOMAIN).notes.join('\n')).toContain('network corporate: its definition is not among the files')
  })

  it('keeps domains of one name apart', () => {
    const small = '<domain><name>a</name><memory>1048576</memory><devices/></domain>'
    expect(Object.keys(imported(small, small).lab.vms!)).toEqual(['a', 'a-2'])
  })

  it.each([
    ['<domain>\n  <name>x</name>\n</domain>', 1, '<memory> is missing'],
    ['<domain><memory>1024</memory></domain>', 1, 'no <name>'],
    ["<domain><name>x</name><memory unit='cubits'>1</memory></domain>", 1, 'known unit'],
    ['<pool/>', 1, 'neither a <domain> nor a <network>'],
    ['<domain>\n<name>x</domain>', 2, 'closes <name>'],
  ])('refuses %j with file, line and reason, and takes none of the other files either', (text, line, says) => {
    const result = importLibvirt([
      { name: 'good.xml', text: CORPORATE },
      { name: 'bad.xml', text },
    ])
    expect(result).toMatchObject({ ok: false, problems: [{ file: 'bad.xml', line }] })
    expect(JSON.stringify(result)).toContain(says)
  })
})

describe('export', () => {
  const lab = shippedLab('fixed-passthrough-refused')
  const documents = libvirtDocuments(resolveLab(lab))

  it('writes well-formed definitions of networks, pools and domains', () => {
    expect(documents.map(({ host, kind, name }) => `${host} ${kind} ${name}`)).toEqual([
      'esx-a network vSwitch0',
      'esx-a network vmnic0-functions',
      'esx-a domain fixed-1',
      'esx-a domain para-1',
      'esx-b network vSwitch0',
      'esx-b network vmnic0-functions',
    ])
    for (const { xml } of documents) expect(parseXml(xml)).toMatchObject({ ok: true })
  })

  it('gives a passed-through function by the address that the SR-IOV capability yields', () => {
    const fixed = documents.find(({ name }) => name === 'fixed-1')!.xml
    expect(fixed).toContain("<address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x0'/>")
    expect(fixed).toContain("<tag id='10'/>")
    expect(fixed).toContain('<locked/>')
  })

  it('comes back through import with the same VMs, addresses, VLANs and limits', () => {
    const only = documents.filter(({ host }) => host === 'esx-a').map(({ xml }) => xml)
    const back = imported(...only)
    expect(hasErrors(checkLab(back.lab))).toBe(false)
    const model = resolveLab(back.lab)
    expect(model.vms.map((vm) => [vm.id, vm.vcpus, vm.memoryBytes, vm.nics[0]!.mac])).toEqual(
      resolveLab(lab).vms.map((vm) => [vm.id, vm.vcpus, vm.memoryBytes, vm.nics[0]!.mac]),
    )
    expect(back.lab.vms!['para-1']!.nics!.eth0).toMatchObject({ adapter: 'vmxnet', network: 'vSwitch0/prod' })
    const prod = model.hosts[0]!.vswitches[0]!.portGroups.find((group) => group.id === 'prod')!
    expect(prod.vlan).toBe(10)
    expect(prod.shaping!.averageBps / 100e6).toBeCloseTo(1, 3)
  })

  it('comes back with the cores that VMs are bound to, or have to themselves', () => {
    const cores: Lab = structuredClone(lab)
    cores.hosts!['esx-a']!.cpu = { cores: 8 }
    const [fixed, para] = [cores.vms!['fixed-1']!, cores.vms!['para-1']!]
    Object.assign(fixed, { vcpus: 2, affinity: [0, 5] })
    Object.assign(para, { vcpus: 3, latencySensitivity: 'high' })
    const written = libvirtDocuments(resolveLab(cores)).filter(({ host }) => host === 'esx-a')
    const para1 = written.find(({ name }) => name === 'para-1')!.xml
    expect(para1.match(/cpuset='\d+'/g)).toEqual(["cpuset='1'", "cpuset='2'", "cpuset='3'"])
    expect(para1).toContain('isolcpus=1,2,3')
    const back = imported(...written.map(({ xml }) => xml))
    expect(back.lab.vms!['fixed-1']).toMatchObject({ vcpus: 2, affinity: [0, 5] })
    expect(back.lab.vms!['fixed-1']).not.toHaveProperty('latencySensitivity')
    expect(back.lab.vms!['para-1']).toMatchObject({ vcpus: 3, latencySensitivity: 'high' })
    expect(back.lab.vms!['para-1']).not.toHaveProperty('affinity')
    expect(back.notes.join()).not.toContain('cpu')
    expect(checkLab(back.lab).map(({ code }) => code)).not.toContain('cores-shared')
  })

  it('says why a VM that is sensitive to latency has no cores of its own', () => {
    const cores: Lab = structuredClone(lab)
    cores.hosts!['esx-a']!.cpu = { cores: 2 }
    Object.assign(cores.vms!['fixed-1']!, { vcpus: 1, latencySensitivity: 'high', affinity: [0] })
    Object.assign(cores.vms!['para-1']!, { vcpus: 2, latencySensitivity: 'high' })
    const script = libvirtScript(resolveLab(cores))
    expect(script).toContain('does nothing beside an affinity')
    expect(script).toContain('too few cores to give it 2 of its own')
    expect(script).not.toContain('vcpusched')
  })

  it('writes a failover pair where the lab has a plug-in adapter', () => {
    const script = libvirtScript(resolveLab(shippedLab('sr-iov-to-plain-nic')))
    expect(script).toContain("<teaming type='persistent'/>")
    expect(script).toContain("<teaming type='transient' persistent='ua-eth0'/>")
  })
})
