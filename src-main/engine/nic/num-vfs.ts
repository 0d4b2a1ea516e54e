// NumVFs of a port while it works, by the rules of the capability and of Linux: a count other than 0 is written over 0 only, no more
// than the model and its place on the bus allow, and none go while a guest has one. They come all at once after 100 ms.
// Leaves out the link flap of many drivers, and PCI resources that run out.
import { usableVfs } from '../../../src-shared/catalogue/pci-address'
import { Component } from '../kernel/component'
import { MS } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import type { PhysicalFunction } from './physical-function'

/** Linux waits so long behind setting VF Enable before it looks at the functions. */
const ENABLE_WAIT = 100 * MS

export class NumVfs extends Component {
  /** Functions that come when the wait is over; 0: none are coming. */
  private coming = 0

  constructor(
    sim: Simulator,
    path: string,
    private readonly pf: PhysicalFunction,
    /** The functions of the port are others. */
    private readonly changed: () => void,
  ) {
    super(sim, path)
  }

  /** Why the count cannot be written; null: it was. */
  write(count: unknown): string | null {
    const { pf, sim } = this
    const most = usableVfs(pf.model, pf.settings.ari)
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) return 'a whole number'
    if (count > most) return `ERANGE: at most ${most}`
    const now = this.coming > 0 ? this.coming : pf.vfs.length
    if (count === now) return null
    if (count > 0 && now > 0) return `EBUSY: ${now} are enabled; write 0 before ${count}`
    if (count > 0) {
      this.coming = count
      sim.log.add('info', pf.path, 'vfs-changed', `VF Enable is set; ${count} functions answer in 0.1 s`)
      sim.schedule(ENABLE_WAIT, this, 0, 0)
      return null
    }
    if (this.coming > 0) return 'EBUSY: they are being enabled'
    if (pf.vfs.some((vf) => vf.pci.owner !== null || vf.pci.keptFor !== null)) return 'EPERM: a guest has one'
    if (pf.vfs.some((vf) => !vf.pci.isReady)) return 'EBUSY: one is being reset'
    pf.setVfs(0)
    this.changed()
    sim.log.add('info', pf.path, 'vfs-changed', 'VF Enable is clear; all functions are gone')
    return null
  }

  override handle(): void {
    const { pf, sim, coming } = this
    this.coming = 0
    pf.setVfs(coming)
    this.changed()
    const [first] = pf.vfs
    sim.log.add('info', pf.path, 'vfs-changed', `${coming} functions are there, the first at ${first.pci.address}`)
  }
}
