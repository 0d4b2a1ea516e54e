// Adding things without dragging: into what is selected, or into the only thing where it can live.
import { dropAnswer, type LabCommand, type PaletteKind } from '../canvas/drop-rules'
import { action, type Action } from './action'
import { type ActionContext, execute, labIsOpen, NO_LAB } from './context'

type InsertAnswer = { ok: true; command: LabCommand } | { ok: false; says: string }

function insertAnswer({ lab, selection, canvas }: ActionContext, kind: PaletteKind): InsertAnswer {
  if (!lab.document) return { ok: false, says: NO_LAB }
  const isFree = kind === 'host' || kind === 'switch' || kind === 'station'
  const at = canvas?.centre() ?? [0, 0]
  if (isFree) {
    // without a position it is placed beside what is there
    const answer = dropAnswer(lab.document, { from: 'palette', kind }, null, at)
    if (!answer.ok || !('command' in answer)) return { ok: false, says: answer.says }
    return { ok: true, command: { id: answer.command.id, payload: {} } }
  }
  const hosts = Object.keys(lab.document.hosts ?? {})
  const target = selection.primary ?? (hosts.length === 1 ? `hosts/${hosts[0]}` : null)
  const answer = dropAnswer(lab.document, { from: 'palette', kind }, target, at)
  if (answer.ok && 'command' in answer) return { ok: true, command: answer.command }
  if (target === null && hosts.length > 1) return { ok: false, says: `Select where it shall go first. ${answer.says}` }
  return { ok: false, says: answer.says }
}

export async function insert(context: ActionContext, kind: PaletteKind): Promise<void> {
  if (kind === 'link' || kind === 'flow') {
    context.ui.openDialog(kind)
    return
  }
  const answer = insertAnswer(context, kind)
  if (answer.ok) await execute(context, answer.command)
  else context.ui.tell({ level: 'info', says: answer.says })
}

const inserting = (kind: PaletteKind): Action =>
  action(`insert.${kind}`, {
    enabled: (context) => {
      if (kind === 'link' || kind === 'flow') return labIsOpen(context)
      const answer = insertAnswer(context, kind)
      return answer.ok ? true : answer.says
    },
    run: (context) => insert(context, kind),
  })

export const INSERT_ACTIONS: readonly Action[] = (
  ['host', 'nic', 'vf', 'vswitch', 'port-group', 'vmkernel', 'vm', 'vnic', 'switch', 'station', 'link', 'flow'] as const
).map(inserting)
