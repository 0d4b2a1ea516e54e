// Where frames enter and leave a component without taking time. A tap or a fault injector fits between two ports:
// it is the peer of both and passes frames on; a component never asks whether somebody watches.

export interface FrameReceiver {
  /** Takes ownership of the frame. `index` is the receiver's port. */
  receive(frame: number, index: number): void
}

export class Port implements FrameReceiver {
  peer: FrameReceiver | null = null
  peerIndex = 0

  constructor(
    /** `tor-1/3` */
    readonly path: string,
    readonly owner: FrameReceiver,
    /** The owner's number of this port. */
    readonly index: number,
  ) {}

  /** Sends out of the owner, into whatever is connected. The port must be connected. */
  send(frame: number): void {
    this.peer!.receive(frame, this.peerIndex)
  }

  /** From outside into the owner. */
  receive(frame: number): void {
    this.owner.receive(frame, this.index)
  }

  /** Joins two ports; each is the other's peer. */
  static connect(a: Port, b: Port): void {
    a.peer = b.owner
    a.peerIndex = b.index
    b.peer = a.owner
    b.peerIndex = a.index
  }
}
