// The table of commands: every change of a lab document goes through here, from the window, the command line and imports.
// A command's result is checked; one that brings in a mistake is refused with the mistake's own words.
import type { LabDiff, Pointer, Problem, Refusal } from '../../api/lab-api'
import { checkLab } from '../check-lab'
import { diffLab } from '../lab-diff'
import type { Lab } from '../schema'
import { addPortGroup, addHost, addNic, addUplink, addVmkernel, addVswitch, removeUplink } from './add-host'
import { addStation, addSwitch, connectLink } from './add-fabric'
import { addCapture, addEvent, addFlow } from './add-traffic'
import { addVm, addVnic } from './add-vm'
import { makeBatch, replaceDocument } from './batch'
import type { Command } from './command'
import { assignFunction, attachNetwork, moveVm } from './move-vm'
import { duplicate, paste } from './paste'
import { fold, placeOnCanvas } from './place-on-canvas'
import { refusal } from './refusals'
import { remove } from './remove'
import { rename } from './rename'
import { setProperty } from './set-property'
import { setVfs } from './set-vfs'

export const commands: readonly Command[] = [
  addHost,
  addNic,
  setVfs,
  addVswitch,
  addUplink,
  removeUplink,
  addPortGroup,
  addVmkernel,
  addVm,
  addVnic,
  addSwitch,
  addStation,
  connectLink,
  addFlow,
  addEvent,
  addCapture,
  setProperty,
  rename,
  moveVm,
  assignFunction,
  attachNetwork,
  remove,
  duplicate,
  paste,
  placeOnCanvas,
  fold,
  replaceDocument,
  makeBatch((id) => byId.get(id)),
]

const byId = new Map(commands.map((entry) => [entry.id, entry]))

export type CommandResult =
  { ok: true; lab: Lab; diff: LabDiff; label: string; created: Pointer[] } | { ok: false; refusal: Refusal }

/** Checks of the documents that edits go through; each is the result of one command and the start of the next. */
const checked = new WeakMap<object, Problem[]>()

function errorsOf(lab: Lab): Problem[] {
  const known = checked.get(lab)
  if (known) return known
  const errors = checkLab(lab).filter(({ level }) => level === 'error')
  checked.set(lab, errors)
  return errors
}

/**
 * The first mistake in `after` that `before` does not have. Places move with renames and removals, so where a document had
 * mistakes of a kind before, only more of that kind count.
 */
function newMistake(before: Lab, after: Lab): Problem | undefined {
  const room = new Map<string, number>()
  for (const { code } of errorsOf(before)) room.set(code, (room.get(code) ?? 0) + 1)
  const old = new Set(errorsOf(before).map(({ code, path }) => `${code} ${path}`))
  const counts = new Map<string, number>()
  for (const { code } of errorsOf(after)) counts.set(code, (counts.get(code) ?? 0) + 1)
  return errorsOf(after).find(
    ({ code, path }) => (counts.get(code) ?? 0) > (room.get(code) ?? 0) && !old.has(`${code} ${path}`),
  )
}

export function runCommand(lab: Lab, id: string, payload: unknown): CommandResult {
  const found = byId.get(id)
  if (!found) return { ok: false, refusal: refusal('unknown-command', `There is no command "${id}".`) }
  const parsed = found.payload.safeParse(payload)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]
    const where = path.length > 0 ? `${path.join('.')}: ` : ''
    return { ok: false, refusal: refusal('bad-payload', `${id}: ${where}${message}`) }
  }
  const applied = found.apply(lab, parsed.data)
  if (!applied.ok) return applied
  const mistake = found.viewOnly ? undefined : newMistake(lab, applied.lab)
  if (mistake) {
    const says = `${mistake.says.charAt(0).toUpperCase()}${mistake.says.slice(1)}. ${mistake.remedy}`.trim()
    return { ok: false, refusal: refusal('invalid-result', says, mistake.path) }
  }
  return {
    ok: true,
    lab: applied.lab,
    diff: diffLab(lab, applied.lab),
    label: found.label(parsed.data, lab),
    created: applied.created,
  }
}
