// The properties of an element, by its kind; of the lab itself for null.
import type { Lab } from '../../src-shared/lab/schema'
import { type ElementKind } from '../canvas/lab-facts'
import type { FieldGroup } from './field'
import { vmFields, vnicFields } from './guest-fields'
import { hostFields, nicFields, portGroupFields, vfFields, vmkernelFields, vswitchFields } from './host-fields'
import {
  captureFields,
  eventFields,
  flowFields,
  labFields,
  linkFields,
  stationFields,
  switchFields,
  switchPortFields,
} from './network-fields'

const BY_KIND: Record<ElementKind, (lab: Lab, id: string) => FieldGroup[]> = {
  host: hostFields,
  nic: nicFields,
  vf: vfFields,
  vswitch: vswitchFields,
  'port-group': portGroupFields,
  vmkernel: vmkernelFields,
  vm: vmFields,
  vnic: vnicFields,
  switch: switchFields,
  'switch-port': switchPortFields,
  station: stationFields,
  link: linkFields,
  flow: flowFields,
  event: eventFields,
  capture: captureFields,
}

export const fieldsOf = (lab: Lab, kind: ElementKind | null, id: string): FieldGroup[] =>
  kind === null ? labFields() : BY_KIND[kind](lab, id)
