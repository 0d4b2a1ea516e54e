// A lab with one of everything, as text with comments: two hosts, a switch, a station, flows, events, unknown fields.
export const EXAMPLE = `# A lab for tests
format: iov-lab/1
name: One of everything
seed: 2644 # every random stream derives from it
duration: 10s
x-course: { room: 7, seats: [1, 2, 3] }
hosts:
  # the host with virtual functions
  esx-a:
    cpu: { cores: 8, clock: 3GHz }
    memory: 64GiB
    rack: 12
    nics:
      vmnic0:
        model: intel-82599
        vfs: 4
        vf: { 0: { mac: "02:00:00:00:00:10", vlan: 10, rate: 2Gbps } }
        moderation: 50us
      vmnic1: { model: intel-82545 }
    vswitches:
      vSwitch0:
        uplinks: { active: [vmnic0], standby: [vmnic1] }
        portGroups:
          prod: { vlan: 10, shaping: { average: 1Gbps, peak: 2Gbps } }
          vmotion: { vlan: 20 }
    vmkernel: { vmk0: { network: vSwitch0/vmotion, ip: 10.20.0.1/24, vmotion: true } }
  esx-b:
    nics: { vmnic0: { model: intel-82598 } }
    vswitches:
      vSwitch0:
        uplinks: { active: [vmnic0] }
        portGroups: { prod: { vlan: 10 }, vmotion: { vlan: 20 } }
    vmkernel: { vmk0: { network: vmotion, ip: 10.20.0.2/24, vmotion: true } }
vms:
  web-1:
    host: esx-a
    vcpus: 2
    memory: 4GiB
    nics:
      eth0:
        adapter: npa
        network: vSwitch0/prod
        function: vmnic0.vf0
        plugins: [intel, emulation]
        ip: 10.10.0.11/24
  db-1:
    host: esx-b
    nics: { eth0: { network: prod, ip: 10.10.0.12/24 } }
switches: { tor-1: { ports: 8, vlans: { 1: { trunk: [10, 20] }, 2: { access: 10 } } } }
stations:
  client: { ip: 10.10.0.100/24, mac: "02:00:00:00:01:00" } # outside
links:
  - { ends: [esx-a/vmnic0, tor-1/1], delay: 500ns }
  - { ends: [client, tor-1/2] }
  - { ends: [esx-b/vmnic0, tor-1/3] }
flows:
  web: { from: client, to: web-1/eth0, type: tcp, start: 100ms, stop: 9s }
  probe: { from: web-1/eth0, to: db-1/eth0, type: ping, interval: 10ms }
events:
  - { at: 3s, do: vmotion, vm: web-1, to: esx-b }
  - { at: 5s, do: link-down, link: esx-a/vmnic0 }
  - { at: 6s, do: set, path: esx-a/vmnic0.vf0/trust, value: true }
captures: [{ at: web-1/eth0, file: web-1.pcapng, snaplen: 256 }]
checks:
  - { id: no-loss, that: "flows.web.lost < 100" }
  - { id: quiet, that: 'count(drop, at="esx-a/vmnic0.vf0") == 0' }
guide: { objectives: [see it move], steps: [{ says: press VMotion }] }
view: { positions: { esx-a: [0, 0], hosts/esx-b: [400, 0] } }
`
