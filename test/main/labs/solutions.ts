// How each guided lab is solved, and small wrong turns that must be found: changes by their place in the document, and the
// checks that then do not hold. A lab that is whole as it ships needs no solution.
export type Changes = Readonly<Record<string, unknown>>

export interface LabSolution {
  solution: Changes
  /** Name → changes on top of the solution, and the checks that must fail (others may). */
  wrong: Readonly<Record<string, { changes: Changes; fails: readonly string[] }>>
}

const NPA = { adapter: 'npa', network: 'prod', plugins: ['intel', 'emulation'] }

/** What a turn does not need would only take its time. */
const SMALL_WEB = { 'flows/upload': null, 'vms/web-1/memory': '64MiB', 'vms/web-1/dirty/workingSet': '32MiB' }
const SMALL_APP = { 'flows/requests': null, 'vms/app-1/memory': '64MiB', 'vms/app-1/dirty/workingSet': '32MiB' }

export const SOLUTIONS: Readonly<Record<string, LabSolution>> = {
  'first-flight': {
    solution: {},
    wrong: {
      'a cut cable': { changes: { events: [{ at: '300ms', do: 'link-down', link: 'client' }] }, fails: ['ten'] },
      'a bad cable': { changes: { 'links/1/loss': 0.5 }, fails: ['ten'] },
      'another interval': { changes: { 'flows/hello/interval': '20ms' }, fails: ['ten'] },
      'stopped early': { changes: { 'flows/hello/stop': '300ms' }, fails: ['ten'] },
      'another VLAN': { changes: { 'hosts/esx-a/vswitches/vSwitch0/portGroups/VM Network/vlan': 9 }, fails: ['ten'] },
    },
  },
  'received-packet': {
    solution: { 'answers/interrupts': 10 },
    wrong: {
      'moderation off': {
        changes: { 'hosts/esx-a/nics/vmnic0/moderation': 0 },
        fails: ['few-interrupts'],
      },
      'an imitated card': { changes: { 'vms/vm-1/nics/eth0/adapter': 'e1000' }, fails: ['path'] },
      'a VLAN of its own': {
        changes: { 'hosts/esx-a/vswitches/vSwitch0/portGroups/VM Network/vlan': 10 },
        fails: ['path', 'broadcast'],
      },
      'the address is kept': { changes: { events: [] }, fails: ['unknown'] },
      'a wrong answer': { changes: { 'answers/interrupts': 100 }, fails: ['interrupts'] },
    },
  },
  'emulated-or-paravirtual': {
    solution: {},
    wrong: {
      'two imitated cards': { changes: { 'vms/vm-1/nics/eth1/adapter': 'e1000' }, fails: ['exits'] },
      'two paravirtual ones': {
        changes: { 'vms/vm-1/nics/eth0/adapter': 'vmxnet' },
        fails: ['exits', 'cheaper'],
      },
      'the driver is installed': { changes: { 'vms/vm-2/nics/eth1/driver': true }, fails: ['down'] },
      'the wrong adapter in the old guest': {
        changes: { 'vms/vm-2/nics/eth0/adapter': 'vmxnet', 'vms/vm-2/nics/eth0/driver': false },
        fails: ['up'],
      },
    },
  },
  'tso-or-jumbo': {
    solution: {},
    wrong: {
      'TSO off': { changes: { 'vms/tso/nics/eth0/offloads/tso': false }, fails: ['fewer-trips'] },
      'no jumbo frames': { changes: { 'vms/jumbo/nics/eth0/mtu': 1500 }, fails: ['fewer-frames'] },
      'the hole is mended': { changes: { 'switches/s-2/mtu': 9216 }, fails: ['black-hole'] },
      'a hole on the near switch': { changes: { 'switches/s-1/mtu': 1500 }, fails: ['all-arrive'] },
      'a cut cable': { changes: { 'links/1': null }, fails: ['all-arrive'] },
    },
  },
  'netqueue-and-rss': {
    solution: { 'answers/packets': 14.88 },
    wrong: {
      'one queue': { changes: { 'hosts/esx-a/nics/vmnic0/netqueue': 0 }, fails: ['more'] },
      'too little traffic': {
        changes: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((i) => [`flows/f${i}/rate`, '1Mbps'])),
        fails: ['four', 'hash', 'pinned'],
      },
      'all queues on one core': { changes: { 'hosts/esx-a/nics/vmnic0/affinity': [0] }, fails: ['four'] },
      'preamble and gap forgotten': { changes: { 'answers/packets': 19.53 }, fails: ['packets'] },
    },
  },
  'zero-copy': {
    solution: { 'answers/bytes': 4391758, 'answers/crossing': 800 },
    wrong: {
      'zero-copy off': { changes: { 'vms/vm-1/nics/eth0/offloads/zeroCopyTx': false }, fails: ['outside', 'copying'] },
      'no queues': { changes: { 'hosts/esx-a/nics/vmnic0/netqueue': 0 }, fails: ['receive'] },
      'copied on receive': { changes: { 'vms/vm-3/nics/eth0/offloads/zeroCopyRx': false }, fails: ['receive'] },
      'a wrong answer': { changes: { 'answers/bytes': 1 }, fails: ['bytes'] },
      'the crossing of sockets': { changes: { 'answers/crossing': 10_000 }, fails: ['crossing'] },
    },
  },
  'direct-passthrough': {
    solution: { 'answers/function': 'esx-a/vmnic0.vf1' },
    wrong: {
      'no IOMMU': { changes: { 'hosts/esx-a/iommu': 'off' }, fails: ['fault', 'pinned'] },
      'the other VM misbehaves': { changes: { 'events/0/path': 'esx-a/vmnic0.vf0/dma' }, fails: ['unharmed', 'fault'] },
      'never given back': { changes: { 'events/1': null }, fails: ['reset'] },
      'a port in use': { changes: { 'vms/vm-3/nics/eth0/function': 'vmnic0' }, fails: ['isolated', 'pinned'] },
      'behind the vSwitch': {
        changes: { 'vms/vm-1/nics/eth0': { network: 'VM Network', ip: '10.0.0.11/24' } },
        fails: ['unseen', 'pinned'],
      },
      'the wrong function named': { changes: { 'answers/function': 'esx-a/vmnic0.vf0' }, fails: ['who'] },
    },
  },
  'sharing-one-port': {
    solution: {},
    wrong: {
      VEPA: { changes: { 'hosts/esx-a/nics/vmnic0/switching': 'vepa' }, fails: ['turns-inside'] },
      'no limit': { changes: { 'hosts/esx-a/nics/vmnic0/vf/1/rate': null }, fails: ['limited'] },
      'vm-3 on a function': {
        changes: {
          'vms/vm-3/nics/eth0': { adapter: 'passthrough', function: 'vmnic0.vf2', ip: '10.0.0.13/24' },
        },
        fails: ['trap'],
      },
      'different VLANs': {
        changes: { 'hosts/esx-a/nics/vmnic0/vf/0/vlan': 10, 'hosts/esx-a/nics/vmnic0/vf/1/vlan': 20 },
        fails: ['turns-inside'],
      },
      'everything behind the vSwitch': {
        changes: { 'vms/vm-2/nics/eth0': { network: 'VM Network', ip: '10.0.0.12/24' } },
        fails: ['turns-inside', 'unseen'],
      },
    },
  },
  'sr-iov-to-plain-nic': {
    solution: {},
    wrong: {
      'behind the vSwitch': {
        changes: { ...SMALL_WEB, 'vms/web-1/nics/eth0': { network: 'vSwitch0/prod', ip: '10.10.0.11/24' } },
        fails: ['starts-direct', 'direct-again'],
      },
      'no plug-in of the vendor': {
        changes: { ...SMALL_WEB, 'vms/web-1/nics/eth0/plugins': ['mellanox', 'emulation'] },
        fails: ['starts-direct', 'direct-again'],
      },
      'a fixed function': {
        changes: {
          ...SMALL_WEB,
          'vms/web-1/nics/eth0': { adapter: 'passthrough', function: 'vmnic0.vf0', ip: '10.10.0.11/24' },
        },
        fails: ['there', 'back', 'emulation-there'],
      },
      'functions on both hosts': {
        changes: {
          ...SMALL_WEB,
          'hosts/esx-b/nics/vmnic0': { model: 'intel-82599', speed: '10Gbps', vfs: 1, vf: { 0: { vlan: 10 } } },
        },
        fails: ['emulation-there'],
      },
      'no way back': { changes: { ...SMALL_WEB, 'events/1': null }, fails: ['back', 'direct-again'] },
      'everything is copied at the stop': {
        changes: { ...SMALL_WEB, 'vms/web-1/memory': '512MiB', 'migration/policy': 'stop-and-copy' },
        fails: ['short-stop'],
      },
      'a bad cable': { changes: { 'links/2/loss': 0.01 }, fails: ['few-lost'] },
    },
  },
  'uniform-passthrough': {
    solution: {},
    wrong: {
      'behind the vSwitch': {
        changes: { ...SMALL_APP, 'vms/app-1/nics/eth0': { network: 'vSwitch0/prod', ip: '10.10.0.21/24' } },
        fails: ['first-direct', 'direct-on-b', 'says-why', 'direct-at-home'],
      },
      'a fixed function': {
        changes: {
          ...SMALL_APP,
          'vms/app-1/nics/eth0': { adapter: 'passthrough', function: 'vmnic0.vf0', ip: '10.10.0.21/24' },
        },
        fails: ['all-moves', 'emulated-on-c', 'says-why', 'emulation-first'],
      },
      'the same card in esx-c': {
        changes: { ...SMALL_APP, 'hosts/esx-c/nics/vmnic0/model': 'cisco-vic1280' },
        fails: ['emulated-on-c', 'says-why'],
      },
      'half of the memory reserved': {
        changes: { ...SMALL_APP, 'vms/app-1/reservation': '32MiB' },
        fails: ['first-direct', 'direct-on-b', 'direct-at-home'],
      },
      'functions are left at the stop': {
        changes: { ...SMALL_APP, 'migration/leaveFunctions': 'last' },
        fails: ['emulation-first'],
      },
      'no VMotion network there': {
        changes: { ...SMALL_APP, 'hosts/esx-c/vmkernel': {} },
        fails: ['all-moves', 'emulated-on-c'],
      },
      'a bad cable': { changes: { 'links/3/loss': 0.01 }, fails: ['few-lost'] },
    },
  },
  'fixed-passthrough-refused': {
    solution: {},
    wrong: {
      'a plug-in adapter': {
        changes: { 'vms/fixed-1/nics/eth0': { ...NPA, function: 'vmnic0.vf0', ip: '10.10.0.31/24' } },
        fails: ['refused', 'reason', 'no-vmotion', 'matrix'],
      },
      'behind the vSwitch': {
        changes: { 'vms/fixed-1/nics/eth0': { network: 'prod', ip: '10.10.0.31/24' } },
        fails: ['refused', 'unseen', 'pinned'],
      },
      'no VMotion network': { changes: { 'hosts/esx-b/vmkernel': {} }, fails: ['only-reason', 'para-moves'] },
      'no such network there': {
        changes: { 'hosts/esx-b/vswitches/vSwitch0/portGroups/prod': null },
        fails: ['para-moves'],
      },
      'both fixed': {
        changes: { 'vms/para-1/nics/eth0': { adapter: 'passthrough', function: 'vmnic0.vf1', ip: '10.10.0.32/24' } },
        fails: ['para-moves'],
      },
    },
  },
  'plug-in-architecture': {
    solution: {},
    wrong: {
      'no plug-in of the other vendor': {
        changes: { 'vms/shell/nics/eth0/plugins': ['intel', 'emulation'] },
        fails: ['plug-in-broadcom'],
      },
      'a guest that does not know pairs': {
        changes: { 'vms/pair/nics/eth0/standby': false },
        fails: ['pair-three-devices'],
      },
      'a guest that does': { changes: { 'vms/old/nics/eth0/standby': true }, fails: ['old-unpaired'] },
      'a shell instead of a plug': {
        changes: { 'vms/replug/nics/eth0': { adapter: 'npa', network: 'prod', function: 'auto', ip: '10.10.0.33/24' } },
        fails: ['replug-none', 'gap-order'],
      },
    },
  },
  'teaming-and-failover': {
    solution: {},
    wrong: {
      'no standby': {
        changes: { 'hosts/esx-a/vswitches/vSwitch0/uplinks/standby': [] },
        fails: ['goes-on', 'moved'],
      },
      'notifications off': { changes: { 'hosts/esx-a/vswitches/vSwitch0/notifySwitches': false }, fails: ['notified'] },
      'failback off': { changes: { 'hosts/esx-a/vswitches/vSwitch0/failback': false }, fails: ['failover'] },
      'cut behind the switch': {
        changes: { 'events/0/link': 's-1/8', 'events/1/link': 's-1/8' },
        fails: ['failover'],
      },
      'nothing happens': { changes: { events: [] }, fails: ['failover', 'moved'] },
    },
  },
  'traffic-shaping': {
    solution: {},
    wrong: {
      'no shaper': {
        changes: { 'hosts/esx-a/vswitches/vSwitch0/portGroups/shaped/shaping': null },
        fails: ['average', 'dropped'],
      },
      'no burst': {
        changes: { 'hosts/esx-a/vswitches/vSwitch0/portGroups/shaped/shaping/burst': 3000 },
        fails: ['burst'],
      },
      'the wrong VM on the function': {
        changes: { 'vms/vm-3/nics/eth0': { network: 'shaped', ip: '10.0.0.13/24' } },
        fails: ['escapes'],
      },
      'a limit of the function': {
        changes: { 'hosts/esx-a/nics/vmnic0/vf': { 0: { rate: '100Mbps' } } },
        fails: ['escapes'],
      },
      'below the average': { changes: { 'flows/shaped/rate': '50Mbps' }, fails: ['burst', 'dropped'] },
    },
  },
  capstone: {
    solution: {
      'switches/tor-1/vlans/2/trunk': [10, 20],
      'vms/trader/nics/eth0': { ...NPA, function: 'vmnic0.vf0', mac: '02:00:00:00:00:11', ip: '10.10.0.11/24' },
      'vms/bulk/nics/eth0': { ...NPA, function: 'vmnic0.vf1', mac: '02:00:00:00:00:13', ip: '10.10.0.13/24' },
      'vms/tenant/nics/eth0/network': 'tenants',
      'answers/reason': 'vlan-not-allowed',
      'answers/place': 'tor-1/2',
    },
    wrong: {
      'as it was': {
        changes: { 'vms/trader/nics/eth0': { adapter: 'passthrough', function: 'vmnic0.vf0', ip: '10.10.0.11/24' } },
        fails: ['maintenance', 'left'],
      },
      'the fault is named, not mended': { changes: { 'switches/tor-1/vlans/2/trunk': [20] }, fails: ['few-lost'] },
      'trader behind the vSwitch': {
        changes: { 'vms/trader/nics/eth0': { network: 'prod', ip: '10.10.0.11/24' } },
        fails: ['latency'],
      },
      'the tenant on a function': {
        changes: { 'vms/tenant/nics/eth0': { adapter: 'passthrough', function: 'vmnic0.vf1', ip: '10.10.0.14/24' } },
        fails: ['tenant'],
      },
      'the maintenance is called off': { changes: { events: [] }, fails: ['maintenance', 'left', 'moves-tried'] },
      'the wrong place': { changes: { 'answers/place': 'tor-1/3' }, fails: ['fault-place'] },
    },
  },
}
