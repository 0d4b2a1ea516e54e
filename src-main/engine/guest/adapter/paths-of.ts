// The data paths that an adapter kind has, by its name in the document.
import type { AdapterKind } from '../../../../src-shared/lab/schema'
import type { AdapterPaths } from './adapter-paths'
import { e1000 } from './e1000'
import { failover } from './failover'
import { npa } from './npa'
import { passthrough } from './passthrough'
import { replug } from './replug'
import { upt } from './upt'
import { virtio } from './virtio'
import { vlance } from './vlance'
import { vmxnet } from './vmxnet'
import { xenVif } from './xen-vif'

const PATHS: Record<AdapterKind, AdapterPaths> = {
  vlance,
  e1000,
  vmxnet,
  virtio,
  'xen-vif': xenVif,
  passthrough,
  upt,
  npa,
  failover,
  replug,
}

export const pathsOf = (kind: AdapterKind): AdapterPaths => PATHS[kind]
