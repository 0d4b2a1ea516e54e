// Before the open lab goes away: unsaved work is saved, given up knowingly, or the lab stays.
import type { ActionContext } from './context'
import { saveLab } from './save-lab'

export async function mayLeaveLab(context: ActionContext): Promise<boolean> {
  const { lab, ui } = context
  if (!lab.isOpen || !lab.dirty) return true
  const answer = await ui.ask({
    title: `Save the changes to ${lab.name}?`,
    says: 'What is not saved is lost when the lab is closed.',
    answers: [
      { id: 'discard', label: 'Don’t save', danger: true },
      { id: 'cancel', label: 'Cancel' },
      { id: 'save', label: 'Save' },
    ],
  })
  if (answer === 'discard') return true
  return answer === 'save' ? saveLab(context) : false
}
