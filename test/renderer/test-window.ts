// The stores of a window over a fake main side, without a page.
import { createPinia, setActivePinia } from 'pinia'
import { type ActionContext, actionContext } from '../../src-renderer/actions/context'
import { clientOver, provideClient } from '../../src-renderer/api/client'
import { type FakeService, fakeService } from './fake-service'
import { MIXED_LAB_TEXT } from './mixed-lab'

export interface TestWindow extends ActionContext {
  service: FakeService
}

/** With the mixed lab open, unless another text (or none: null) is given. */
export async function testWindow(text: string | null = MIXED_LAB_TEXT): Promise<TestWindow> {
  setActivePinia(createPinia())
  const service = fakeService()
  provideClient(clientOver(() => service))
  const context = actionContext()
  context.lab.connect()
  context.run.connect()
  if (text !== null) await context.lab.open({ kind: 'text', text, name: 'test' })
  return { ...context, service }
}
