import { z } from 'zod'
import { signInSettings } from '../../account/second-factors.ts'
import { type Context, createContext } from '../../grammar/context.ts'
import { verb } from '../../grammar/verb.ts'
import { addMailJob } from '../../jobs/add-job.ts'
import { identityManagers } from './identity-managers.ts'

const alert = verb({
  name: 'account.break-glass-sign-in',
  allowed: { systemOnly: true },
  input: z.strictObject({ personId: z.string(), app: z.string(), address: z.string().optional() }),
  run: async ({ ctx, tx, input }) => {
    const { local, breakGlass } = await signInSettings(tx)
    if (local || !breakGlass.includes(input.personId)) return { alerted: false }
    const person = await tx.person.findUniqueOrThrow({ where: { id: input.personId }, select: { name: true } })
    for (const personId of await identityManagers(tx))
      await addMailJob(tx, {
        personId,
        template: 'break-glass-sign-in',
        data: {
          name: person.name,
          app: input.app,
          at: ctx.now().toISOString().slice(0, 16).replace('T', ' '),
          address: input.address ?? 'not known',
          auditUrl: `${ctx.installation.adminUrl}/audit`,
        },
      })
    return { alerted: true }
  },
  audit: ({ input, result }) =>
    result.alerted
      ? { target: { kind: 'person', id: input.personId }, after: { breakGlass: true, app: input.app } }
      : [],
})

/** Tells everybody who manages identity that a break-glass account has signed in while passwords are off. No more than that: it may. */
export async function alertBreakGlass(
  deps: Pick<Context, 'db' | 'installation' | 'now'>,
  input: { personId: string; app: 'console' | 'portal'; address?: string | undefined },
): Promise<void> {
  const { personId, app, address } = input
  const ctx = createContext({ ...deps, actor: { kind: 'system', task: 'sign-in' } })
  await alert({ ctx, input: { personId, app, ...(address === undefined ? {} : { address }) } })
}
