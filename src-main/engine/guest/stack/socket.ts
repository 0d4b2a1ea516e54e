// What a network stack hands received frames to, and what sends through it: a TCP connection, a UDP socket, a ping.
// A socket works in the lane that it belongs to, like a connection that is steered to the CPU of its application.
import type { StackLane } from './stack-lane'

/** Something that wants to act in the next slice of a lane: an application, a connection with a timer that is due. */
export interface LaneTask {
  /** Owned by the lane: it waits in the lane's list. */
  isDue: boolean
  /** In startSlice. Returns true when there is more to do than one slice should take. */
  run(lane: StackLane): boolean
}

/** A task with a clock of its own: a slice that begins at `dueAt` or later runs it, whoever woke the lane. */
export interface TimedTask extends LaneTask {
  /** Infinity: it waits for something else than time. */
  readonly dueAt: number
}

export interface Socket {
  readonly lane: StackLane
  /** It takes the packet for a group; nobody does who has not joined. */
  hears?(frame: number): boolean
  /** In startSlice: the protocol's reaction. The frame stays with the lane. */
  receive(lane: StackLane, frame: number): void
  /** In endSlice: the application has what the frame brought. The frame is released behind this call. */
  delivered(frame: number): void
  /** A frame that this socket sent has left its device (or died there): its memory is free again. */
  transmitted(bytes: number): void
}
