// What the compiler of V8 is told before an engine runs: to put more functions into one. The engine's path of a frame is many
// small methods, called once a frame each, and the usual limits stop in the middle of it (about a tenth of its pace).
// Electron freezes these flags when it starts; there they stay as they are.
import { setFlagsFromString } from 'node:v8'

if (process.versions['electron'] === undefined) {
  setFlagsFromString('--max-inlined-bytecode-size=1200')
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000')
}
