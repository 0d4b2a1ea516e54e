// What every function of a port has from its PF, whatever it is.
import type { NicModelEntry } from '../../../src-shared/catalogue/nic-models'
import type { PhysicalFunction } from './physical-function'

export abstract class PortFunction {
  readonly model: NicModelEntry

  constructor(protected readonly pf: PhysicalFunction) {
    this.model = pf.model
  }

  get ring(): number {
    return this.model.ring
  }

  get mtu(): number {
    return this.pf.mtu
  }

  get tso(): boolean {
    return this.pf.tso
  }

  get checksum(): boolean {
    return this.pf.checksum
  }

  get isUp(): boolean {
    return this.pf.isUp
  }
}
