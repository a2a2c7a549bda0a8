import { problemCodes } from '@gatehouse/contracts/problems'
import type { MetadataRoute } from 'next'
import { portalUrl } from '../env.ts'
import { publicPages } from '../features/catalogue/public-pages.ts'

export const dynamic = 'force-dynamic'

export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const paths = [
    '/',
    '/apis',
    '/problems',
    ...problemCodes.map((code) => `/problems/${code}`),
    ...(await publicPages()),
  ]
  return paths.map((path) => ({ url: `${portalUrl()}${path}` }))
}
