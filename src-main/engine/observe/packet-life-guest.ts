// Where a followed frame passes a machine that sends or receives: its stack, its driver and its adapter. Read first:
// packet-life-observer.ts.
import type { EndpointRef } from '../../../src-shared/lab/lab-model'
import { RegisterPath } from '../guest/adapter/register-path'
import { RingPath } from '../guest/adapter/ring-path'
import type { Vnic } from '../guest/adapter/vnic'
import type { NetDevice } from '../guest/net-device'
import type { NetworkStack } from '../guest/stack/network-stack'
import { IDLE, type World } from '../host/world'
import type { PortClient } from '../vswitch/vswitch-port'
import type { Station } from '../wire/station'
import { stageIndex } from './cycle-ledger'
import type { Journey, Place } from './packet-life-journey'
import type { LifeObserver } from './packet-life-observer'

const HOST_INTERRUPT = stageIndex('host-interrupt')
const VCPU_WAKE = stageIndex('vcpu-wake')

/** `end` null: of every machine. */
export function watchDevices(observer: LifeObserver, end: EndpointRef | null): void {
  const { stations, vms } = observer.lab
  const isMeant = (device: NetDevice) =>
    end === null || device === (end.kind === 'station' ? stations[end.station].nic : vms[end.vm].vnics[end.nic])
  for (const station of stations) if (isMeant(station.nic)) watchStation(observer, station)
  for (const vm of vms) for (const vnic of vm.vnics) if (isMeant(vnic)) watchVnic(observer, vnic)
}

function watchStation(observer: LifeObserver, station: Station): void {
  const { nic, stack, path } = station
  if (observer.watched.has(nic)) return
  observer.watched.add(nic)
  watchStack(observer, stack)
  watchDriver(observer, nic)

  const transmit = nic.transmit.bind(nic)
  nic.transmit = (frame) => {
    const journey = observer.journeyOf(frame)
    if (journey === null) return transmit(frame)
    handOver(observer, journey, frame, path)
    const leave = (): void => journey.wait('dma-read', nic.fetchedPs, path, 'nic')
    journey.place = { kind: 'queue', queue: null, isOut: false, leave }
    return accepted(journey, transmit(frame))
  }

  const receive = nic.receive.bind(nic)
  nic.receive = (frame) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.path = path
      journey.wait('dma-write', observer.sim.now, path, 'nic')
      journey.place = inRing(observer, 'host-ring', 'host-ring', stack.laneFor(frame).world)
    }
    receive(frame)
  }
  for (const lane of stack.lanes) {
    const overhead = lane.overhead.bind(lane)
    lane.overhead = (stage, amount) => {
      overhead(stage, amount)
      if (stage === HOST_INTERRUPT) observer.interrupted(lane.world)
    }
  }
}

function watchVnic(observer: LifeObserver, vnic: Vnic): void {
  if (observer.watched.has(vnic)) return
  observer.watched.add(vnic)
  const { stack, path } = vnic
  watchStack(observer, stack)
  watchDriver(observer, vnic)

  const transmit = vnic.transmit.bind(vnic)
  vnic.transmit = (frame) => {
    const journey = observer.journeyOf(frame)
    if (journey === null) return transmit(frame)
    handOver(observer, journey, frame, path)
    const { active } = vnic
    const world = active instanceof RingPath ? active.world : null
    if (world !== null) journey.place = inRing(observer, 'transmit-ring', 'wake-wait', world)
    const taken = accepted(journey, transmit(frame))
    // a backend that nobody woke waits for room in the NIC
    if (world !== null && world.isIdle && journey.place?.kind === 'ring') journey.place.isAsleep = false
    return taken
  }

  const fromPath = vnic.fromPath.bind(vnic)
  vnic.fromPath = (frame, dataPath) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      journey.leave(observer.sim.now)
      observer.moved(journey)
      journey.name(['backend-receive', 'copy', 'segmentation', 'checksum'], path)
      journey.path = path
      const { lanes } = stack
      const { world } = lanes.length === 1 ? lanes[0] : stack.laneFor(frame)
      journey.place = inRing(observer, 'receive-ring', 'wake-wait', world)
    }
    const waiting = fromPath(frame, dataPath)
    if (journey !== null && journey.outcome === null && dataPath.functionPath !== null) {
      journey.add('dma-write', observer.sim.now, dataPath.functionPath)
    }
    return waiting
  }

  const ringInterrupt = vnic.ringInterrupt.bind(vnic)
  vnic.ringInterrupt = (ring) => {
    observer.interrupted(ring.lane.world)
    ringInterrupt(ring)
  }

  // the rings are the vNIC's own affair, but a frame that is taken out of one and held for merging is seen nowhere else
  for (const { frames } of vnic['rings']) {
    const shift = frames.shift.bind(frames)
    frames.shift = () => {
      const frame = shift()
      const journey = frame < 0 ? null : observer.journeyOf(frame)
      if (journey !== null) takeFromRing(observer, journey)
      return frame
    }
  }
}

