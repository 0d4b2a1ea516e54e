import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useSelectionStore } from '../../../src-renderer/stores/selection'

describe('selection', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('heads the inspector with what was selected last', () => {
    const selection = useSelectionStore()
    selection.select(['vms/a', 'vms/b'])
    selection.toggle('vms/c')
    expect(selection.primary).toBe('vms/c')
    selection.toggle('vms/c')
    expect(selection.primary).toBe('vms/b')
  })

  it('holds nothing twice', () => {
    const selection = useSelectionStore()
    selection.select(['vms/a', 'vms/a'])
    selection.add(['vms/a', 'vms/b'])
    expect(selection.ids).toEqual(['vms/a', 'vms/b'])
  })

  it('drops what is no longer there', () => {
    const selection = useSelectionStore()
    selection.select(['vms/a', 'vms/b'])
    selection.hovered = 'vms/a'
    selection.keepOnly((id) => id === 'vms/b')
    expect(selection.ids).toEqual(['vms/b'])
    expect(selection.hovered).toBeNull()
  })

  it('asks for it to be shown when it is reached from elsewhere', () => {
    const selection = useSelectionStore()
    const before = selection.revealRequests
    selection.reveal('hosts/a')
    expect(selection.ids).toEqual(['hosts/a'])
    expect(selection.revealRequests).toBe(before + 1)
  })
})
