// Packages the built app. A release downloads the Electron that package.json names. A demonstration package may be made
// with another Electron folder: `npx electron-builder --linux dir` with ELECTRON_OVERRIDE_DIST_PATH; it says so in its
// name, because the Electron of the tests is out of support.
'use strict'
const { existsSync, readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')

const demoDist = process.env.ELECTRON_OVERRIDE_DIST_PATH
// files named by their size, such as 256x256.png
const icons = join(__dirname, 'resources/icons')
const isRelease = process.env.RELEASE === '1'
if (isRelease && demoDist) throw new Error('A release is never made with ELECTRON_OVERRIDE_DIST_PATH: unset it.')

const electronVersion = demoDist
  ? readFileSync(join(demoDist, 'version'), 'utf8').trim().replace(/^v/, '')
  : require('electron/package.json').version

/** @type {import('electron-builder').Configuration} */
module.exports = {
  appId: 'org.iovlab.app',
  productName: 'IOV Lab',
  artifactName: `\${name}-\${version}-\${os}-\${arch}${demoDist ? '-demo' : ''}.\${ext}`,
  // resources/ is the app's own and goes into the package, which a folder of build resources would not
  directories: { output: 'release', buildResources: 'release' },
  // everything is bundled, so no package of node_modules is needed
  files: ['out/**', '!out/**/*.map', 'resources/**', 'package.json', 'LICENSE', '!node_modules/**'],
  asar: true,
  npmRebuild: false,
  publish: null,
  electronVersion,
  ...(demoDist ? { electronDist: demoDist } : {}),
  electronLanguages: ['en-US'],
  // a folder given as electronDist is copied whole; these two only serve `electron FOLDER`
  afterPack: ({ appOutDir }) => {
    for (const file of ['resources/default_app.asar', 'version']) rmSync(join(appOutDir, file), { force: true })
  },
  ...(isRelease
    ? {
        electronFuses: {
          runAsNode: false,
          enableNodeOptionsEnvironmentVariable: false,
          enableNodeCliInspectArguments: false,
          enableEmbeddedAsarIntegrityValidation: true,
          onlyLoadAppFromAsar: true,
          grantFileProtocolExtraPrivileges: false,
        },
      }
    : {}),
  linux: {
    ...(existsSync(icons) ? { icon: icons } : {}),
    target: ['AppImage', 'deb', 'tar.gz'],
    executableName: 'iov-lab',
    category: 'Education',
    synopsis: 'Network I/O virtualization lab',
    maintainer: 'IOV Lab contributors <noreply@iovlab.example>',
  },
  deb: {
    // electron-builder's own list lacks libasound2, libdrm2 and libgbm1, which the executable links
    depends: [
      'libasound2',
      'libatk-bridge2.0-0',
      'libatspi2.0-0',
      'libcups2',
      'libdrm2',
      'libgbm1',
      'libgtk-3-0',
      'libnss3',
      'libxcomposite1',
      'libxdamage1',
      'libxfixes3',
      'libxkbcommon0',
      'libxrandr2',
      'xdg-utils',
    ],
  },
  mac: { target: ['dmg'], category: 'public.app-category.education' },
  win: { target: ['nsis'] },
}
