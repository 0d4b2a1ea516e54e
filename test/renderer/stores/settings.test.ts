import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../../src-shared/api/errors'
import { testWindow } from '../test-window'

describe('settings', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('writes several changes together, a moment after the last', async () => {
    const { settings, service } = await testWindow(null)
    settings.setPanel('left.width', 300)
    settings.setPanel('left.width', 310)
    settings.change({ theme: 'dark' })
    expect(service.asked.filter((one) => one.name === 'settings.set')).toEqual([])
    await vi.runAllTimersAsync()
    expect(service.asked.filter((one) => one.name === 'settings.set')).toEqual([
      { name: 'settings.set', payload: { panels: { 'left.width': 310 }, theme: 'dark' } },
    ])
  })

  it('keeps what could not be written, for when the connection is back', async () => {
    const { settings, service, ui } = await testWindow(null)
    const { 'settings.set': write } = service.handlers
    service.handlers['settings.set'] = () => {
      throw new ApiError('disconnected')
    }
    settings.change({ theme: 'dark' })
    await vi.runAllTimersAsync()
    expect(ui.messages).toEqual([])
    service.handlers['settings.set'] = write
    await settings.write()
    expect(service.asked.at(-1)).toEqual({ name: 'settings.set', payload: { theme: 'dark' } })
  })

  it('answers with the default where nothing, or something of another kind, is kept', async () => {
    const { settings } = await testWindow(null)
    settings.setPanel('left.open', 'yes')
    expect(settings.panel('left.open', true)).toBe(true)
    expect(settings.panel('left.width', 256)).toBe(256)
  })
})
