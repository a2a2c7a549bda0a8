import { listCatalogue } from '@gatehouse/contracts/endpoints/portal'
import { serverCall } from '../../server/call.ts'

/** The version that an address without one means: the newest published, else the newest. */
export async function newestVersion(slug: string): Promise<string | undefined> {
  const call = await serverCall()
  const { items } = await call(listCatalogue, { q: slug.slice(0, 100), limit: 50 })
  const versions = items.find((item) => item.slug === slug)?.versions ?? []
  return (versions.find(({ state }) => state === 'published') ?? versions[0])?.name
}
