import type { MetadataRoute } from 'next'
import { portalUrl } from '../env.ts'

export const dynamic = 'force-dynamic'

export default function robots(): MetadataRoute.Robots {
  return {
    rules: {
      userAgent: '*',
      allow: '/',
      disallow: ['/api/', '/applications', '/requests', '/usage', '/profile', '/search'],
    },
    sitemap: `${portalUrl()}/sitemap.xml`,
  }
}
