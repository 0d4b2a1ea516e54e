// The traffic shaper of a port group against Linux' tbf: a hundred full frames at once into a bucket of ten.
import { near, type ValidationItem } from '../validation-item'
import { open } from '../run-document'

const FRAMES = 100
/** As fast as a guest can send them; to a bucket that lasts for a hundred times as long it is at once. */
const RATE = 3e9
const GAP = (1472 * 8) / RATE

export const tokenBucket: ValidationItem = {
  id: 'token-bucket',
  group: 'queueing',
  title: 'A burst of 100 frames of 1,514 bytes through a bucket of 10 frames at 100 Mb/s',
  source: 'tbf of Linux on a veth: the last leaves at 10,942 us; closed form 90 · 1,514 B / 100 Mb/s = 10,901 us',
  profile: 'modern',
  measure() {
    const simulation = open({
      duration: '40ms',
      hosts: {
        h: {
          nics: { vmnic0: { model: 'intel-82599' } },
          vswitches: {
            vs: {
              uplinks: { active: ['vmnic0'] },
              portGroups: { shaped: { shaping: { average: '100Mbps', peak: '10Gbps', burst: 10 * 1514 } } },
            },
          },
        },
      },
      // awake when a datagram is due: the last one must not come after the stop
      vms: { vm: { host: 'h', latencySensitivity: 'high', nics: { eth0: { network: 'shaped', ip: '10.0.0.1/24' } } } },
      stations: { sink: { ip: '10.0.0.2/24' } },
      links: [{ ends: ['h/vmnic0', 'sink'], speed: '10Gbps' }],
      flows: {
        // resolves the address; the bucket is full again when the burst comes
        warm: { from: 'vm', to: 'sink', type: 'ping', stop: '1ms' },
        burst: {
          from: 'vm',
          to: 'sink',
          type: 'udp',
          rate: RATE,
          start: '10ms',
          stop: 0.01 + FRAMES * GAP - GAP / 2,
        },
      },
    })
    simulation.run(simulation.endPs)
    const { burst } = simulation.result().flows
    if (burst.forward.delivered !== FRAMES) throw new Error(`${burst.forward.delivered} frames passed the shaper`)
    const { latency } = burst
    // the first frame waits least, the last one longest
    const last = (FRAMES - 1) * GAP + latency!.max - latency!.min
    return [
      {
        says: 'the last frame behind the first: closed form',
        unit: 's',
        ...near(0.010901, 0.005),
        measured: last,
        basis: 'arithmetic',
      },
      {
        says: 'the last frame behind the first: as Linux does it',
        unit: 's',
        ...near(0.010942, 0.01),
        measured: last,
        basis: 'independent',
      },
    ]
  },
}
