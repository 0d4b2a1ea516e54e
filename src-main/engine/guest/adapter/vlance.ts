// vlance: an AMD 79C970 in software. Register select and data port for every access, no offloads, and an interrupt for every
// event. Leaves out the morphing of the flexible adapter into vmxnet.
import { fixedGap } from '../../../../src-shared/lab/moderation-model'
import { stageIndex } from '../../observe/cycle-ledger'
import type { AdapterPaths } from './adapter-paths'
import { RegisterPath } from './register-path'

const TRANSMIT = stageIndex('vlance-transmit-exits')
const INTERRUPT = stageIndex('vlance-interrupt-exits')

export const vlance: AdapterPaths = {
  emulation(vnic, host, { vswitch, group }) {
    const { costs } = host.cpu
    return new RegisterPath(vnic, host, vswitch, group, {
      transmitAccesses: costs[TRANSMIT],
      interruptAccesses: costs[INTERRUPT],
      refillBuffers: Infinity,
      selects: true,
      coalescesInterrupts: false,
      interruptGaps: fixedGap(0),
    })
  },
  passthrough: () => null,
}
