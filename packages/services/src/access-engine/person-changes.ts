import type { AccessDiff } from '@gatehouse/contracts/access-diff'
import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import { groupGift } from '@gatehouse/contracts/identity-providers'
import { giftSentences } from '../directory/gift-sentences.ts'
import { effectOfMapping, effectOfUnmapping } from '../directory/mapping-effect.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

/** What persons get and lose in console and portal: by groups of a directory alone, as applications belong to teams. */
export async function personChanges(
  db: Reader,
  change: ProposedChange,
): Promise<Pick<AccessDiff, 'persons' | 'sentences'>> {
  if (change.kind === 'group-mapping') {
    const sentence = (await giftSentences(db, [change.gives]))(change.gives)
    const effect = await effectOfMapping(db, change.directoryGroupId, change.gives, sentence)
    const names = [...effect.gain.names, ...effect.created.names]
    return { persons: names.map((name) => ({ name, gains: [sentence], loses: [] })), sentences: [effect.sentence] }
  }
  if (change.kind === 'group-unmapping') {
    const mapping = await db.groupMapping.findUnique({ where: { id: change.groupMappingId } })
    if (mapping === null) throw notFound()
    const gives = groupGift.parse(mapping.gives)
    const sentence = (await giftSentences(db, [gives]))(gives)
    const effect = await effectOfUnmapping(db, { groupId: mapping.groupId, gives }, sentence)
    const off = new Set(effect.off.names)
    return {
      persons: effect.lose.names.map((name) => ({
        name,
        gains: [],
        loses: [sentence, ...(off.has(name) ? ['signing in at all'] : [])],
      })),
      sentences: [effect.sentence],
    }
  }
  return { persons: [], sentences: [] }
}
