import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'

/** The directory that speaks: only its own persons and groups exist for it. */
export function directoryOf(ctx: Context): string {
  if (ctx.actor.kind !== 'directory') throw new DomainError('forbidden')
  return ctx.actor.identityProviderId
}

/** Address of the SCIM server, as directories are told it. */
export function scimBase(ctx: Pick<Context, 'installation'>): string {
  return `${ctx.installation.controlUrl.replace(/\/$/, '')}/scim/v2`
}
