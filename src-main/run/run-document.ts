// The document that repeats a run: the lab with what the person did, as events at the times at which it happened.
import type { Lab, LabEvent } from '@shared/lab/schema'

export function runDocument(lab: Lab, actions: readonly LabEvent[]): Lab {
  return actions.length === 0 ? lab : { ...lab, events: [...(lab.events ?? []), ...actions] }
}
