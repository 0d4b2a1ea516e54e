// What an Electron without an app of its own runs: `electron [-r FILE]… [-v] FOLDER` loads the app in FOLDER.
// The test runtime comes without it; `electron-runtime.mjs` packs this file in as resources/default_app.asar.
'use strict'
const { app } = require('electron')
const { readFileSync } = require('node:fs')
const Module = require('node:module')
const { join, resolve } = require('node:path')

const required = []
let folder = null
const words = process.argv.slice(1)
while (words.length > 0 && folder === null) {
  const word = words.shift()
  if (word === '-r' || word === '--require') required.push(words.shift())
  else if (word === '-v' || word === '--version') {
    console.log(`v${process.versions.electron}`)
    process.exit(0)
  } else if (!word.startsWith('-')) folder = resolve(word)
}

if (folder === null) {
  console.error('electron: name the folder of an app')
  process.exit(2)
}

// Electron's own form of `node --require`: Playwright holds back `ready` with it until it is attached
Module._preloadModules(required)

const { name, productName, version, main = 'index.js' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
app.setName(productName ?? name)
app.setVersion(version)
app.setAppPath(folder)
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
try {
  Module._load(join(folder, main), null, true)
} catch (error) {
  // Electron would show this in a dialog and wait for somebody to close it
  console.error(error)
  process.exit(1)
}
