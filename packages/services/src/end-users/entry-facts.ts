import type { Context } from '../grammar/context.ts'
import { readIssuerPolicy } from '../issuer/policy.ts'

/** What the pages of end users show to everybody: whose accounts these are, and whether one may make one oneself. */
export async function readEntryFacts(ctx: Pick<Context, 'db'>): Promise<{ organization: string; signUp: boolean }> {
  const [organization, { policy }] = await Promise.all([
    ctx.db.prisma.organization.findFirst({ select: { name: true } }),
    readIssuerPolicy(ctx.db.prisma),
  ])
  return { organization: organization?.name ?? 'Gatehouse', signUp: policy.selfSignUp }
}
