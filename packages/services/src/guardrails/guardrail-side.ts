import type { AccessChangeSide } from '@gatehouse/contracts/endpoints/access-changes'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'
import type { GuardrailContent } from './guardrail-rows.ts'
import { guardrailSentences } from './guardrail-sentences.ts'
import { whereText } from './where-text.ts'

/** A guardrail in words and as JSON, as a change shows it. */
export async function guardrailSide(db: Reader | Transaction, content: GuardrailContent): Promise<AccessChangeSide> {
  const stage =
    content.scope.stage === undefined
      ? null
      : await db.stage.findFirst({ where: { slug: content.scope.stage }, select: { name: true } })
  const where = whereText(content.scope, stage?.name ?? null)
  return {
    sentences: [
      ...(await guardrailSentences(db, content)),
      `Holds ${where}${content.enabled ? '.' : '; switched off.'}`,
    ],
    json: JSON.parse(JSON.stringify(content)) as JsonObject,
  }
}
