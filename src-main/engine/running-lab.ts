// A lab come to life: every machine, link and flow of a model, by the model's indices. `build` joins what the rooms make.
// Order matters only for identity: components are numbered as they are made, so a lab is always built in the same order.
import type { Settable } from './actions'
import { costArray, resolveCosts } from '../../src-shared/catalogue/cost-model'
import type { EndpointRef, LabModel, LinkEndModel } from '../../src-shared/lab/lab-model'
import { Vm } from './guest/vm'
import { Host } from './host/host'
import type { Cpu } from './host/cpu'
import { buildWorkload } from './guest/workload/build-workload'
import type { Workload } from './guest/workload/workload'
import type { NetworkStack } from './guest/stack/network-stack'
import { findIslands, type Islands } from './islands'
import { Quiet } from './quiet'
import { Simulator } from './kernel/simulator'
import { MigrationEngine } from './migration/migration-engine'
import type { FlowStatistics } from './observe/flow-statistics'
import { Sampler } from './observe/sampler'
import { buildWire } from './wire/build-wire'
import type { EthernetSwitch } from './wire/ethernet-switch'
import type { Link, WireMachine } from './wire/link'
import { Station } from './wire/station'

export class RunningLab {
  readonly sim: Simulator
  readonly costs: Float64Array
  readonly stations: readonly Station[]
  readonly hosts: readonly Host[]
  readonly vms: readonly Vm[]
  readonly switches: readonly EthernetSwitch[]
  readonly links: readonly Link[]
  readonly workloads: readonly Workload[]
  readonly statistics: readonly FlowStatistics[]
  readonly migration: MigrationEngine
  readonly sampler: Sampler
  /** Hosts, then stations that have a CPU: who has cycles to account for. */
  readonly machines: readonly { path: string; cpu: Cpu }[]

  constructor(readonly model: LabModel) {
    const sim = new Simulator(model.seed)
    this.sim = sim
    this.costs = costArray(resolveCosts(model.profile, model.costs))
    for (const _ of model.flows) sim.traffic.addFlow()
    const islands = findIslands(model)
    this.stations = model.stations.map((station, i) =>
      sim.on(islands.stations[i], () => new Station(sim, station, this.costs)),
    )
    const hosts = model.hosts.map((_, i) => sim.on(islands.hosts[i], () => new Host(sim, model, i, this.costs)))
    const vms = model.vms.map((vm, i) => sim.on(islands.hosts[vm.host], () => new Vm(sim, vm, i, hosts[vm.host])))
    this.hosts = hosts
    this.vms = vms
    const wire = buildWire(sim, model, islands, (end) => this.machineAt(end))
    this.switches = wire.switches
    this.links = wire.links
    for (const vm of vms) sim.on(vm.host.island, () => vm.powerOn())
    this.migration = new MigrationEngine(this)
    this.workloads = model.flows.map((flow, i) =>
      sim.on(this.islandOf(flow.from, islands), () =>
        buildWorkload(sim, flow, i, this.stackOf(flow.from), this.stackOf(flow.to)),
      ),
    )
    this.workloads.forEach((workload, i) => sim.on(this.islandOf(model.flows[i].from, islands), () => workload.start()))
    this.statistics = this.workloads.map((workload) => workload.statistics)
    this.machines = [...hosts, ...this.stations.filter((_, i) => model.stations[i].cpu !== null)]
    const paths = hosts.map((host) => host.path)
    const cpus = hosts.map((host) => host.cpu)
    const flowIds = model.flows.map((flow) => flow.id)
    this.sampler = new Sampler(sim, model.durationPs, flowIds, this.statistics, paths, cpus, this.links)
    sim.settle()
    const quiet = new Quiet(this, islands, (end) => this.stackOf(end))
    sim.separate(islands.domains, islands.domainCount, () => quiet.until())
  }

  /** The component at a path, if its properties can be set during a run; else null. */
  settable(path: string): Settable | null {
    for (const host of this.hosts) {
      const found = host.settables().get(path)
      if (found) return found
    }
    return null
  }

  private machineAt(end: LinkEndModel): WireMachine {
    if (end.kind === 'nic') return this.hosts[end.host].nics[end.nic]
    if (end.kind === 'station') return this.stations[end.station]
    throw new Error(`${end.path} is a switch port`)
  }

  private stackOf(end: EndpointRef): NetworkStack {
    return end.kind === 'station' ? this.stations[end.station].stack : this.vms[end.vm].vnics[end.nic].stack
  }

  private islandOf(end: EndpointRef, islands: Islands): number {
    return end.kind === 'station' ? islands.stations[end.station] : this.vms[end.vm].host.island
  }
}
