import type { Locator, Page } from '@playwright/test'

/** The card of a stage in the console's pipeline. */
export function stageCard(page: Page, stage: string): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { level: 3, name: stage, exact: true }) })
}
