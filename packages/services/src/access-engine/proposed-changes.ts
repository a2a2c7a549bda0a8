import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { Context } from '../grammar/context.ts'
import { proposeGuardrail } from './propose-guardrail.ts'
import { proposePlacement } from './propose-placement.ts'
import { proposePlan, proposeProduct, proposeProvider, proposeTokenRules } from './propose-rows.ts'
import type { StageChange } from './stage-change.ts'

/** What a proposed change makes of the stages that it concerns. */
export async function stageChangesOf(ctx: Context, change: ProposedChange): Promise<StageChange[]> {
  const db = ctx.db.prisma
  switch (change.kind) {
    case 'guardrail':
      return proposeGuardrail(db, change.guardrail)
    case 'product':
      return proposeProduct(db, change)
    case 'plan':
      return proposePlan(db, change)
    case 'token-rules':
      return proposeTokenRules(change)
    case 'identity-provider':
      return proposeProvider(db, ctx.db.pool, change)
    case 'placement':
      return proposePlacement(db, change, ctx.installation.portalUrl)
    case 'group-mapping':
    case 'group-unmapping':
      return []
  }
}
