// Where a followed frame passes the network: vSwitches, NICs with their functions, links and physical switches. Read first:
// packet-life-observer.ts.
import type { LinkEndModel } from '../../../src-shared/lab/lab-model'
import { FRAME_BYTES, OUT_PORT, STAMP } from '../kernel/frame-store'
import type { PhysicalFunction } from '../nic/physical-function'
import type { RxQueue, UplinkConsumer } from '../nic/rx-queue'
import type { TxQueue } from '../nic/tx-queue'
import { VirtualFunction } from '../nic/virtual-function'
import type { WholePort } from '../nic/whole-port'
import type { Vswitch } from '../vswitch/vswitch'
import type { EthernetSwitch } from '../wire/ethernet-switch'
import type { LinkEnd } from '../wire/link-end'
import { inRing, watchReader } from './packet-life-guest'
import type { Journey } from './packet-life-journey'
import type { LifeObserver } from './packet-life-observer'

export function watchNetwork(observer: LifeObserver): void {
  const { hosts, links, switches } = observer.lab
  for (const host of hosts) {
    for (const vswitch of host.vswitches) watchVswitch(observer, vswitch)
    for (const pf of host.nics) watchNic(observer, pf)
  }
  for (const physical of switches) watchSwitch(observer, physical)
  for (const link of links) {
    link.ends.forEach((end, side) => watchLink(observer, end, link.path, link.model.ends[side]))
  }
}

function watchVswitch(observer: LifeObserver, vswitch: Vswitch): void {
  const { sim } = observer
  const fromPort = vswitch.fromPort.bind(vswitch)
  vswitch.fromPort = (world, frame, port, out) => {
    const journey = observer.journeyOf(frame)
    if (journey === null) {
      observer.charging(null, 'switch', () => fromPort(world, frame, port, out))
      return
    }
    journey.vswitch = vswitch.path
    journey.group = port.group.path
    journey.beforeTag(observer.headerOf(frame))
    if (world !== null) {
      observer.enter(journey)
      observer.slice?.claimTaking(journey)
    }
    const { length } = out
    const tag = observer.tagOf(frame)
    observer.charging(journey, 'switch', () => fromPort(world, frame, port, out))
    if (journey.outcome !== null) return
    const isTagged = observer.tagOf(frame) !== tag
    const { place } = journey
    if (place?.kind === 'slice') {
      journey.vlan = observer.tagOf(frame)
      place.isTagged = isTagged
      place.isShaped = out.length === length
    } else {
      journey.tag(observer.tagOf(frame), port.group.path, 'hypervisor')
      if (out.length === length) journey.place = { kind: 'held', stage: 'shaping' }
    }
  }

  const fromUplink = vswitch.fromUplink.bind(vswitch)
  vswitch.fromUplink = (world, frame, uplink, direct, out) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      observer.enter(journey)
      journey.vswitch = vswitch.path
      journey.group = vswitch.path
      journey.beforeTag(observer.headerOf(frame))
    }
    observer.charging(journey, 'switch', () => fromUplink(world, frame, uplink, direct, out))
    if (journey === null || journey.outcome !== null) return
    const port = vswitch.ports[sim.frames.data[frame + OUT_PORT]]
    if (port) journey.group = port.group.path
    if (journey.place?.kind === 'slice') journey.place.isTagged = observer.tagOf(frame) !== journey.vlan
    journey.vlan = observer.tagOf(frame)
  }

  const wantsMerged = vswitch.wantsMerged.bind(vswitch)
  vswitch.wantsMerged = (frame, inHardware) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) observer.enter(journey)
    return wantsMerged(frame, inHardware)
  }

  const output = vswitch.output.bind(vswitch)
  vswitch.output = (frame) => {
    const port = observer.journeyOf(frame) === null ? null : vswitch.ports[sim.frames.data[frame + OUT_PORT]]
    if (port) watchReader(observer, port.client)
    return output(frame)
  }

  const sendShaped = vswitch.sendShaped.bind(vswitch)
  vswitch.sendShaped = (frame, port) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.leave(sim.now)
      journey.group = port.group.path
    }
    sendShaped(frame, port)
  }
}

