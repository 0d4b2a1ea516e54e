// Stroke drawings in a 16 × 16 box for what stands on the canvas.
export const ICONS = {
  host: 'M2.5 3.5h11v4h-11z M2.5 8.5h11v4h-11z M5 5.5h.01 M5 10.5h.01',
  vm: 'M2.5 3.5h11v7h-11z M6 13h4 M8 10.5v2.5',
  vswitch: 'M3 5.5h9.5 M10 3l2.5 2.5L10 8 M13 10.5H3.5 M6 8l-2.5 2.5L6 13',
  switch: 'M2.5 5.5h11v6h-11z M5 8.5h.01 M8 8.5h.01 M11 8.5h.01',
  station: 'M3 3.5h10v6.5H3z M1.5 12.5h13',
  off: 'M8 2.5v5 M4.8 4.8a4.5 4.5 0 1 0 6.4 0',
  running: 'M5.5 4l6 4l-6 4z',
  suspended: 'M11 2.8a5.5 5.5 0 1 0 2.6 7.4A4.6 4.6 0 0 1 11 2.8z',
  stunned: 'M5.5 4v8 M10.5 4v8',
  migrating: 'M3 8h9.5 M9 4.5L12.5 8L9 11.5',
  vmotion: 'M3 8h9.5 M9 4.5L12.5 8L9 11.5',
  down: 'M4 6.5L8 10.5L12 6.5',
  right: 'M6.5 4L10.5 8L6.5 12',
  cross: 'M4.5 4.5l7 7 M11.5 4.5l-7 7',
  warning: 'M8 2.5L14 13H2z M8 6.5v3 M8 11.3v.01',
} as const
