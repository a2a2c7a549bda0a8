import type { Page } from '@playwright/test'

/** The pages that a person comes to, in order: each change of the path is one, also when the router makes it. */
export function visitedPages(page: Page): string[] {
  const visited: string[] = []
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) return
    const { origin, pathname } = new URL(frame.url())
    if (origin !== 'null' && visited.at(-1) !== `${origin}${pathname}`) visited.push(`${origin}${pathname}`)
  })
  return visited
}
