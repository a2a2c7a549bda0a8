import { inputOf } from '@gatehouse/contracts/endpoint'
import { commentAccessChange as endpoint } from '@gatehouse/contracts/endpoints/access-changes'
import { newId } from '@gatehouse/contracts/ids'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { accessChangeScope } from './find-access-change.ts'
import { thenLoad } from './then-load.ts'

/** A person's words on a change of access. */
export const commentAccessChange = thenLoad(
  verb({
    name: 'access-change.comment',
    allowed: { permission: 'guardrail.read' },
    input: inputOf(endpoint),
    scope: accessChangeScope,
    run: async ({ ctx, tx, input }) => {
      if (ctx.actor.kind !== 'member') throw new DomainError('forbidden', 'Comments are made by persons.')
      const { change: changeId, text } = input
      const row = { id: newId('accessChangeComment'), changeId, personId: ctx.actor.personId, text, at: ctx.now() }
      await tx.accessChangeComment.create({ data: row })
      return { id: row.id }
    },
    // The words stay with the change, where they can be erased with their author.
    audit: ({ input, result }) => ({
      target: { kind: 'accessChange', id: input.change },
      after: { comment: result.id },
    }),
  }),
)
