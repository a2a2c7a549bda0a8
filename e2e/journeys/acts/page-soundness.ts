import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

/** What a page says on the browser's console as an error, a broken Content-Security-Policy included, and what it throws. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`)
  })
  return complaints
}

/** Until nothing of the page is still coming. */
export async function untilLoaded(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}

const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The rules that look at colours: a theme changes nothing that another rule sees. */
const colours = ['color-contrast', 'link-in-text-block']

type Violation = {
  id: string
  help: string
  impact: string | null
  nodes: { target: unknown[]; any: { message: string }[] }[]
}

/**
 * What WCAG 2.2 AA misses, as axe finds it: rule, and the first places. Run in the page itself: axe's own way around frames, of which
 * there are none here, opens a second page for each look and takes several times as long.
 */
async function seriousViolations(page: Page, rules: readonly string[]): Promise<string[]> {
  const options = { runOnly: rules, preload: false, iframes: false, resultTypes: ['violations'] }
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then((r) => r.violations)`,
  )
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes.slice(0, 3).map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`)
      return `${id}: ${help} (${nodes.length}×) ${places.join(' | ')}`
    })
}

/** Ends transitions for good: colours half-way between two themes are those of neither. */
async function withoutTransitions(page: Page): Promise<void> {
  await page.evaluate(
    "{ const sheet = new CSSStyleSheet(); sheet.replaceSync('*, *::before, *::after { transition: none !important }'); document.adoptedStyleSheets.push(sheet) }",
  )
}

/** Opens a page and holds it to what holds for every page: C20 in both themes, 390 px, nothing on the console. */
export async function expectSoundPage(page: Page, path: string, refused = false): Promise<void> {
  const complaints = complaintsOf(page)
  await page.goto(path, { waitUntil: 'load' })
  await untilLoaded(page)
  await page.evaluate(axe.source)
  expect.soft(await seriousViolations(page, standard), 'axe, light').toEqual([])
  await withoutTransitions(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.evaluate("document.documentElement.classList.replace('light', 'dark')")
  expect.soft(await seriousViolations(page, colours), 'axe, dark').toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await expect
    .soft(async () => {
      expect(
        await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBe(0)
    }, 'nothing is wider than 390 px')
    .toPass({ timeout: 2_000 })
  const unexpected = complaints.filter((text) => !(refused && text.startsWith('Failed to load resource')))
  expect.soft(unexpected, 'errors on the console').toEqual([])
}
