import type { Context } from '../grammar/context.ts'
import { type AttemptRule, limitAttempts } from './attempts.ts'

/** What a developer makes in an hour: far more than a person needs, far less than a script would like (OWASP API6). */
export const developerLimits = {
  application: { purpose: 'make-application', limit: 60, windowSeconds: 3600 },
  credential: { purpose: 'make-credential', limit: 120, windowSeconds: 3600 },
  access: { purpose: 'request-access', limit: 120, windowSeconds: 3600 },
} as const satisfies Record<string, AttemptRule>

/**
 * Counts one making by a developer; whoever deletes and makes anew is counted too, so that limits on what there is cannot be walked
 * around. Members and machines act for the organization and are not counted. Throws rate_exceeded.
 */
export async function limitDeveloper(ctx: Context, what: keyof typeof developerLimits): Promise<void> {
  if (ctx.actor.kind === 'developer') await limitAttempts(ctx, developerLimits[what], ctx.actor.personId)
}
