import { describe, expect, it } from 'vitest'
import { fitCosts, type FittedCosts } from '../../../src-main/calibration/fit-costs'
import { leastSquares } from '../../../src-main/calibration/least-squares'
import { readMeasurements } from '../../../src-main/calibration/measurements'
import type { StageId } from '@shared/catalogue/cost-model'
import type { Lab } from '@shared/lab/schema'
import { runLab } from '../../../src-main/run/run-lab'
import { labFrom } from '../../helper/lab-builder'

//   client ─── vmnic0 ─ vSwitch0 ─ vm, which receives datagrams
const LAB = labFrom(`
name: measured
duration: 40ms
hosts:
  h:
    cpu: { cores: 4, clock: 3GHz }
    nics: { vmnic0: { model: intel-82599 } }
    vswitches: { vSwitch0: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { vm: { host: h, vcpus: 1, memory: 1GiB, nics: { eth0: { adapter: vmxnet, network: net, ip: 10.0.0.1/24 } } } }
stations: { client: { ip: 10.0.0.2/24 } }
links: [ { ends: [client, h/vmnic0] } ]
flows: { load: { from: client, to: vm/eth0, type: udp, rate: 1Mbps, size: 64 } }
`)
const LOADS = [20_000, 60_000, 120_000].flatMap((pps) => [64, 512, 1400].map((size) => [pps, size] as const))

/** What a host with these costs would show; `blur`: by how much each row is off. */
function measured(costs: Partial<Record<StageId, number>>, blur: (row: number) => number = () => 1): string {
  const rows = LOADS.map(([pps, size], row) => {
    const loaded: Lab = { ...LAB, costs, flows: { load: { ...LAB.flows!['load']!, rate: pps * size * 8, size } } }
    // the load of the steady state: that of a run twice as long, less that of the first
    const [one, two] = ['40ms', '80ms'].map((duration) => runLab({ ...loaded, duration }).cpu['h']!.utilization)
    return `${pps},${size},${(2 * two! - one!) * blur(row)}`
  })
  return ['pps,size,cpu', ...rows].join('\n')
}

function fit(csv: string, stages: StageId[] | null): FittedCosts {
  const read = readMeasurements(csv, LAB)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const fitted = fitCosts(read.measurements, { host: 'h', stages, onRun: () => undefined })
  if ('says' in fitted) throw new Error(fitted.says)
  return fitted
}

describe('costs that are known are found again within 5 %', { timeout: 60_000 }, () => {
  it('each by itself', () => {
    const known = { 'vswitch-forward': 1500, 'copy-byte-cold': 0.6 } as const
    const { costs, isGood } = fit(measured(known), ['vswitch-forward', 'copy-byte-cold'])
    expect(isGood).toBe(true)
    for (const { stage, fitted } of costs) {
      expect(Math.abs(fitted / known[stage as keyof typeof known] - 1), stage).toBeLessThan(0.05)
    }
  })

  it('also where each measurement is 1 % off, and the error is told', () => {
    const csv = measured({ 'vswitch-forward': 1500 }, (row) => (row % 2 === 0 ? 1.01 : 0.99))
    const [cost] = fit(csv, ['vswitch-forward']).costs
    expect(Math.abs(cost!.fitted / 1500 - 1)).toBeLessThan(0.05)
    expect(cost!.error).toBeGreaterThan(1)
  })

  it('one factor for all', () => {
    const { costs, isGood } = fit(
      measured({}, () => 1.3),
      null,
    )
    expect(isGood).toBe(true)
    for (const { before, fitted } of costs) expect(fitted / before).toBeGreaterThan(1.25)
    expect(costs.map(({ stage }) => stage)).toContain('vswitch-forward')
  })
})

describe('a fit that says nothing', { timeout: 60_000 }, () => {
  it('is called bad, with its residuals', () => {
    const { isGood, largest, points } = fit(
      measured({}, (row) => (row % 2 === 0 ? 1.5 : 0.6)),
      null,
    )
    expect(isGood).toBe(false)
    expect(largest).toBeGreaterThan(0.1)
    expect(points.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('is refused where two stages cannot be told apart, or one does not occur', () => {
    const read = readMeasurements(measured({}), LAB)
    const refusal = (stages: StageId[]) =>
      read.ok && fitCosts(read.measurements, { host: 'h', stages, onRun: () => undefined })
    expect(refusal(['vswitch-forward', 'nic-driver-receive'])).toMatchObject({
      says: expect.stringContaining('nic-driver-receive cannot be told from vswitch-forward') as string,
    })
    expect(refusal(['page-flip'])).toMatchObject({
      says: expect.stringContaining('page-flip costs this host nothing') as string,
    })
  })
})

it.each([
  ['', 'the file is empty'],
  ['pps,size\n1,2', 'line 1: there is one column "cpu"'],
  ['pps,speed,cpu\n', 'line 1: "speed" is no column'],
  ['cpu,cpu\n', 'line 1: there is one column'],
  ['# ours\npps;cpu\n1000;much', 'line 3: cpu is "much"'],
  ['pps,cpu\n1000', 'line 2: has 1 values for 2 columns'],
  ['hosts/h/iommu,cpu\nsometimes,1', 'line 2: the lab cannot run so: hosts/h/iommu'],
])('measurements %j are refused: %s', (text, says) => {
  const read = readMeasurements(text, LAB)
  expect(read.ok ? [] : read.problems).toContainEqual(expect.stringContaining(says))
})

it('measurements take percent of one core, other separators, and places of the lab', () => {
  const read = readMeasurements('\ufeffflows/load/rate\tcpu%\r\n# a note\r\n10Mbps\t150\r\n', LAB)
  expect(read).toMatchObject({
    ok: true,
    measurements: [{ line: 3, cores: 1.5, lab: { flows: { load: { rate: '10Mbps' } } } }],
  })
})

it('least squares: a plane through points is found, a column twice is named', () => {
  const rows = [
    [1, 2],
    [3, 1],
    [2, 2],
  ]
  const solved = leastSquares(
    rows,
    rows.map(([a, b]) => 3 * a! + 5 * b!),
  )
  expect(typeof solved === 'number' ? [] : solved.values.map((value) => Math.round(value * 1e9) / 1e9)).toEqual([3, 5])
  expect(
    leastSquares(
      [
        [1, 2],
        [2, 4],
      ],
      [1, 2],
    ),
  ).toBe(1)
})
