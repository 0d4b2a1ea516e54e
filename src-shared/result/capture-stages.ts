// Where a frame was when a capture saw it: the comment of every packet in a capture file names one of these.

export interface CaptureStageEntry {
  /** As who stands at the place sees it; null: a frame just passes. */
  direction: 'in' | 'out' | null
  says: string
}

export const CAPTURE_STAGES = {
  'from-stack': { direction: 'out', says: 'the network stack hands it to the adapter' },
  'to-stack': { direction: 'in', says: 'the driver hands it to the network stack' },
  'to-function': { direction: 'out', says: 'the driver of the guest hands it to the function' },
  'from-function': { direction: 'in', says: 'the function writes it to the memory of the guest' },
  'from-port': { direction: null, says: 'it enters the vSwitch from a port' },
  'from-uplink': { direction: null, says: 'it enters the vSwitch from an uplink' },
  'to-port': { direction: null, says: 'it leaves the vSwitch to a port' },
  'to-wire': { direction: 'out', says: 'it is given to the wire' },
  'from-wire': { direction: 'in', says: 'it has arrived from the wire' },
} as const satisfies Record<string, CaptureStageEntry>

export type CaptureStage = keyof typeof CAPTURE_STAGES
