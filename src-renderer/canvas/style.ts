// Cytoscape's part of the picture: it keeps places, finds what is under the pointer, drags and zooms; the painting is done
// on a canvas of our own below it (`painter/`), so its elements have a shape to be hit, and no look.
import type { StylesheetJson } from 'cytoscape'

export const CANVAS_STYLE: StylesheetJson = [
  {
    selector: 'node',
    style: {
      shape: 'rectangle',
      width: 'data(w)',
      height: 'data(h)',
      // painted elsewhere: what is transparent is not drawn, but still found under the pointer
      opacity: 0,
      'z-index': 'data(z)' as unknown as number,
      'z-index-compare': 'manual',
    },
  },
  // edges are known for the graph; their courses are painted and hit by `route.ts`
  { selector: 'edge', style: { display: 'none' } },
]