/** The guest may poll instead of sleeping: then nobody has to wake its vCPU. */
function takeFromRing(observer: LifeObserver, journey: Journey): void {
  const { place } = journey
  const { slice } = observer
  if (place?.kind === 'ring' && slice !== null && !slice.hasCharge(VCPU_WAKE)) place.wake = 'poll-wait'
  observer.enter(journey)
}

function watchStack(observer: LifeObserver, stack: NetworkStack): void {
  const accepts = stack.accepts.bind(stack)
  stack.accepts = (lane, frame) => {
    const journey = observer.journeyOf(frame)
    if (journey === null) return accepts(lane, frame)
    observer.enter(journey)
    return observer.charging(journey, 'receive', () => accepts(lane, frame))
  }
  const receive = stack.receive.bind(stack)
  stack.receive = (lane, frame) => {
    const journey = observer.journeyOf(frame)
    if (journey === null) return receive(lane, frame)
    return observer.charging(journey, 'receive', () => receive(lane, frame))
  }
}

function watchDriver(observer: LifeObserver, device: NetDevice & { active?: Vnic['active'] }): void {
  const chargeTransmit = device.chargeTransmit.bind(device)
  device.chargeTransmit = (world, frame) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) {
      observer.enter(journey)
      journey.isCharged = true
      const { active } = device
      if (active instanceof RegisterPath) {
        journey.vswitch = active.port.vswitch.path
        journey.group = active.port.group.path
      }
    }
    observer.charging(journey, 'device', () => chargeTransmit(world, frame))
  }
}

function handOver(observer: LifeObserver, journey: Journey, frame: number, path: string): void {
  journey.leave(observer.sim.now)
  journey.path = path
  journey.vlan = observer.tagOf(frame)
  observer.moved(journey)
}

function accepted(journey: Journey, taken: boolean): boolean {
  if (taken) journey.isSending = false
  else journey.place = { kind: 'held', stage: 'stack-queue' }
  return taken
}

/** A thread between the vSwitch and the guest, for which the frame waits, or the vCPU itself, pays for bringing the frame in. */
export function watchReader(observer: LifeObserver, client: PortClient): void {
  if (observer.watched.has(client) || !(client instanceof RingPath || client instanceof RegisterPath)) return
  observer.watched.add(client)
  const { reading, vnic } = client
  if (reading === null && !client.fetches) return
  if (reading !== null) {
    const deliver = client.deliver.bind(client)
    client.deliver = (frame) => {
      const journey = observer.journeyOf(frame)
      if (journey !== null) {
        journey.leave(observer.sim.now)
        journey.path = vnic.path
        journey.place = inRing(observer, 'tap-queue', 'wake-wait', reading)
      }
      deliver(frame)
    }
  }
  const chargeRead = client.chargeRead.bind(client)
  client.chargeRead = (world, frame) => {
    const journey = observer.journeyOf(frame)
    if (journey !== null) observer.enter(journey)
    observer.charging(journey, 'switch', () => chargeRead(world, frame))
  }
}

export function inRing(
  observer: LifeObserver,
  stage: 'host-ring' | 'transmit-ring' | 'tap-queue' | 'receive-ring',
  wake: 'host-ring' | 'wake-wait',
  world: World,
): Place {
  const watch = observer.watchOf(world)
  return { kind: 'ring', stage, wake, watch, isAsleep: world.state === IDLE, interruptedPs: -1 }
}
