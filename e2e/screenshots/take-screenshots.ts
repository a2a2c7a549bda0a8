import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { browserArguments, findBrowser } from '@gatehouse/tooling/browser'
import { type Browser, chromium, type Page } from '@playwright/test'
import { clientOf, signedIn } from '../journeys/acts/sign-in.ts'
import { consoleIds, filledPath, type PageIds, portalIds } from './page-ids.ts'
import { type AppPage, consolePages, portalPages } from './pages.ts'

/**
 * Screenshots of every page at 1440 and 390 px, light and dark, of a running installation with the demonstration:
 * `npm run screenshots -- --console http://127.0.0.1:4000 --portal http://127.0.0.1:4001 --only api --to screenshots`
 */
const { values } = parseArgs({
  options: {
    console: { type: 'string', default: 'http://127.0.0.1:4000' },
    portal: { type: 'string', default: 'http://127.0.0.1:4001' },
    member: { type: 'string', default: 'mira@gatehouse.example:harbour-lantern-47' },
    developer: { type: 'string', default: 'dana@acme-shop.example:willow-compass-62' },
    to: { type: 'string', default: 'screenshots' },
    /** Part of `app-name`; absent: all. */
    only: { type: 'string', default: '' },
    widths: { type: 'string', default: '1440,390' },
    schemes: { type: 'string', default: 'light,dark' },
  },
})

type App = { name: string; url: string; who: string; pages: readonly AppPage[]; ids: typeof consoleIds }

const apps: readonly App[] = [
  { name: 'console', url: values.console, who: values.member, pages: consolePages, ids: consoleIds },
  { name: 'portal', url: values.portal, who: values.developer, pages: portalPages, ids: portalIds },
]

async function untilStill(page: Page): Promise<void> {
  const busy = page.locator('main [aria-busy="true"]')
  const deadline = Date.now() + 5_000
  while ((await busy.count()) > 0 && Date.now() < deadline)
    await busy.first().waitFor({ state: 'detached', timeout: 5_000 })
}

async function shoot(page: Page, place: { url: string; file: string; tall: boolean }): Promise<void> {
  const complaints: string[] = []
  page.removeAllListeners()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  try {
    await page.goto(place.url, { waitUntil: 'load', timeout: 20_000 })
    await untilStill(page)
    await page.screenshot({ path: place.file, fullPage: place.tall, animations: 'disabled' })
  } catch (error) {
    complaints.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
  if (complaints.length > 0) process.stdout.write(`${place.file}: ${complaints.join(' | ').slice(0, 400)}\n`)
}

async function shootApp(browser: Browser, app: App): Promise<void> {
  const [email = '', password = ''] = app.who.split(':')
  const signedInOnce = await signedIn(browser, app.url, { email, password })
  const ids: PageIds = await app.ids(clientOf(signedInOnce, app.url))
  const storageState = await signedInOnce.storageState()
  await signedInOnce.close()
  const wanted = app.pages.filter(({ name }) => `${app.name}-${name}`.includes(values.only))
  for (const width of values.widths.split(',').map(Number)) {
    for (const colorScheme of values.schemes.split(',') as ('light' | 'dark')[]) {
      const look = {
        viewport: { width, height: width < 600 ? 844 : 900 },
        colorScheme,
        reducedMotion: 'reduce',
      } as const
      const inside = await (await browser.newContext({ ...look, storageState })).newPage()
      const outside = await (await browser.newContext(look)).newPage()
      for (const { name, path, signedOut } of wanted) {
        const filled = filledPath(path, ids)
        if (filled === undefined)
          process.stdout.write(`${app.name} ${name}: the installation has nothing to show there\n`)
        else {
          const file = join(values.to, `${app.name}-${name}-${width}-${colorScheme}.png`)
          await shoot(signedOut ? outside : inside, { url: app.url + filled, file, tall: width < 600 })
        }
      }
      await inside.context().close()
      await outside.context().close()
    }
  }
}

mkdirSync(values.to, { recursive: true })
const executablePath = findBrowser()
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: [...browserArguments, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
})
try {
  for (const app of apps) await shootApp(browser, app)
} finally {
  await browser.close()
}
