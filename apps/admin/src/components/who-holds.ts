import { type BuiltInRole, builtInRoles, type Permission } from '@gatehouse/contracts/permissions'

/** The role to ask for, and who gives it: "An Admin or Security admin can give you the role Operator." */
export function whoHolds(needs: Permission | undefined): string {
  const roles = (Object.keys(builtInRoles) as BuiltInRole[]).filter(
    (name) => needs !== undefined && (builtInRoles[name].permissions as readonly Permission[]).includes(needs),
  )
  const givers = 'An Admin or a Security admin'
  const smallest = roles.sort((a, b) => builtInRoles[a].permissions.length - builtInRoles[b].permissions.length)[0]
  return smallest === undefined || smallest === 'Admin'
    ? `${givers} can give you a role that allows it`
    : `${givers} can give you the role ${smallest}`
}
