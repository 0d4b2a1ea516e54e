// Stages of the cost model in the place of others, where a publication measured another kind of software than the default one.
// The figures are those of the table in the catalogue; nothing is chosen here.
import { resolveCosts } from '../../../src-shared/catalogue/cost-model'

export const modern = resolveCosts('modern')
export const legacy = resolveCosts('legacy')

/** A learning bridge of Linux instead of the vSwitch. */
export const LINUX_BRIDGE = { 'vswitch-forward': modern['bridge-forward'] }

/** A device model in a user process instead of one in the hypervisor. */
export const USER_DEVICE = { 'exit-emulate': modern['exit-user-switch'] + modern['exit-user-device'] }

/** A backend in a user process instead of a worker in the kernel. */
export const USER_BACKEND = {
  'worker-wake': modern['user-backend-wake'],
  'worker-wake-latency': modern['user-backend-latency'],
}
