import { expect, type Page } from '@playwright/test'

/**
 * Promotes on the screens: the page shows a button of that name (or the act was begun otherwise: `begun`), a dialog asks for terms, and the
 * promotion's own page does it once it is ready. `meanwhile` fills in what is missing there.
 */
export async function promote(
  page: Page,
  stage: string,
  options: { begun?: boolean; meanwhile?: () => Promise<void> } = {},
): Promise<void> {
  const name = `Promote to ${stage}`
  if (!options.begun) await page.getByRole('button', { name }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Check it' }).click()
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^Promote .* to ${stage}$`) })).toBeVisible()
  await options.meanwhile?.()
  await expect(page.locator('header').getByText('Ready', { exact: true })).toBeVisible()
  await page.getByRole('button', { name }).click()
  await expect(page.locator('header').getByText('Done', { exact: true })).toBeVisible()
}