function watchNic(observer: LifeObserver, pf: PhysicalFunction): void {
  const { sim } = observer
  const { path } = pf
  const fromHost = pf.transmitFromHost.bind(pf)
  pf.transmitFromHost = (frame) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.leave(sim.now)
      observer.moved(journey)
      journey.name(['nic-driver-transmit'], path)
      journey.path = path
      waitInQueue(observer, journey, pf, pf.hostQueue, null)
    }
    return fromHost(frame)
  }
  for (const fn of [pf.whole, ...pf.vfs]) watchFunction(observer, pf, fn)

  const { engine } = pf
  const handle = engine.handle.bind(engine)
  engine.handle = (kind, index) => {
    observer.limitOver(engine['queues'][index])
    handle(kind, index)
  }

  const loop = pf.loop.bind(pf)
  pf.loop = (frame, fn, from) => {
    const journey = observer.journeyOf(frame)
    journey?.leave(sim.now)
    if (journey !== null) observer.moved(journey)
    loop(frame, fn, from)
    if (journey === null) return
    // it arrives at STAMP, after its own transfers; before that it waits for those in front
    const arrivalPs = sim.frames.data[frame + STAMP] - pf.landingPs
    const transferPs = 2 * pf['loopback'].slot.transfer(sim.frames.data[frame + FRAME_BYTES])
    journey.wait('port-queue', arrivalPs - transferPs, path)
    journey.place = { kind: 'held', stage: 'loopback' }
  }
  const looped = pf.looped.bind(pf)
  pf.looped = (frame, fn) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.path = path
      journey.leave(sim.now - pf.landingPs)
    }
    looped(frame, fn)
  }

  const receive = pf.receive.bind(pf)
  pf.receive = (frame) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.path = path
      journey.instant('nic-receive-filter')
    }
    receive(frame)
  }
  for (const queue of pf.rxQueues) watchRxQueue(observer, queue, path, () => pf.consumer)
}

function watchFunction(observer: LifeObserver, pf: PhysicalFunction, fn: VirtualFunction | WholePort): void {
  const { path } = fn
  const transmit = fn.transmit.bind(fn)
  fn.transmit = (frame) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.leave(observer.sim.now)
      journey.path = path
      journey.instant('iommu-translate')
      const isVirtual = fn instanceof VirtualFunction
      waitInQueue(observer, journey, pf, isVirtual ? fn.queue : pf.hostQueue, fn)
    }
    transmit(frame)
  }
  const receive = fn.receive.bind(fn)
  fn.receive = (frame) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.path = path
      journey.tag(observer.tagOf(frame), path, 'nic')
      observer.moved(journey)
      journey.instant('iommu-translate')
    }
    receive(frame)
  }
}

/** `fn` null: the queue of the host. */
function waitInQueue(
  observer: LifeObserver,
  journey: Journey,
  pf: PhysicalFunction,
  queue: TxQueue,
  fn: VirtualFunction | WholePort | null,
): void {
  const leave = (): void => {
    journey.add('dma-read', pf.engine.fetchedPs, journey.path, fn === null ? 'nic' : 'iommu')
    if (fn instanceof VirtualFunction && fn.spoofCheck) journey.instant('spoof-check')
    journey.tag(observer.tagOf(journey.frame), journey.path, 'nic')
    if (!pf.embedded.isEmpty) journey.instant('embedded-switch', pf.path)
  }
  journey.place = { kind: 'queue', queue, isOut: false, leave }
}

function watchRxQueue(
  observer: LifeObserver,
  queue: RxQueue,
  path: string,
  consumer: () => UplinkConsumer | null,
): void {
  const enqueue = queue.enqueue.bind(queue)
  queue.enqueue = (frame) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) journey.place = inRing(observer, 'host-ring', 'host-ring', queue.world)
    enqueue(frame)
    if (journey === null || journey.outcome !== null) return
    journey.add('dma-write', observer.sim.now, path, 'nic')
    if (queue.filters === 1 && consumer()?.writesInPlace(frame) === true) journey.instant('readable-early', path)
  }
  const interrupt = queue.interrupt.bind(queue)
  queue.interrupt = () => {
    observer.interrupted(queue.world)
    interrupt()
  }
}

function watchSwitch(observer: LifeObserver, physical: EthernetSwitch): void {
  const receive = physical.receive.bind(physical)
  physical.receive = (frame, port) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.path = `${physical.path}/${port + 1}`
      journey.instant('switch-forward')
    }
    receive(frame, port)
  }
}

/** One direction of a link; `sender` is the machine that transmits on it. */
function watchLink(observer: LifeObserver, end: LinkEnd, path: string, sender: LinkEndModel): void {
  const { sim } = observer
  const isSwitch = sender.kind === 'switch'
  const enqueue = end.enqueue.bind(end)
  end.enqueue = (frame) => {
    const journey = observer.journeyOf(frame)
    const taken = enqueue(frame)
    if (journey === null || journey.outcome !== null || !taken) return taken
    journey.leave(sim.now)
    if (isSwitch) journey.tag(observer.tagOf(frame), sender.path, 'wire')
    observer.moved(journey)
    const endPs = end.endOf(frame)
    journey.place = {
      kind: 'flight',
      wait: isSwitch ? 'switch-queue' : 'port-queue',
      waitPath: sender.path,
      link: path,
      startPs: endPs - end.transmission(frame),
      endPs,
      header: observer.headerOf(frame),
    }
    return taken
  }
  const { receiver } = end
  end.receiver = {
    receive(frame, index) {
      // what follows until the host sees it is the receiver's DMA
      observer.journeyOf(frame)?.leave(sim.now - end.landingPs)
      receiver.receive(frame, index)
    },
  }
}
