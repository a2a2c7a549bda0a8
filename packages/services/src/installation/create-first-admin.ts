import { asSystem, type Context } from '../grammar/context.ts'
import { createPerson } from '../people/create-person.ts'

/** Makes the installation's first admin, once: nothing happens when any member exists. Returns whether one was made. */
export async function createFirstAdmin(
  ctx: Context,
  person: { email: string; name: string; password: string },
): Promise<boolean> {
  if ((await ctx.db.prisma.member.count()) > 0) return false
  await createPerson({
    ctx: asSystem(ctx, 'first-admin'),
    input: { ...person, hats: ['member'], roles: [{ role: 'Admin' }] },
  })
  return true
}
