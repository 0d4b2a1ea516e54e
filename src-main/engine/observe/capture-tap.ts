// Taps: they stand between who passes a frame on and who takes it, keep a copy for a capture, and change nothing.
// Where there is no port between the two, the tap takes the place of the method that is called: of that one object only.
import type { NetDevice } from '../guest/net-device'
import type { NetworkStack } from '../guest/stack/network-stack'
import { OUT_PORT } from '../kernel/frame-store'
import type { FrameReceiver } from '../kernel/port'
import type { Simulator } from '../kernel/simulator'
import type { VirtualFunction } from '../nic/virtual-function'
import type { PortGroup } from '../vswitch/port-group'
import type { Vswitch } from '../vswitch/vswitch'
import type { LinkEnd } from '../wire/link-end'
import type { Capture } from './capture'

/** Sees what a machine receives. */
class ReceiveTap implements FrameReceiver {
  constructor(
    private readonly inner: FrameReceiver,
    private readonly capture: Capture,
  ) {}

  receive(frame: number, index: number): void {
    this.capture.record(frame, 'from-wire')
    this.inner.receive(frame, index)
  }
}

/** Captures what arrives out of this direction of a link at its far end. */
export function tapArrivals(end: LinkEnd, capture: Capture): void {
  end.receiver = new ReceiveTap(end.receiver, capture)
}

/** Captures what a machine gives to the link, when the link takes it. */
export function tapDepartures(end: LinkEnd, capture: Capture): void {
  const enqueue = end.enqueue.bind(end)
  end.enqueue = (frame) => {
    const taken = enqueue(frame)
    if (taken && end.up) capture.record(frame, 'to-wire')
    return taken
  }
}

/** Captures what a network stack sends through its device, and what its drivers hand to it. */
export function tapStack(stack: NetworkStack, device: NetDevice, capture: Capture): void {
  const transmit = device.transmit.bind(device)
  device.transmit = (frame) => {
    capture.record(frame, 'from-stack')
    const taken = transmit(frame)
    if (!taken) capture.forget()
    return taken
  }
  for (const lane of stack.lanes) {
    const enqueue = lane.enqueueReceived.bind(lane)
    lane.enqueueReceived = (from, frame) => {
      if (from === device) capture.record(frame, 'to-stack')
      enqueue(from, frame)
    }
  }
}

/** Captures what the guest gives to a function, and what the function gets for it. */
export function tapFunction(fn: VirtualFunction, capture: Capture): void {
  const transmit = fn.transmit.bind(fn)
  fn.transmit = (frame) => {
    capture.record(frame, 'to-function')
    transmit(frame)
  }
  const receive = fn.receive.bind(fn)
  fn.receive = (frame) => {
    capture.record(frame, 'from-function')
    receive(frame)
  }
}

/** Captures every frame that enters a vSwitch, or (`group`) that enters it from the ports of a group or leaves it to them. */
export function tapVswitch(sim: Simulator, vswitch: Vswitch, group: PortGroup | null, capture: Capture): void {
  const fromPort = vswitch.fromPort.bind(vswitch)
  vswitch.fromPort = (world, frame, port, out) => {
    if (group === null || port.group === group) capture.record(frame, 'from-port')
    fromPort(world, frame, port, out)
  }
  if (group === null) {
    const fromUplink = vswitch.fromUplink.bind(vswitch)
    vswitch.fromUplink = (world, frame, uplink, direct, out) => {
      capture.record(frame, 'from-uplink')
      fromUplink(world, frame, uplink, direct, out)
    }
    return
  }
  const output = vswitch.output.bind(vswitch)
  vswitch.output = (frame) => {
    const to = vswitch.ports[sim.frames.data[frame + OUT_PORT]]
    if (to?.group === group) capture.record(frame, 'to-port')
    return output(frame)
  }
}
