import { builtInRoles, permissions, permissionTexts } from '@gatehouse/contracts/permissions'
import { code, page, table } from './markdown.ts'

export function permissionsPage(): string {
  const roles = Object.entries(builtInRoles)
  const holds = (role: (typeof roles)[number], name: string) => role[1].permissions.some((held) => held === name)
  return page(
    'Permissions and built-in roles',
    '`packages/contracts/src/permissions.ts`',
    'A role is given to a member or a service account for the whole organization, for a team or for one API. Nobody gives a permission that he does not have himself in that scope.',
    '## Roles',
    table(
      ['Role', 'What it is for'],
      roles.map(([name, { description }]) => [name, description]),
    ),
    '## Permissions',
    table(
      ['Permission', 'Allows to', ...roles.map(([name]) => name)],
      permissions.map((name) => [
        code(name),
        permissionTexts[name],
        ...roles.map((role) => (holds(role, name) ? '✓' : '')),
      ]),
    ),
  )
}
