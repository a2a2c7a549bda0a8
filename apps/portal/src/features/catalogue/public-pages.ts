import { listCatalogue } from '@gatehouse/contracts/endpoints/portal'
import { serverCall } from '../../server/call.ts'
import { loadVersion, shownOperations, versionHref } from '../reference/load-version.ts'

/** A sitemap holds at most 50,000 addresses. */
const most = 40_000

/** Every reference page that this reader (a search engine: nobody) may see. */
export async function publicPages(): Promise<string[]> {
  const call = await serverCall()
  const { items } = await call(listCatalogue, { limit: 200 })
  const paths: string[] = []
  for (const api of items) {
    for (const { name } of api.versions) {
      const view = paths.length < most ? await loadVersion(api.slug, name) : undefined
      if (!view) continue
      paths.push(versionHref(view), ...shownOperations(view).map(({ listed }) => `${versionHref(view)}/${listed.slug}`))
    }
  }
  return paths.slice(0, most)
}
