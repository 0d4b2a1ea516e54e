// One thread of a network stack: the work of a vCPU, of a core of a station, of a vmkernel NIC, as slices of a World.
// A slice takes received frames, lets protocols react and applications send; at its end deliveries count and frames leave.
// Read first: `host/world.ts`. Leaves out priorities: receive, then senders, in the order in which they became due.
import type { HaltPolling } from '../halt-polling'
import type { World, WorldTask } from '../../host/world'
import { FrameList } from '../../kernel/frame-list'
import { FRAME_KIND, KIND } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import { reasonIndex } from '../../observe/counter-table'
import { STAGE_COUNT } from '../../observe/cycle-ledger'
import type { NetDevice } from '../net-device'
import type { NetworkStack } from './network-stack'
import type { LaneTask, Socket, TimedTask } from './socket'

/** Frames that one slice receives at most, and buffers that it sends at most: the budget of a NAPI poll. */
export const SLICE_BUDGET = 64
/** Frames that wait in the stack for room in a ring (the transmit queue length of Linux). */
const HELD_LIMIT = 1000

const QUEUE_FULL = reasonIndex('queue-full')

/** A device of the lane with the frames on their way to and from it. */
class LanePort {
  readonly received = new FrameList()
  /** Made in the slice that runs. */
  readonly outputs = new FrameList()
  /** The ring had no room for them, or the stack is quiesced. */
  readonly held = new FrameList()

  constructor(
    readonly stack: NetworkStack,
    readonly device: NetDevice,
  ) {}
}

export class StackLane implements WorldTask {
  /** Set by the owner of the CPU before the first event. */
  world!: World
  /** Waking an idle vCPU takes this long and costs this stage (index, -1: nothing); set by the owner of the CPU. */
  idleLatencyPs = 0
  idleStage = -1
  /** Of a vCPU that halts: polls before it does. */
  polling: HaltPolling | null = null
  /** Slices begun. */
  slices = 0
  /** How late the timers of applications are; set by the owner of the CPU. */
  timerSlackPs = 0
  private readonly timed: TimedTask[] = []
  private readonly ports: LanePort[] = []
  private readonly overheads = new Float64Array(STAGE_COUNT)
  private readonly overheadStages: number[] = []
  private overheadCount = 0
  private readonly tasks: LaneTask[] = []
  private taskCount = 0
  /** Frames received in the slice that runs, and the sockets that they are for. */
  private readonly taken = new Int32Array(SLICE_BUDGET)
  private readonly takenBy: (Socket | null)[] = new Array<Socket | null>(SLICE_BUDGET).fill(null)
  private takenCount = 0
  private slicing = false
  /** The device that is polled right now; null: none. */
  private polled: LanePort | null = null
  /** A device has more than its last poll took. */
  private pollAgain = false

  constructor(
    private readonly sim: Simulator,
    /** The lane's place in `stack.lanes`. */
    readonly index = 0,
  ) {}

  /** A frame from the device's ring. The lane holds it from here on; the caller wakes the lane when its driver would. */
  enqueueReceived(device: NetDevice, frame: number): void {
    const { polled } = this
    // from a poll straight into the slice that runs, unless it must stand behind others
    if (polled === null) this.portOf(device).received.push(frame)
    else if (polled.received.length > 0 || this.takenCount === SLICE_BUDGET) polled.received.push(frame)
    else this.receive(polled, frame)
  }

  /** Frames that were received and wait for a slice. */
  get backlog(): number {
    let frames = 0
    for (const port of this.ports) frames += port.received.length
    return frames
  }

  /** Charged at the start of the next slice: interrupt handling, exits. */
  overhead(stage: number, amount: number): void {
    if (this.overheads[stage] === 0) this.overheadStages[this.overheadCount++] = stage
    this.overheads[stage] += amount
  }

  /** The device's ring has room again after it refused a frame. */
  transmitSpace(_device: NetDevice): void {
    this.wake()
  }

  /** The lane has work: at once where its world runs, after the latency of an idle vCPU where it sleeps. */
  wake(): void {
    const { world } = this
    if (this.idleLatencyPs <= 0) {
      world.wake()
      return
    }
    if (this.idleStage >= 0 && world.isIdle) {
      if (this.polling !== null && this.polling.finds()) {
        world.wakeAfter(this.polling.latencyPs)
        return
      }
      this.overhead(this.idleStage, 1)
    }
    world.wakeAfter(this.idleLatencyPs)
  }

  /** From here on `task` runs in every slice that begins when it is due. It calls `expired` when none has come in time. */
  addTimed(task: TimedTask): void {
    this.timed.push(task)
  }

  /** The longest time from the instant when a timed task is due to its slice, where the CPU is free: slack and wake-up. */
  get timerLatencyPs(): number {
    return this.timerSlackPs + this.idleLatencyPs
  }

  /** The timer of a task has woken the CPU: slack and latency are over, it runs at once. */
  expired(task: TimedTask): void {
    const { world } = this
    if (!task.isDue) {
      task.isDue = true
      this.tasks[this.taskCount++] = task
    }
    if (this.idleStage >= 0 && world.isIdle && this.polling?.finds() !== true) this.overhead(this.idleStage, 1)
    world.wake()
  }

  /** In startSlice: more was received than one slice takes. Senders then leave room for it. */
  get isPressed(): boolean {
    return this.pollAgain || this.backlog > 0
  }

