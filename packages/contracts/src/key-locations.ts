import type { z } from 'zod'
import type { RevisionContent } from './revision.ts'
import type { keyLocation } from './snapshot.ts'

export type KeyLocation = z.infer<typeof keyLocation>

/** Where a credential of this version may stand: as set, else the x-api-key header and where the contract's apiKey schemes say. */
export function keyLocationsOf(content: Pick<RevisionContent, 'keyLocations' | 'contract'>): KeyLocation[] {
  if (content.keyLocations) return content.keyLocations
  const locations: KeyLocation[] = [{ in: 'header', name: 'x-api-key' }]
  // By the schemes' names, so that the order of a file's keys changes nothing.
  for (const name of Object.keys(content.contract.securitySchemes).sort()) {
    const scheme = content.contract.securitySchemes[name]
    if (scheme?.type !== 'apiKey' || scheme.in === 'cookie') continue
    const same = (known: KeyLocation) =>
      known.in === scheme.in &&
      (known.name === scheme.name || (known.in === 'header' && known.name === scheme.name.toLowerCase()))
    if (!locations.some(same)) locations.push({ in: scheme.in, name: scheme.name })
  }
  return locations
}
