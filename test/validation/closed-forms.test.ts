import { describe, expect, it } from 'vitest'
import { CLOSED_FORMS } from './closed-forms'

describe('closed forms', () => {
  it.each(CLOSED_FORMS.map((form) => [form.says, form] as const))('%s', (_says, form) => {
    const measured = form.measure()
    if (form.tolerance === 0) expect(measured).toBe(form.expected)
    else expect(Math.abs(measured / form.expected - 1)).toBeLessThanOrEqual(form.tolerance)
  })
})
