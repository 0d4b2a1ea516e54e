// A lab with every mode of a vNIC, a standby uplink, a VM that the script moves, and a host with nothing in it.
import { openLab } from '../../src-shared/lab/migrations'
import type { Lab } from '../../src-shared/lab/schema'

//   esx-a: legacy (e1000), web (vmxnet), firewall (passthrough vf0 + vmxnet), trader (npa vf2)   esx-b: app (upt vf1)
//      vmnic0 ── tor/1   vmnic1 ── tor/2                                        vmnic0 ── tor/3          client ── tor/10
export const MIXED_LAB_TEXT = `
format: iov-lab/1
name: Mixed modes
duration: 10s
hosts:
  esx-a:
    nics:
      vmnic0: { model: intel-e810, speed: 25Gbps, vfs: 16 }
      vmnic1: { model: intel-82598 }
    vswitches:
      vSwitch0:
        uplinks: { active: [vmnic1], standby: [vmnic0] }
        portGroups: { prod: { vlan: 10 }, vmotion: { vlan: 20 }, test: {} }
    vmkernel: { vmk0: { network: vSwitch0/vmotion, ip: 10.20.0.1/24, vmotion: true } }
  esx-b:
    nics: { vmnic0: { model: cisco-vic1280, vfs: 4 } }
    vswitches:
      vSwitch0:
        uplinks: { active: [vmnic0] }
        portGroups: { prod: { vlan: 10 }, vmotion: { vlan: 20 } }
    vmkernel: { vmk0: { network: vSwitch0/vmotion, ip: 10.20.0.2/24, vmotion: true } }
  spare: {}
vms:
  legacy: { host: esx-a, memory: 4GiB, nics: { eth0: { adapter: e1000, network: vSwitch0/prod, ip: 10.10.0.11/24 } } }
  web: { host: esx-a, memory: 4GiB, nics: { eth0: { adapter: vmxnet, network: vSwitch0/prod, ip: 10.10.0.12/24 } } }
  firewall:
    host: esx-a
    memory: 8GiB
    nics:
      eth0: { adapter: passthrough, function: vmnic0.vf0, ip: 10.10.0.13/24 }
      eth1: { adapter: vmxnet, network: vSwitch0/test, ip: 10.11.0.1/24 }
  trader:
    host: esx-a
    memory: 16GiB
    nics:
      eth0:
        { adapter: npa, network: vSwitch0/prod, function: vmnic0.vf2, plugins: [intel, emulation], ip: 10.10.0.14/24 }
  app:
    host: esx-b
    memory: 4GiB
    nics: { eth0: { adapter: upt, network: vSwitch0/prod, function: vmnic0.vf1, ip: 10.10.0.15/24 } }
switches: { tor: { ports: 48 } }
stations: { client: { ip: 10.10.0.100/24 } }
links:
  - { ends: [esx-a/vmnic0, tor/1] }
  - { ends: [esx-a/vmnic1, tor/2] }
  - { ends: [esx-b/vmnic0, tor/3] }
  - { ends: [client, tor/10], speed: 25Gbps }
flows:
  bulk: { from: client, to: firewall/eth0, type: tcp }
  web: { from: client, to: web/eth0, type: tcp }
  db: { from: web/eth0, to: legacy/eth0, type: rr }
events:
  - { at: 3s, do: vmotion, vm: web, to: esx-b }
`

export function mixedLab(): Lab {
  const result = openLab(MIXED_LAB_TEXT)
  if (!result.ok) throw new Error(result.problems.map((problem) => `${problem.path}: ${problem.says}`).join('\n'))
  return result.lab
}
