import type { z } from 'zod'
import type { RevisionContent } from './revision.ts'
import type { keyLocation } from './snapshot.ts'

export type KeyLocation = z.infer<typeof keyLocation>

/** Where a credential of this version may stand: as set, else the x-api-key header and where the contract's apiKey schemes say. */
export function keyLocationsOf(content: Pick<RevisionContent, 'keyLocations' | 'contract'>): KeyLocation[] {
  if (content.keyLocations) return content.keyLocations
  const locations: KeyLocation[] = [{ in: 'header', name: 'x-api-key' }]
  for (const scheme of Object.values(content.contract.securitySchemes)) {
    if (scheme.type !== 'apiKey' || scheme.in === 'cookie') continue
    const name = scheme.in === 'header' ? scheme.name.toLowerCase() : scheme.name
    if (!locations.some((known) => known.in === scheme.in && known.name === name))
      locations.push({ in: scheme.in, name })
  }
  return locations
}
