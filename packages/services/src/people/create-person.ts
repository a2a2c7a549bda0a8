import { emailInput, newPassword, personName } from '@gatehouse/contracts/endpoints/account'
import { assignmentScope } from '@gatehouse/contracts/endpoints/roles'
import { newId } from '@gatehouse/contracts/ids'
import { type BuiltInRole, builtInRoles } from '@gatehouse/contracts/permissions'
import { z } from 'zod'
import { wearDeveloperHat } from '../account/developer-hat.ts'
import { emailAddress } from '../account/email-address.ts'
import { newPasswordHash } from '../account/new-password.ts'
import { verb } from '../grammar/verb.ts'
import { scopeColumns } from '../roles/grant-limits.ts'
import { readPerson } from './person-view.ts'

/** Makes a confirmed person with hats and built-in roles. Only the system itself: first admin and demo. Throws already_exists. */
export const createPerson = verb({
  name: 'person.create',
  allowed: { systemOnly: true },
  input: z.strictObject({
    email: emailInput,
    name: personName,
    password: newPassword,
    hats: z.array(z.enum(['member', 'developer'])).min(1),
    roles: z
      .array(
        z.strictObject({
          role: z.enum(Object.keys(builtInRoles) as [BuiltInRole, ...BuiltInRole[]]),
          scope: assignmentScope.default({ kind: 'organization' }),
        }),
      )
      .default([]),
  }),
  run: async ({ ctx, tx, input, change }) => {
    const email = emailAddress(input.email)
    const passwordHash = await newPasswordHash(input.password, { email, name: input.name })
    const id = newId('person')
    await tx.person.create({ data: { id, email, name: input.name, passwordHash, emailVerifiedAt: ctx.now() } })
    if (input.hats.includes('member')) await tx.member.create({ data: { personId: id } })
    if (input.hats.includes('developer')) await wearDeveloperHat(tx, change, { id, name: input.name })
    for (const { role, scope } of input.roles) {
      const { id: roleId } = await tx.role.findUniqueOrThrow({ where: { name: role }, select: { id: true } })
      await tx.roleAssignment.create({
        data: { id: newId('roleAssignment'), personId: id, roleId, ...scopeColumns(scope) },
      })
    }
    return readPerson(tx, id)
  },
  audit: ({ result, input }) => ({
    target: { kind: 'person', id: result.id },
    after: { hats: input.hats, roles: input.roles.map(({ role, scope }) => ({ role, scope })) },
  }),
})
