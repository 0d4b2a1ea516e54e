// What a charge of the cost model is in the life of a frame: the stage by which people know it, and who does the work.
// The same cost (a copy, an exit) is another stage, or nobody's, depending on what the world was doing when it was charged.
import { STAGE_IDS, type StageId } from '../../../src-shared/catalogue/cost-model'
import { LIFE_STAGES, type LifeLane, type LifeStage } from '../../../src-shared/result/packet-life'

/**
 * What was being done. `send`: a socket makes a segment; `receive`: a stack takes one; `device`: the driver and the device
 * behind its registers; `switch`: a vSwitch with what hangs on it; `none`: the world's own work, for a batch or for nobody.
 */
export type ChargeContext = 'none' | 'send' | 'receive' | 'device' | 'switch'

type StageTable = Partial<Record<StageId, LifeStage>>

const COPIES: StageTable = {
  'copy-fixed': 'copy',
  'copy-byte': 'copy',
  'copy-byte-cold': 'copy',
  'copy-byte-memory': 'copy',
}
const EXITS: StageTable = {
  'vm-exit': 'exit',
  'exit-emulate': 'exit',
  'exit-user-switch': 'exit',
  'exit-user-device': 'exit',
  'vlance-rap': 'exit',
}

const MAPPING: StageTable = {
  'iommu-map': 'iommu-map',
  'iommu-unmap': 'iommu-map',
  'iotlb-invalidate': 'iommu-map',
  'iotlb-defer': 'iommu-map',
}

const DEVICE: StageTable = {
  ...COPIES,
  ...EXITS,
  'guest-driver-transmit': 'driver-transmit',
  doorbell: 'doorbell',
  'gso-segment': 'segmentation',
  'checksum-byte': 'checksum',
  'backend-transmit': 'backend-transmit',
  'backend-receive': 'backend-receive',
  'backend-buffer': 'backend-receive',
  'vswitch-forward': 'vswitch-forward',
  'bridge-forward': 'vswitch-forward',
  'netflow-record': 'vswitch-forward',
  'vmsafe-filter': 'security-service',
  'grant-copy': 'copy',
  'page-flip': 'page-exchange',
  'pin-sent-page': 'pin',
  'nic-driver-transmit': 'nic-driver-transmit',
  ...MAPPING,
}

const OWN: Record<Exclude<ChargeContext, 'none'>, StageTable> = {
  send: {
    ...COPIES,
    'socket-send': 'socket-send',
    'tcp-transmit': 'stack-transmit',
    'udp-transmit': 'stack-transmit',
    'checksum-copy-byte': 'checksum',
    'gso-segment': 'segmentation',
  },
  receive: {
    ...COPIES,
    'tcp-receive': 'stack-receive',
    'reader-wake': 'stack-receive',
    'udp-receive': 'stack-receive',
    'ack-receive': 'stack-receive',
    'ip-forward': 'ip-forward',
    'checksum-copy-byte': 'checksum',
  },
  device: DEVICE,
  switch: DEVICE,
}

/** Charged once for a batch, by the number of its frames. */
const BATCH: StageTable = {
  'backend-transmit': 'backend-transmit',
  'nic-driver-receive': 'nic-driver-receive',
  'guest-driver-receive': 'driver-receive',
  'user-backend-call': 'backend-call',
  'lro-merge': 'merge',
  ...MAPPING,
}

/** What comes first in a slice, because it was what started it. */
const OVERHEAD: StageTable = {
  ...EXITS,
  'worker-wake': 'backend-wake',
  'user-backend-wake': 'backend-wake',
  'vcpu-wake': 'vcpu-wake',
  'idle-exit': 'idle-exit',
  'vm-switch': 'vm-switch',
  'domain-switch': 'vm-switch',
  'host-interrupt': 'host-interrupt',
  'host-interrupt-exit': 'host-interrupt',
  'posted-interrupt': 'posted-interrupt',
  'virtual-interrupt': 'virtual-interrupt',
  'virtual-eoi': 'virtual-interrupt',
  'virtual-ipi': 'virtual-interrupt',
  'guest-interrupt': 'guest-interrupt',
}

/** The order in which overhead happens, whatever the order in which it is charged. */
export const OVERHEAD_ORDER: readonly LifeStage[] = [
  'idle-exit',
  'vm-switch',
  'backend-wake',
  'vcpu-wake',
  'host-interrupt',
  'posted-interrupt',
  'virtual-interrupt',
  'exit',
  'guest-interrupt',
]

/** A machine that is no host has one driver, its own. */
const STATION: Partial<Record<LifeStage, LifeStage>> = {
  'nic-driver-transmit': 'driver-transmit',
  'nic-driver-receive': 'driver-receive',
}

const byIndex = (table: StageTable): (LifeStage | null)[] => STAGE_IDS.map((id) => table[id] ?? null)
const OWN_BY_INDEX = {
  none: byIndex({}),
  send: byIndex(OWN.send),
  receive: byIndex(OWN.receive),
  device: byIndex(OWN.device),
  switch: byIndex(OWN.switch),
}
const BATCH_BY_INDEX = byIndex(BATCH)
const OVERHEAD_BY_INDEX = byIndex(OVERHEAD)
const SOCKET_SEND = STAGE_IDS.indexOf('socket-send')
const TRANSMITS = [STAGE_IDS.indexOf('tcp-transmit'), STAGE_IDS.indexOf('udp-transmit')]

/** Of a charge (stage index) that was made while the frame was handled; null: it was for something else. */
export const ownStage = (stage: number, context: ChargeContext, isStation: boolean): LifeStage | null =>
  renamed(OWN_BY_INDEX[context][stage], isStation)

export const batchStage = (stage: number, isStation: boolean): LifeStage | null =>
  renamed(BATCH_BY_INDEX[stage], isStation)

export const overheadStage = (stage: number): LifeStage | null => OVERHEAD_BY_INDEX[stage]

const TAKING: readonly (LifeStage | null)[] = ['copy', 'page-exchange', 'pin']

/** A frame is taken from its guest: bytes are copied, or the pages that they are in change hands or are pinned. */
export const isTaking = (stage: number): boolean => TAKING.includes(OWN_BY_INDEX.switch[stage])

/** The first charge of a buffer that an application hands to its socket. */
export const isSocketSend = (stage: number): boolean => stage === SOCKET_SEND

/** The first charge of a segment that no application sends at that moment: a retransmission, a handshake. */
export const isTransmit = (stage: number): boolean => TRANSMITS.includes(stage)

/** Who does the work of a stage. */
export function laneOf(stage: LifeStage, context: ChargeContext, isStation: boolean): LifeLane {
  if (isStation || context === 'send' || context === 'receive') return 'guest'
  return stage === 'segmentation' || stage === 'checksum' ? 'hypervisor' : LIFE_STAGES[stage].lane
}

function renamed(stage: LifeStage | null, isStation: boolean): LifeStage | null {
  return stage !== null && isStation ? (STATION[stage] ?? stage) : stage
}
