// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { VueWrapper } from '@vue/test-utils'
import RunBar from '../../../src-renderer/run-bar/RunBar.vue'
import VmotionDialog from '../../../src-renderer/vmotion/VmotionDialog.vue'
import VmotionTheatre from '../../../src-renderer/vmotion/VmotionTheatre.vue'
import { MOVES } from './demo-run'
import { goTo, mountPanel, openDemo, settled, type OpenedLab } from './mount-lab'
import { button, page, press, pressKey } from './panel-page'

let opened: OpenedLab
let panel: VueWrapper | null = null
beforeEach(async () => {
  opened = await openDemo()
})
afterEach(() => {
  panel?.unmount()
  panel = null
  document.body.innerHTML = ''
})

describe('the run bar', () => {
  it('runs and pauses, and says which', async () => {
    panel = mountPanel(RunBar)
    await press(/^Run$/)
    expect(opened.run.status?.state).toBe('running')
    expect(panel.find('[role=status]').text()).toBe('Running')
    await press(/^Pause$/)
    expect(panel.find('[role=status]').text()).toBe('Paused')
  })

  it('shows the clock of the run to the microsecond, and the seed', async () => {
    panel = mountPanel(RunBar)
    await goTo(opened, 3.214567)
    expect(panel.find('.clock').text()).toBe('3.214\u202f567 s')
    expect(panel.text()).toContain('2644')
  })

  it('begins a run again that is over', async () => {
    panel = mountPanel(RunBar)
    await goTo(opened, 2)
    opened.demo.show(11, 'finished')
    await settled()
    await press(/^Run$/)
    expect(opened.asked('run.reset')).toHaveLength(1)
    expect(opened.run.status?.state).toBe('running')
  })

  it('changes the speed of the run', async () => {
    panel = mountPanel(RunBar)
    await press(/^Run$/)
    await panel.find('.speed select').setValue('0')
    await settled()
    expect(opened.asked('run.pace').pop()).toEqual({ labId: 'lab-1', pace: 0 })
    expect(opened.run.status?.pace).toBe(0)
  })

  it('gives a run the speed that was chosen before it began', async () => {
    panel = mountPanel(RunBar)
    await panel.find('.speed select').setValue('0')
    expect(opened.asked('run.pace')).toEqual([])
    await press(/^Run$/)
    expect(opened.run.status?.pace).toBe(0)
  })

  it('seeks by keys: to the next event of the lab, to the end, back to the start', async () => {
    panel = mountPanel(RunBar)
    const slider = panel.find('[role=slider]').element
    for (const key of ['PageUp', 'End', 'Home']) {
      await pressKey(slider, key)
      opened.demo.tick(1)
      await settled()
    }
    expect(opened.asked('run.seek').map((one) => (one as { time: number }).time)).toEqual([3, 11, 0])
  })

  it('opens the dialog of the only VM', async () => {
    panel = mountPanel(RunBar)
    await press(/VMotion/)
    expect(opened.ui.vmotionOf).toBe('web-1')
  })
})

describe('the VMotion dialog', () => {
  const open = async (): Promise<void> => {
    panel = mountPanel(VmotionDialog)
    opened.ui.openVmotion('web-1')
    await settled()
  }
  const hosts = (): string[] =>
    [...page().querySelectorAll('.destination h3')].map((one) => one.textContent?.trim() ?? '')

  it('lists the best destination first and the present host last', async () => {
    await open()
    expect(hosts()).toEqual(['esx-c', 'esx-b', 'esx-d', 'esx-a'])
  })

  it('gives every reason with its sentence, and offers no way to a host that is refused', async () => {
    await open()
    const text = page().textContent ?? ''
    for (const says of ['no port group of that name', 'not enough memory', 'stays in emulation on esx-b']) {
      expect(text).toContain(says)
    }
    expect(() => button(/Move to esx-d/)).toThrow()
  })

  it('moves with one click, starts the run that has not begun, and shows the theatre', async () => {
    await open()
    await press(/Move to esx-c/)
    expect(opened.asked('run.act')).toEqual([{ labId: 'lab-1', action: { do: 'vmotion', vm: 'web-1', to: 'esx-c' } }])
    expect(opened.run.status?.state).toBe('running')
    expect(opened.ui.vmotionOf).toBeNull()
    expect(opened.ui.bottomTab).toBe('vmotion')
  })

  it('stays open and says why when the run refuses', async () => {
    opened.demo.handlers['run.act'] = () => ({
      outcome: 'refused',
      refusal: { code: 'already-migrating', says: 'The VM is being migrated.' },
      problems: [],
    })
    await open()
    await press(/Move to esx-c/)
    expect(page().querySelector('[role=alert]')?.textContent).toContain('The VM is being migrated.')
    expect(opened.ui.vmotionOf).toBe('web-1')
  })

  it('leads from a reason to its thing', async () => {
    await open()
    const link = [...page().querySelectorAll<HTMLButtonElement>('.reason button')][0]
    link?.click()
    await settled()
    expect(opened.selection.ids).toEqual(['vms/web-1/nics/eth0'])
    expect(opened.ui.vmotionOf).toBeNull()
  })

  it('says what is missing when nobody can be asked', async () => {
    opened.demo.destinations = []
    await open()
    expect(page().textContent).toContain('Add a second host')
  })
})

describe('the theatre', () => {
  it('teaches the phases before anything has moved, and leads to the move that is planned', async () => {
    panel = mountPanel(VmotionTheatre)
    expect(panel.text()).toContain('No VM has moved yet')
    await press(/Go to 3 s/)
    expect(opened.asked('run.seek')).toEqual([{ labId: 'lab-1', time: 3 }])
  })

  it('says what happens at the playhead and what the move cost', async () => {
    panel = mountPanel(VmotionTheatre)
    await goTo(opened, 9)
    expect(panel.find('.story h3').text()).toBe('Completed')
    await goTo(opened, 7.5)
    expect(panel.find('.story h3').text()).toBe('Pre-copy, round 1')
    expect(panel.find('.figures').text()).toContain('61.8 ms')
    expect(panel.findAll('.story tbody tr')).toHaveLength(4)
  })

  it('keeps the end of a migration in sight while its beginning is looked at', async () => {
    panel = mountPanel(VmotionTheatre)
    await goTo(opened, 5)
    await goTo(opened, 3.2)
    expect(panel.find('[role=tab][aria-selected=true]').text()).toContain('esx-a → esx-b')
    expect(panel.findAll('.story tbody tr')).toHaveLength(4)
  })

  it('goes from cut to cut by keys', async () => {
    panel = mountPanel(VmotionTheatre)
    await goTo(opened, 9)
    await goTo(opened, 7.5)
    await pressKey(panel.find('svg[role=slider]').element, 'PageDown')
    const [, second] = MOVES
    const seeks = opened.asked('run.seek').map((one) => (one as { time: number }).time)
    expect(seeks[seeks.length - 1]).toBeCloseTo(7 + (second?.rounds[0]?.seconds ?? 0), 6)
  })

  it('aborts the migration that is under way, and offers it only then', async () => {
    panel = mountPanel(VmotionTheatre)
    await goTo(opened, 3.5)
    await press(/Abort/)
    expect(opened.asked('run.act')).toEqual([{ labId: 'lab-1', action: { do: 'abort-vmotion', vm: 'web-1' } }])
    await goTo(opened, 5)
    expect(() => button(/Abort/)).toThrow()
  })
})
