// The MTU of a port, in both directions: a hop of layer 2 that loses what is longer, and tells nobody.
import { expect, it } from 'vitest'
import { LabRun } from '../host/lab-run'

//   x ---- v0 ---- s, all but the port at 9000
it.each([
  ['x/eth0', 's'],
  ['s', 'x/eth0'],
])('FN3: a port at 1500 loses what is longer on its way from %s to %s, and passes what is not', (from, to) => {
  const run = new LabRun(`
hosts:
  a:
    cpu: { cores: 8 }
    nics: { n0: { model: intel-82599, mtu: 1500 } }
    vswitches: { v0: { mtu: 9000, uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms: { x: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24, mtu: 9000 } } } }
stations: { s: { ip: 10.0.0.9/24, mtu: 9000 } }
links: [ { ends: [a/n0, s] } ]
flows:
  long: { from: ${from}, to: ${to}, type: udp, rate: 10Mbps, size: 8972 }
  short: { from: ${from}, to: ${to}, type: udp, rate: 10Mbps, size: 1472 }
  bulk: { from: ${from}, to: ${to}, type: tcp, bytes: 100000 }
`).until(0.1)
  expect(run.flow(0).delivered).toBe(0)
  expect(run.drops('a/n0', 'mtu-exceeded')).toBeGreaterThanOrEqual(run.flow(0).lost)
  expect(run.flow(1)).toMatchObject({ lost: 0 })
  expect(run.flow(1).delivered).toBeGreaterThan(50)
  // the connection is set up, and carries nothing
  expect(run.lab.statistics[2].bytes).toBe(0)
})
