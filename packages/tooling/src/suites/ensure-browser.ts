import { findBrowser, isDebian } from '../browser.ts'
import { inheritedEnvironment } from '../env.ts'
import { ExpectedFailure } from '../expected-failure.ts'
import { runScript } from '../stack/run-script.ts'
import { lastLogLine } from '../stack/supervised-process.ts'

/** Path of a Chromium. On Debian as root a missing one is installed; elsewhere it is the person's to install. */
export async function ensureBrowser(
  scratch: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const found = findBrowser()
  if (found !== undefined) return found
  if (process.getuid?.() !== 0 || !isDebian()) {
    const command = isDebian()
      ? 'sudo apt-get install -y --no-install-recommends chromium-headless-shell fonts-liberation'
      : 'npx playwright install chromium'
    throw new ExpectedFailure(
      `No Chromium was found: install one with "${command}", or set GATEHOUSE_CHROMIUM to its path.`,
    )
  }
  say('Installing Chromium …')
  const logFile = `${scratch}/browser.log`
  for (const args of [
    ['update'],
    ['install', '-y', '--no-install-recommends', 'chromium-headless-shell', 'fonts-liberation'],
  ]) {
    const { code } = await runScript({
      command: 'apt-get',
      args,
      cwd: '/',
      env: { ...inheritedEnvironment(), DEBIAN_FRONTEND: 'noninteractive' },
      logFile,
      signal,
    })
    if (code !== 0) {
      throw new ExpectedFailure(
        `Chromium could not be installed (${lastLogLine(logFile)}): install it with "apt-get install -y --no-install-recommends chromium-headless-shell fonts-liberation" and run the command again.`,
      )
    }
  }
  const installed = findBrowser()
  if (installed === undefined)
    throw new ExpectedFailure('Chromium was installed but is not found: set GATEHOUSE_CHROMIUM to its path.')
  return installed
}
