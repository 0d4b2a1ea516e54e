import { describe, expect, it } from 'vitest'
import { LabHistory } from '@shared/lab/history'
import { diffLab } from '@shared/lab/lab-diff'

type Doc = Record<string, number>

/** A document that is edited through a history. */
function editor(start: Doc, limit?: number) {
  const history = new LabHistory<Doc>(limit)
  const state = { lab: start }
  return {
    history,
    state,
    edit(label: string, next: Doc) {
      history.record(label, diffLab(state.lab, next))
      state.lab = next
    },
    undo() {
      const travel = history.undo(state.lab)
      if (travel) state.lab = travel.lab
      return travel?.label ?? null
    },
    redo() {
      const travel = history.redo(state.lab)
      if (travel) state.lab = travel.lab
      return travel?.label ?? null
    },
  }
}

describe('L24: undo and redo', () => {
  it('go back and forth by the names of the steps', () => {
    const { history, state, edit, undo, redo } = editor({ a: 1 })
    edit('two', { a: 2 })
    edit('add b', { a: 2, b: 1 })
    expect(history.undoLabel).toBe('add b')
    expect(history.redoLabel).toBeNull()
    expect(undo()).toBe('add b')
    expect(undo()).toBe('two')
    expect(undo()).toBeNull()
    expect(state.lab).toEqual({ a: 1 })
    expect(history.redoLabel).toBe('two')
    expect([redo(), redo(), redo()]).toEqual(['two', 'add b', null])
    expect(state.lab).toEqual({ a: 2, b: 1 })
  })

  it('give the diff that leads to the document that is', () => {
    const { history, edit } = editor({ a: 1 })
    edit('two', { a: 2 })
    expect(history.undo({ a: 2 })?.diff.updated).toEqual([{ pointer: ['a'], from: 2, to: 1 }])
  })

  it('forget the oldest steps beyond the limit', () => {
    const { edit, undo, state } = editor({ a: 0 }, 3)
    for (let a = 1; a <= 5; a++) edit(`to ${a}`, { a })
    expect([undo(), undo(), undo(), undo()]).toEqual(['to 5', 'to 4', 'to 3', null])
    expect(state.lab).toEqual({ a: 2 })
  })
})

describe('L25: new edits', () => {
  it('forget what was undone', () => {
    const { history, edit, undo } = editor({ a: 1 })
    edit('two', { a: 2 })
    undo()
    edit('three', { a: 3 })
    expect(history.redoLabel).toBeNull()
    expect(history.undoLabel).toBe('three')
  })

  it('are not remembered if they change nothing', () => {
    const { history, edit, undo } = editor({ a: 1 })
    edit('two', { a: 2 })
    undo()
    edit('nothing', { a: 1 })
    expect(history.undoLabel).toBeNull()
    expect(history.redoLabel).toBe('two')
  })
})

describe('L24: marks', () => {
  it('a gesture that is given up leaves no trace', () => {
    const { history, edit, state } = editor({ a: 1 })
    edit('two', { a: 2 })
    const mark = history.mark()
    edit('three', { a: 3 })
    edit('four', { a: 4 })
    state.lab = history.bail(state.lab, mark)
    expect(state.lab).toEqual({ a: 2 })
    expect([history.undoLabel, history.redoLabel]).toEqual(['two', null])
  })

  it('a gesture that ends is one step', () => {
    const { history, edit, undo, redo, state } = editor({ a: 1 })
    const mark = history.mark()
    edit('two', { a: 2 })
    edit('add b', { a: 2, b: 1 })
    history.merge(state.lab, mark, 'drag')
    expect(undo()).toBe('drag')
    expect(state.lab).toEqual({ a: 1 })
    expect(redo()).toBe('drag')
    expect(state.lab).toEqual({ a: 2, b: 1 })
  })

  it('a gesture that comes back to its start is none', () => {
    const { history, edit, state } = editor({ a: 1 })
    const mark = history.mark()
    edit('two', { a: 2 })
    edit('one', { a: 1 })
    history.merge(state.lab, mark, 'drag')
    expect(history.undoLabel).toBeNull()
  })
})
