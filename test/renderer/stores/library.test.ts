import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../src-shared/api/errors'
import { useLibraryStore } from '../../../src-renderer/stores/library'
import { useUiStore } from '../../../src-renderer/stores/ui'
import { testWindow } from '../test-window'

describe('the library', () => {
  it('keeps what it showed when the connection is lost, and says any other failure', async () => {
    const { service } = await testWindow()
    const library = useLibraryStore()
    const ui = useUiStore()
    library.entries = [{ id: 'a', kind: 'guided', name: 'A', summary: '', file: null, modified: null, missing: false }]
    const shown = library.entries
    service.handlers['library.list'] = () => {
      throw new ApiError('disconnected')
    }
    await library.refresh()
    expect(library.entries).toBe(shown)
    expect(ui.messages).toEqual([])
    service.handlers['library.list'] = () => {
      throw new ApiError('bad-reply')
    }
    await library.refresh()
    expect(ui.messages).toHaveLength(1)
  })

  it('offers the files that were opened last and are still there', async () => {
    await testWindow()
    const library = useLibraryStore()
    const entry = { summary: '', modified: 1 }
    library.entries = [
      { ...entry, id: 'a', kind: 'guided', name: 'A', file: null, missing: false },
      { ...entry, id: '1', kind: 'recent', name: 'newest', file: '/labs/newest.yaml', missing: false },
      { ...entry, id: '2', kind: 'recent', name: 'gone', file: '/labs/gone.yaml', missing: true },
      { ...entry, id: '3', kind: 'recent', name: 'older', file: '/labs/older.yaml', missing: false },
    ]
    expect(library.recent.map(({ name }) => name)).toEqual(['newest', 'older'])
  })
})
