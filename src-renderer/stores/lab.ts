// The open lab as the main side has it, mirrored by revision. Every edit is a command that the main side applies; its
// diff brings this copy to the same revision. Edits are sent one after the other, so that each names the right revision.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { LabSnapshot, LabState, OpenSource, Pointer, Problem, Refusal, Reply } from '../../src-shared/api/lab-api'
import { applyDiff } from '../../src-shared/lab/lab-diff'
import type { Lab } from '../../src-shared/lab/schema'
import { labClient } from '../api/client'

export type CommandOutcome = { ok: true; created: Pointer[] } | { ok: false; refusal: Refusal }

const NO_LAB: Refusal = { code: 'no-lab', says: 'No lab is open.' }

export const useLabStore = defineStore('lab', () => {
  const labId = ref<string | null>(null)
  const revision = ref(0)
  const name = ref('')
  const file = ref<string | null>(null)
  const dirty = ref(false)
  const undoLabel = ref<string | null>(null)
  const redoLabel = ref<string | null>(null)
  const document = shallowRef<Lab | null>(null)
  const problems = shallowRef<Problem[]>([])
  /** Why the last edit or save did not happen; null after one that did. */
  const lastRefusal = shallowRef<Refusal | null>(null)
  /** What was wrong with the last file that could not be opened. */
  const openProblems = shallowRef<Problem[]>([])

  const isOpen = computed(() => document.value !== null)
  const errorCount = computed(() => problems.value.filter((problem) => problem.level === 'error').length)
  const problemsByPath = computed(() => {
    const map = new Map<string, Problem[]>()
    for (const problem of problems.value) {
      const list = map.get(problem.path)
      if (list) list.push(problem)
      else map.set(problem.path, [problem])
    }
    return map
  })

  let tail: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work, work)
    tail = turn.catch(() => undefined)
    return turn
  }

  function takeState(state: LabState): void {
    labId.value = state.labId
    revision.value = state.revision
    name.value = state.name
    file.value = state.file
    dirty.value = state.dirty
    undoLabel.value = state.undo
    redoLabel.value = state.redo
    problems.value = state.problems
  }

  function takeSnapshot(snapshot: LabSnapshot): void {
    document.value = snapshot.document as unknown as Lab
    takeState(snapshot)
  }

  async function refresh(): Promise<void> {
    if (labId.value !== null) takeSnapshot(await labClient().request('lab.snapshot', { labId: labId.value }))
  }

  /** Takes the reply of a command, an undo or a redo; null: it was made on an outdated revision and may be tried again. */
  async function takeReply(reply: Reply<'lab.command'>): Promise<CommandOutcome | null> {
    if (reply.outcome === 'refused') {
      lastRefusal.value = reply.refusal
      return { ok: false, refusal: reply.refusal }
    }
    if (reply.outcome === 'outdated') {
      takeSnapshot(reply.lab)
      return null
    }
    lastRefusal.value = null
    // a notice may have brought the same change already
    if (reply.lab.revision > revision.value && document.value) {
      if (reply.lab.revision === revision.value + 1) {
        document.value = applyDiff(document.value, reply.diff)
        takeState(reply.lab)
      } else await refresh()
    }
    return { ok: true, created: reply.created }
  }

  /** Runs one command of the table in `src-shared/lab/commands` on the main side. */
  function execute(id: string, payload: unknown): Promise<CommandOutcome> {
    return inOrder(async () => {
      for (let attempt = 0; attempt < 2; attempt++) {
        if (labId.value === null) break
        const message = { labId: labId.value, baseRevision: revision.value, id, payload }
        const outcome = await takeReply(await labClient().request('lab.command', message))
        if (outcome) return outcome
      }
      lastRefusal.value = NO_LAB
      return { ok: false, refusal: NO_LAB }
    })
  }

  function travel(request: 'lab.undo' | 'lab.redo'): Promise<CommandOutcome> {
    return inOrder(async () => {
      if (labId.value === null) return { ok: false, refusal: NO_LAB }
      const outcome = await takeReply(await labClient().request(request, { labId: labId.value }))
      return outcome ?? { ok: true, created: [] }
    })
  }

  /** Opens what a source names, in place of the present lab. */
  function open(source: OpenSource): Promise<Reply<'lab.open'>> {
    return inOrder(async () => takeOpened(await labClient().request('lab.open', { source })))
  }

  function openDialog(): Promise<Reply<'lab.open-dialog'>> {
    return inOrder(async () => takeOpened(await labClient().request('lab.open-dialog', {})))
  }

  function takeOpened(reply: Reply<'lab.open'>): Reply<'lab.open'> {
    if (reply.outcome === 'opened') {
      // whoever opens another lab has been asked about this one: nothing of it is left to be recovered
      if (dirty.value && labId.value !== null && labId.value !== reply.lab.labId) {
        void labClient().request('recovery.discard', { id: labId.value })
      }
      openProblems.value = []
      lastRefusal.value = null
      takeSnapshot(reply.lab)
    } else if (reply.outcome === 'refused') {
      lastRefusal.value = reply.refusal
      openProblems.value = reply.problems
    }
    return reply
  }

  function save(): Promise<Reply<'lab.save'> | null> {
    return inOrder(async () => {
      if (labId.value === null) return null
      const reply = await labClient().request('lab.save', { labId: labId.value })
      if (reply.outcome === 'saved') takeState(reply.lab)
      else if (reply.outcome === 'refused') lastRefusal.value = reply.refusal
      return reply
    })
  }

  function saveAs(): Promise<Reply<'lab.save-as'> | null> {
    return inOrder(async () => {
      if (labId.value === null) return null
      const reply = await labClient().request('lab.save-as', { labId: labId.value })
      if (reply.outcome === 'saved') takeState(reply.lab)
      else if (reply.outcome === 'refused') lastRefusal.value = reply.refusal
      return reply
    })
  }

  function text(format: 'yaml' | 'json'): Promise<string> {
    if (labId.value === null) return Promise.resolve('')
    return labClient()
      .request('lab.text', { labId: labId.value, format })
      .then((reply) => reply.text)
  }

  async function close(discard: boolean): Promise<void> {
    if (labId.value === null) return
    await labClient().request('lab.close', { labId: labId.value, discard })
    labId.value = null
    document.value = null
    revision.value = 0
    name.value = ''
    file.value = null
    dirty.value = false
    undoLabel.value = null
    redoLabel.value = null
    problems.value = []
  }

  /** Listens to the main side; call once, when the window starts. */
  function connect(): void {
    labClient().on('lab.changed', ({ lab }) => {
      if (lab.labId === labId.value && lab.revision >= revision.value) takeSnapshot(lab)
    })
    labClient().on('lab.state', (state) => {
      // a state of a later revision comes with its diff, in the reply of the command
      if (state.labId === labId.value && state.revision === revision.value) takeState(state)
    })
  }

  return {
    labId,
    revision,
    name,
    file,
    dirty,
    undoLabel,
    redoLabel,
    document,
    problems,
    lastRefusal,
    openProblems,
    isOpen,
    errorCount,
    problemsByPath,
    execute,
    undo: () => travel('lab.undo'),
    redo: () => travel('lab.redo'),
    open,
    openDialog,
    save,
    saveAs,
    text,
    close,
    refresh,
    connect,
  }
})
