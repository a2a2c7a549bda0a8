import type { Context } from '@gatehouse/services/grammar/context'
import { createGuardrail } from '@gatehouse/services/guardrails/create-guardrail'

/** One guardrail, so that its page shows what one is; whatever the demonstration calls is answered as without it. */
export async function seedGuardrail(ctx: Context): Promise<void> {
  await createGuardrail({
    ctx,
    input: {
      name: 'Nobody says himself who he is',
      policy: 'request-headers',
      options: { set: [], remove: ['X-Authenticated-User', 'X-User-Id', 'X-User-Roles'] },
      scope: {},
      enabled: true,
      reason: 'Backends believe these headers, so no caller may write them.',
    },
  })
}
