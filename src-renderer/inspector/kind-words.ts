// What people call the kinds of things, and what they most want to do with each.
import type { ElementKind } from '../canvas/lab-facts'

export const KIND_WORDS: Record<ElementKind, string> = {
  host: 'Host',
  vm: 'Virtual machine',
  vnic: 'vNIC',
  vswitch: 'vSwitch',
  'port-group': 'Port group',
  vmkernel: 'VMkernel adapter',
  nic: 'Physical NIC',
  vf: 'Virtual function',
  switch: 'Physical switch',
  'switch-port': 'Switch port',
  station: 'Station',
  link: 'Link',
  flow: 'Traffic',
  event: 'Event of the script',
  capture: 'Capture',
}

/** Action ids. */
export const PROMINENT: Partial<Record<ElementKind, readonly string[]>> = {
  host: ['insert.vm', 'insert.nic'],
  vm: ['lab.vmotion', 'insert.vnic'],
  vnic: ['observe.capture'],
  nic: ['insert.vf'],
  vswitch: ['insert.port-group'],
  link: ['lab.link-down'],
}
