import { describe, expect, it } from 'vitest'
import { labFrom } from '../../../helper/lab-builder'
import { checkLab } from '../../../../src-shared/lab/check-lab'
import { LabRun } from '../host/lab-run'

const yaml = (router: string, flow: string): string => `
stations:
  left: { ip: 10.0.1.2/24, gateway: 10.0.1.1 }
  right: { ip: 10.0.2.2/24, gateway: 10.0.2.1 }
  router: { ip: 10.0.1.1/16, cpu: { cores: 2, clock: 3GHz }${router} }
switches: { t: { ports: 4 } }
links: [ { ends: [left, t/1] }, { ends: [right, t/2] }, { ends: [router, t/3] } ]
flows: { f: { from: left, to: right, ${flow} } }
`
const UDP = 'type: udp, rate: 100Mbps, size: 1000'

describe('a station that routes', () => {
  it('passes packets of other subnets on, and pays for each', () => {
    const run = new LabRun(yaml(', forwarding: true', UDP)).until(0.01)
    const { sent, delivered, lost } = run.flow()
    expect(sent).toBeGreaterThan(100)
    expect(lost).toBe(0)
    expect(delivered).toBeGreaterThan(sent - 5)
    const passed = run.counter('router', 'txFrames')
    const { byStage } = run.lab.stations[2].ledger
    expect(byStage.reduce((sum, cycles) => sum + cycles, 0) / passed).toBeGreaterThan(750 + 940 + 500)
  })

  it('loses them where it does not route, and the sender where it has no gateway', () => {
    expect(new LabRun(yaml('', UDP)).until(0.01).flow().delivered).toBe(0)
    const alone = new LabRun(yaml(', forwarding: true', UDP).replace(', gateway: 10.0.1.1', '')).until(0.01)
    expect(alone.flow().lostBy('no-route')).toBe(alone.flow().sent)
  })

  it('asks once for the gateway, and gives up what waits for one that does not answer', () => {
    const run = new LabRun(yaml('', UDP).replace('gateway: 10.0.1.1', 'gateway: 10.0.1.9')).until(3.5)
    expect(run.flow().lostBy('address-unresolved')).toBeGreaterThan(50)
  })

  it('keeps its own connections apart from those that pass', () => {
    const run = new LabRun(
      yaml(', forwarding: true', 'type: udp, rate: 1Mbps').replace(
        'flows: {',
        'flows: { own: { from: router, to: left, type: tcp, bytes: 5MB },',
      ),
    ).until(0.05)
    expect(run.lab.statistics[0].bytes).toBe(5e6)
  })

  it('is no problem for a lab, unlike a gateway elsewhere', () => {
    const codes = (text: string): string[] => checkLab(labFrom(text)).map(({ code }) => code)
    expect(codes(yaml(', forwarding: true', UDP))).toEqual([])
    expect(codes(yaml('', UDP).replace('gateway: 10.0.1.1', 'gateway: 10.9.9.9'))).toEqual(['no-route'])
    expect(codes(yaml('', UDP).replace('gateway: 10.0.1.1', 'gateway: here'))).toEqual(['bad-ip'])
  })
})
