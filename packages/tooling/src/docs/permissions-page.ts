import { permissionAreas } from '@gatehouse/contracts/permission-areas'
import { type BuiltInRole, builtInRoles, type Permission, permissionTexts } from '@gatehouse/contracts/permissions'
import { code, page, table } from './markdown.ts'

/** Pairs that are asked about: who looks, who judges, who counts. */
const compared: readonly (readonly [BuiltInRole, BuiltInRole])[] = [
  ['Security reviewer', 'Viewer'],
  ['Security admin', 'Security reviewer'],
  ['Analyst', 'Finance'],
]

export function permissionsPage(): string {
  const roles = Object.entries(builtInRoles)
  const holds = (role: (typeof roles)[number], name: string) => role[1].permissions.some((held) => held === name)
  return page(
    'Permissions and built-in roles',
    '`packages/contracts/src/permissions.ts`',
    'A role is given to a member or a service account for the whole organization, for a team or for one API. Nobody gives a permission that he does not have himself in that scope: not by giving or changing a role, mapping a group, making a key or a rule for jobs, writing to a directory, or handing an API over.',
    'Built-in roles do not change; a role of your own is made of what its maker has for the whole organization, and a copy is one, too.',
    '## Roles',
    table(
      ['Role', 'What it is for'],
      roles.map(([name, { description }]) => [name, description]),
    ),
    '## What makes the difference',
    table(
      ['Role', 'compared with', 'allows beside', 'and lacks'],
      compared.map(([one, other]) => [one, other, beside(one, other), beside(other, one)]),
    ),
    '## Permissions',
    ...permissionAreas.flatMap(({ area, permissions }) => [
      `### ${area}`,
      table(
        ['Permission', 'Allows to', ...roles.map(([name]) => name)],
        permissions.map((name) => [
          code(name),
          permissionTexts[name],
          ...roles.map((role) => (holds(role, name) ? '✓' : '')),
        ]),
      ),
    ]),
  )
}

function beside(one: BuiltInRole, other: BuiltInRole): string {
  const theirs: readonly Permission[] = builtInRoles[other].permissions
  const names = builtInRoles[one].permissions.filter((name) => !theirs.includes(name))
  return names.length === 0 ? 'nothing' : names.map(code).join(', ')
}