  /** `task.run` is called in a slice, this one if the slice has not come to its tasks yet. */
  due(task: LaneTask): void {
    if (!task.isDue) {
      task.isDue = true
      this.tasks[this.taskCount++] = task
    }
    if (!this.slicing) this.wake()
  }

  /** Called by `NetworkStack.attach`. */
  connect(stack: NetworkStack, device: NetDevice): void {
    const { ports } = this
    let target = ports.find((port) => port.device === device)
    if (!target) {
      target = new LanePort(stack, device)
      ports.push(target)
    }
    // What waits for the former device goes to this one; what the former device received still goes through its driver.
    for (const port of ports) {
      if (port.stack !== stack || port === target) continue
      for (let frame = port.held.shift(); frame >= 0; frame = port.held.shift()) target.held.push(frame)
      for (let frame = port.outputs.shift(); frame >= 0; frame = port.outputs.shift()) target.outputs.push(frame)
    }
  }

  /** The device is gone for good: what it had received and the lane had not taken is lost for `reason`. */
  disconnect(device: NetDevice, reason: number): void {
    const at = this.ports.findIndex((port) => port.device === device)
    if (at < 0) return
    const { received } = this.ports[at]
    for (let frame = received.shift(); frame >= 0; frame = received.shift()) {
      this.sim.traffic.drop(frame, reason, device.dropBase)
    }
    this.ports.splice(at, 1)
  }

  /** In startSlice: the frame leaves through the stack's device at the end of the slice. */
  output(stack: NetworkStack, frame: number): void {
    const port = this.portOfStack(stack)
    port.device.chargeTransmit(this.world, frame)
    port.outputs.push(frame)
  }

  startSlice(world: World): void {
    this.slicing = true
    this.slices++
    for (let i = 0; i < this.overheadCount; i++) {
      const stage = this.overheadStages[i]
      world.charge(stage, this.overheads[stage])
      this.overheads[stage] = 0
    }
    this.overheadCount = 0
    const { ports } = this
    this.pollAgain = false
    for (let i = 0; i < ports.length && this.takenCount < SLICE_BUDGET; i++) this.receiveFrom(ports[i])
    const { timed, sim } = this
    for (let i = 0; i < timed.length; i++) {
      const task = timed[i]
      if (task.isDue || task.dueAt > sim.now) continue
      task.isDue = true
      this.tasks[this.taskCount++] = task
    }
    let kept = 0
    const count = this.taskCount
    for (let i = 0; i < count; i++) {
      const task = this.tasks[i]
      task.isDue = false
      if (task.run(this) && !task.isDue) {
        task.isDue = true
        this.tasks[kept++] = task
      }
    }
    // Tasks that became due meanwhile stand behind `count`.
    for (let i = count; i < this.taskCount; i++) this.tasks[kept++] = this.tasks[i]
    this.taskCount = kept
  }

  endSlice(): boolean {
    const { ports, sim } = this
    for (let i = 0; i < this.takenCount; i++) {
      const socket = this.takenBy[i]
      const frame = this.taken[i]
      if (socket !== null) socket.delivered(frame)
      sim.traffic.deliver(frame)
    }
    this.takenCount = 0
    let more = this.taskCount > 0 || this.pollAgain
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i]
      this.transmitFrom(port)
      if (port.received.length > 0) more = true
    }
    this.slicing = false
    return more
  }

  private receiveFrom(port: LanePort): void {
    const { device, received } = port
    if (device.poll !== undefined) {
      this.polled = port
      if (device.poll(this)) this.pollAgain = true
      this.polled = null
    }
    while (received.length > 0 && this.takenCount < SLICE_BUDGET) this.receive(port, received.shift())
  }

  private receive({ device, stack }: LanePort, frame: number): void {
    device.chargeReceive(this.world, frame)
    if (!stack.accepts(this, frame)) return
    this.taken[this.takenCount] = frame
    this.takenBy[this.takenCount++] = stack.receive(this, frame)
  }

  private transmitFrom(port: LanePort): void {
    const { held, outputs, device, stack } = port
    while (held.length > 0 && !stack.quiesced) {
      const frame = held.shift()
      if (device.transmit(frame)) continue
      held.unshift(frame)
      break
    }
    for (let frame = outputs.shift(); frame >= 0; frame = outputs.shift()) {
      if (held.length === 0 && !stack.quiesced && device.transmit(frame)) continue
      // A datagram that finds no room is lost at once; what has flow control waits.
      const lost = this.sim.frames.data[frame + KIND] === FRAME_KIND.udp && !stack.quiesced
      if (lost || held.length >= HELD_LIMIT) this.sim.traffic.drop(frame, QUEUE_FULL, device.dropBase)
      else held.push(frame)
    }
  }

  private portOf(device: NetDevice): LanePort {
    const { ports } = this
    for (let i = 0; i < ports.length; i++) if (ports[i].device === device) return ports[i]
    throw new Error(`${device.path} is not attached to this lane`)
  }

  private portOfStack(stack: NetworkStack): LanePort {
    const { ports } = this
    for (let i = 0; i < ports.length; i++) {
      if (ports[i].stack === stack && ports[i].device === stack.device) return ports[i]
    }
    throw new Error(`${stack.path} has no device`)
  }
}
