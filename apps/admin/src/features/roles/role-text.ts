import { permissionAreas } from '@gatehouse/contracts/permission-areas'
import { type Permission, permissionTexts } from '@gatehouse/contracts/permissions'
import { plural } from '@gatehouse/ui/format'

type Holders = { persons: number; serviceAccounts: number; groups: number }

/** Who has a role: `3 persons · 1 group`; the reader may not see persons: null. */
export function holdersText(holders: Holders | null): string | null {
  if (holders === null) return null
  const parts = [
    holders.persons > 0 && plural(holders.persons, 'person', 'persons'),
    holders.serviceAccounts > 0 && plural(holders.serviceAccounts, 'service account', 'service accounts'),
    holders.groups > 0 && plural(holders.groups, 'group of a directory', 'groups of directories'),
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'nobody' : parts.join(' · ')
}

export function isHeld(holders: Holders | null): boolean {
  return holders !== null && holders.persons + holders.serviceAccounts + holders.groups > 0
}

export type AreaRows = { area: string; permissions: Permission[] }

/** Permissions by area, narrowed to those whose name, words or area hold each of the words asked for. */
export function areasFor(search: string, keep: (permission: Permission) => boolean = () => true): AreaRows[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return permissionAreas
    .map(({ area, permissions }) => ({
      area,
      permissions: permissions.filter((name) => {
        const text = `${area} ${name} ${permissionTexts[name]}`.toLowerCase()
        return keep(name) && words.every((word) => text.includes(word))
      }),
    }))
    .filter(({ permissions }) => permissions.length > 0)
}
