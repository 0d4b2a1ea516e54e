// Can a vNIC run on functions of this model? A guest that drives functions itself has the drivers of all of them.
import type { NicModelEntry } from '../../../../src-shared/catalogue/nic-models'
import type { VnicModel } from '../../../../src-shared/lab/lab-model'

export function drives(vnic: VnicModel, model: NicModelEntry): boolean {
  switch (vnic.adapter) {
    case 'upt':
      return model.uniform
    case 'npa':
      return model.ihv !== null && vnic.plugins.includes(model.ihv)
    default:
      return true
  }
}
