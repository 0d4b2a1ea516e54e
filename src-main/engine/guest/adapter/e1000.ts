// e1000: an Intel 82545EM in software. One write of the tail register for each transmit call, five accesses in the interrupt
// handler, one for sixteen receive buffers; super-frames are taken and cut by the device model, in software. It keeps the gap
// between interrupts that the driver asks for, and the driver merges what comes.
import { stageIndex } from '../../observe/cycle-ledger'
import type { AdapterPaths } from './adapter-paths'
import { RegisterPath } from './register-path'

const TRANSMIT = stageIndex('e1000-transmit-exits')
const INTERRUPT = stageIndex('e1000-interrupt-exits')
const REFILL = stageIndex('e1000-refill-buffers')
const MODERATION = stageIndex('e1000-moderation')
const MODERATION_BULK = stageIndex('e1000-moderation-bulk')

export const e1000: AdapterPaths = {
  emulation(vnic, host, { vswitch, group }) {
    const { costs } = host.cpu
    return new RegisterPath(vnic, host, vswitch, group, {
      transmitAccesses: costs[TRANSMIT],
      interruptAccesses: costs[INTERRUPT],
      refillBuffers: costs[REFILL],
      selects: false,
      coalescesInterrupts: true,
      interruptGaps: { rule: 'e1000', gapPs: costs[MODERATION], bulkPs: costs[MODERATION_BULK] },
    })
  },
  passthrough: () => null,
}
