// What the guest sees of one vNIC: its network devices over time, with name, driver and address. A shell or a uniform adapter
// is one device for ever; a function that is plugged and unplugged comes and goes; a failover pair is three.
// Leaves out the name that a guest would give to a device by its slot: names stay the same from plug to plug.
import { adapter } from '../../../src-shared/catalogue/adapters'
import { functionDriver } from '../../../src-shared/catalogue/guest-drivers'
import { formatMac } from '../../../src-shared/lab/addresses'
import type { VnicModel } from '../../../src-shared/lab/lab-model'
import type { GuestDevice, GuestView, Reason } from '../../../src-shared/result/result'
import { toSeconds } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import type { HardwareFunction } from '../nic/hardware-function'

export class GuestDevices {
  private readonly devices: GuestDevice[] = []
  /** Why the two devices of a pair were not joined. */
  private unpaired: Reason | null = null

  constructor(
    private readonly sim: Simulator,
    private readonly model: VnicModel,
    /** The guest has the driver of the adapter. */
    private readonly hasDriver: boolean,
  ) {}

  /** At power-on: the device of the adapter itself, which stays; nothing where a function is all there is. */
  powerOn(): void {
    const { model } = this
    const { guestDriver } = adapter(model.adapter)
    if (guestDriver === null) return
    const driver = this.hasDriver ? guestDriver : null
    if (model.adapter !== 'failover' || !model.standby || driver === null) {
      this.add({ name: model.id, role: 'nic', driver })
      return
    }
    this.add({ name: model.id, role: 'master', driver: 'net_failover' })
    this.add({ name: `${model.id}nsby`, role: 'standby', driver })
  }

  /** The guest is given a function; false: it is a device beside the other one, and no pair. */
  plug(fn: HardwareFunction): boolean {
    const { model, sim } = this
    const driver = functionDriver(fn.model.id)
    const seen = { driver, function: fn.path }
    if (model.adapter !== 'failover') {
      this.add({ name: model.id, role: 'nic', ...seen })
      return true
    }
    const why = this.refusesPair(fn)
    const mac = fn.administeredMac ?? model.mac
    this.add({ name: `${model.id}-vf`, role: why === null ? 'primary' : 'nic', ...seen }, mac)
    if (why === null) {
      sim.log.add('info', model.path, 'pair-formed', `${model.id}nsby and ${model.id}-vf, both ${formatMac(model.mac)}`)
      return true
    }
    this.unpaired = why
    sim.log.add('warning', model.path, 'pair-not-formed', why.says)
    return false
  }

  /** The function of the guest is gone. */
  unplug(fn: string): void {
    for (const device of this.devices) {
      if (device.function === fn && device.until === null) device.until = toSeconds(this.sim.now)
    }
  }

  powerOff(): void {
    for (const device of this.devices) device.until ??= toSeconds(this.sim.now)
  }

  /** Two devices of one address are a pair at present. */
  get isPaired(): boolean {
    return this.devices.some(({ role, until }) => role === 'primary' && until === null)
  }

  view(): GuestView {
    const devices = this.devices.map((device) => ({ ...device }))
    return this.unpaired === null ? { devices } : { devices, unpaired: this.unpaired }
  }

  private refusesPair(fn: HardwareFunction): Reason | null {
    const { model, hasDriver } = this
    if (!hasDriver) {
      return { code: 'no-driver', says: 'The guest has no driver for the virtio device.', path: model.path }
    }
    if (!model.standby) {
      const says = 'The guest does not know the STANDBY feature: it sees two devices with one address.'
      return { code: 'no-standby', says, path: model.path }
    }
    const mac = fn.administeredMac
    if (mac === null || mac === model.mac) return null
    const says = `${fn.path} has ${formatMac(mac)}, the virtio device ${formatMac(model.mac)}: only equal addresses pair.`
    return { code: 'address-differs', says, path: fn.path }
  }

  private add(device: Omit<GuestDevice, 'mac' | 'from' | 'until'>, mac = this.model.mac): void {
    this.devices.push({ ...device, mac: formatMac(mac), from: toSeconds(this.sim.now), until: null })
  }
}
