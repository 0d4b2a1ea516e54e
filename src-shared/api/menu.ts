// The menus of the program: which action stands where, its words and its keys. The native menu of the desktop app and the
// menu bar of the page are both made from it; `src-renderer/actions` gives each id its meaning, and the page alone listens
// to the keys (so that a key never fires twice). `Ctrl` is Cmd on macOS.

export interface MenuAction {
  /** What `app.action` carries. */
  id: string
  label: string
  /** `Ctrl+Shift+S`; the first is shown in the menu, the others work as well. */
  keys?: readonly string[]
}

export interface SubMenu {
  id: string
  label: string
  entries: readonly MenuEntry[]
}

/** `separator` is a line between groups. */
export type MenuEntry = MenuAction | SubMenu | 'separator'

const item = (id: string, label: string, ...keys: string[]): MenuAction =>
  keys.length === 0 ? { id, label } : { id, label, keys }

export const MENUS: readonly SubMenu[] = [
  {
    id: 'file',
    label: 'File',
    entries: [
      item('file.new', 'New Lab', 'Ctrl+N'),
      item('file.open', 'Open…', 'Ctrl+O'),
      item('file.library', 'Library…', 'Ctrl+Shift+O'),
      'separator',
      item('file.save', 'Save', 'Ctrl+S'),
      item('file.save-as', 'Save As…', 'Ctrl+Shift+S'),
      'separator',
      item('file.export-report', 'Export Report…', 'Ctrl+Shift+E'),
      item('file.export-picture', 'Export Picture (PNG)…'),
      item('file.export-drawing', 'Export Drawing (SVG)…'),
      'separator',
      item('file.settings', 'Preferences…', 'Ctrl+,'),
      'separator',
      item('file.close', 'Close Lab', 'Ctrl+W'),
      item('file.quit', 'Quit', 'Ctrl+Q'),
    ],
  },
  {
    id: 'edit',
    label: 'Edit',
    entries: [
      item('edit.undo', 'Undo', 'Ctrl+Z'),
      item('edit.redo', 'Redo', 'Ctrl+Shift+Z', 'Ctrl+Y'),
      'separator',
      item('edit.cut', 'Cut', 'Ctrl+X'),
      item('edit.copy', 'Copy', 'Ctrl+C'),
      item('edit.copy-picture', 'Copy as Picture', 'Shift+Alt+C', 'Ctrl+Alt+X'),
      item('edit.paste', 'Paste', 'Ctrl+V'),
      item('edit.duplicate', 'Duplicate', 'Ctrl+D'),
      item('edit.delete', 'Delete', 'Delete', 'Backspace'),
      item('edit.rename', 'Rename', 'F2'),
      'separator',
      item('edit.select-all', 'Select All', 'Ctrl+A'),
      item('edit.select-none', 'Select None', 'Ctrl+Shift+A', 'Escape'),
      item('edit.find', 'Find…', 'Ctrl+F'),
      item('edit.commands', 'Command Palette…', 'Ctrl+Shift+P', 'Ctrl+/'),
    ],
  },
  {
    id: 'view',
    label: 'View',
    entries: [
      item('view.zoom-in', 'Zoom In', 'Ctrl+=', 'Ctrl++'),
      item('view.zoom-out', 'Zoom Out', 'Ctrl+-'),
      item('view.zoom-reset', 'Zoom to 100 %', 'Ctrl+0'),
      item('view.zoom-fit', 'Zoom to Fit', 'Shift+1', 'Ctrl+1'),
      item('view.zoom-selection', 'Zoom to Selection', 'Shift+2'),
      'separator',
      item('view.toggle-left', 'Palette and Library', 'Ctrl+B'),
      item('view.toggle-right', 'Inspector', 'Ctrl+Alt+B'),
      item('view.toggle-bottom', 'Charts and Log', 'Ctrl+J'),
      item('view.toggle-map', 'Map of a Large Lab'),
      'separator',
      item('view.theme', 'Switch Theme'),
      item('view.full-screen', 'Full Screen', 'F11'),
    ],
  },
  {
    id: 'insert',
    label: 'Insert',
    entries: [
      item('insert.host', 'Host'),
      item('insert.nic', 'Physical NIC'),
      item('insert.vf', 'Virtual Functions'),
      item('insert.vswitch', 'vSwitch'),
      item('insert.port-group', 'Port Group'),
      item('insert.vmkernel', 'VMkernel Adapter'),
      item('insert.vm', 'Virtual Machine'),
      item('insert.vnic', 'vNIC'),
      'separator',
      item('insert.switch', 'Physical Switch'),
      item('insert.station', 'Station'),
      item('insert.link', 'Link…', 'L'),
      item('insert.flow', 'Traffic Flow…', 'F'),
    ],
  },
  {
    id: 'arrange',
    label: 'Arrange',
    entries: [
      item('arrange.layout', 'Arrange Everything'),
      'separator',
      item('arrange.align-left', 'Align Left', 'Ctrl+Shift+ArrowLeft'),
      item('arrange.align-right', 'Align Right', 'Ctrl+Shift+ArrowRight'),
      item('arrange.align-top', 'Align Top', 'Ctrl+Shift+ArrowUp'),
      item('arrange.align-bottom', 'Align Bottom', 'Ctrl+Shift+ArrowDown'),
      item('arrange.distribute-across', 'Distribute Across', 'Alt+Shift+H'),
      item('arrange.distribute-down', 'Distribute Down', 'Alt+Shift+V'),
      'separator',
      item('arrange.fold', 'Fold or Unfold Hosts'),
    ],
  },
  {
    id: 'lab',
    label: 'Lab',
    entries: [
      item('lab.run', 'Run or Pause', 'F5', 'K'),
      item('lab.step', 'Step', 'F10'),
      item('lab.step-back', 'Step Back', 'J', 'Ctrl+F10'),
      item('lab.reset', 'Reset', 'Shift+F5'),
      item('lab.seek', 'Go to Time…', 'Ctrl+G'),
      item('lab.until', 'Run Until…', 'U'),
      'separator',
      item('lab.faster', 'Faster', 'Ctrl+.'),
      item('lab.slower', 'Slower', 'Ctrl+Shift+,'),
      'separator',
      item('lab.vmotion', 'VMotion…', 'Ctrl+M'),
      {
        id: 'lab.vm',
        label: 'Virtual Machine',
        entries: [
          item('lab.power', 'Power On or Off'),
          item('lab.suspend', 'Suspend or Resume'),
          item('lab.snapshot', 'Snapshot'),
          item('lab.storage-vmotion', 'Storage VMotion'),
          item('lab.hot-add', 'Add 256 MiB of Memory'),
          item('lab.record-start', 'Record'),
          item('lab.record-stop', 'End Recording'),
        ],
      },
      item('lab.link-down', 'Fail or Restore Link'),
      item('lab.vf-failure', 'Fail Virtual Function'),
      item('lab.vf-recovery', 'Reset Failed Virtual Function'),
      'separator',
      item('lab.properties', 'Lab Properties…'),
    ],
  },
  {
    id: 'observe',
    label: 'Observe',
    entries: [
      item('observe.charts', 'Charts'),
      item('observe.log', 'Event Log'),
      item('observe.problems', 'Problems'),
      item('observe.vmotion', 'VMotion Timeline'),
      item('observe.packet-life', 'Packet Life'),
      item('observe.compare', 'Compare Runs…'),
      item('observe.designs', 'Compare Designs…'),
      'separator',
      item('observe.capture', 'Capture Here'),
    ],
  },
  {
    id: 'teach',
    label: 'Teach',
    entries: [item('teach.guide', 'Guide'), item('teach.check', 'Check My Work')],
  },
  {
    id: 'window',
    label: 'Window',
    entries: [],
  },
  {
    id: 'help',
    label: 'Help',
    entries: [
      item('help.shortcuts', 'Keyboard Shortcuts', 'F1', '?'),
      item('help.limits', 'Model Limits'),
      item('help.costs', 'Cost Model'),
      item('help.checks', 'Language of Checks'),
      'separator',
      item('help.versions', 'Restore an Older Version…'),
      item('help.logs', 'Show Logs'),
      item('help.about', 'About IOV Lab'),
    ],
  },
]
