import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { browserCache, chosenBrowser, executablePaths } from './env.ts'

/** The shell is the same engine without windows: a page costs it half as much. */
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]
const fixedPlaces = [
  '/usr/lib/chromium/chromium-headless-shell',
  '/usr/lib/chromium/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Arguments without which a Chromium in a container or offline does things on its own. */
export const browserArguments = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Without a graphics card Chromium draws through an emulated one, which costs more than the pages themselves.
  '--disable-gpu',
]

/** Path of a Chromium: the operator's choice (GATEHOUSE_CHROMIUM), Playwright's own, then the system's. */
export function findBrowser(): string | undefined {
  const candidates = [
    ...[chosenBrowser()].filter((path) => path !== undefined),
    ...playwrightBrowsers(),
    ...names.flatMap((name) => executablePaths().map((folder) => join(folder, name))),
    ...fixedPlaces,
  ]
  return candidates.find(isExecutable)
}

export function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function playwrightBrowsers(): string[] {
  const cache =
    browserCache() ??
    join(homedir(), process.platform === 'darwin' ? 'Library/Caches/ms-playwright' : '.cache/ms-playwright')
  if (!existsSync(cache)) return []
  const inside = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium']
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort()
    .reverse()
    .flatMap((name) => inside.map((path) => join(cache, name, path)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
