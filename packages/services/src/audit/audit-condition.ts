import type { AuditSearch } from '@gatehouse/contracts/audit-filter'

/** Which rows a reader may see of the log. */
export type Visible = { all: boolean; teamIds: readonly string[]; apiIds: readonly string[] }

/** Conditions of SQL with their values; each `?` stands for the next value. */
export class Conditions {
  readonly #parts: { text: string; values: readonly unknown[] }[] = []

  add(text: string, ...values: readonly unknown[]): this {
    this.#parts.push({ text, values })
    return this
  }

  /** As text whose parameters begin at `$first`. */
  sql(first: number): { text: string; values: unknown[] } {
    let next = first
    const text = this.#parts.map((part) => part.text.replaceAll('?', () => `$${next++}`)).join(' AND ')
    return { text: text === '' ? 'true' : text, values: this.#parts.flatMap(({ values }) => values) }
  }
}

/** What is looked for, as far as the reader may see it. Actions are whole ones here (audit-actions.ts). */
export function searchConditions(search: AuditSearch, visible: Visible): Conditions {
  const found = new Conditions()
  if (!visible.all) found.add('(team_id = ANY(?::text[]) OR api_id = ANY(?::text[]))', visible.teamIds, visible.apiIds)
  if (search.actorId) found.add('actor_id = ?', search.actorId)
  if (search.targetId) found.add('target_id = ?', search.targetId)
  if (search.targetKind) found.add('target_kind = ?', search.targetKind)
  if (search.apiId) found.add('api_id = ?', search.apiId)
  if (search.teamId) found.add('team_id = ?', search.teamId)
  if (search.requestId) found.add('request_id = ?', search.requestId)
  if (search.action && search.action.length > 0) found.add('action = ANY(?::text[])', search.action)
  if (search.from) found.add('at >= ?::timestamptz', search.from)
  if (search.to) found.add('at < ?::timestamptz', search.to)
  const words = search.text === undefined ? [] : wordsOf(search.text)
  if (words.length > 0)
    found.add(`audit_words(before, after) @@ to_tsquery('simple', ?)`, words.map((word) => `'${word}':*`).join(' & '))
  // What holds no word at all is found nowhere, instead of everywhere.
  else if (search.text !== undefined) found.add('false')
  return found
}

/** The words of a search, taken apart as `audit_words` does with an entry. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([\p{Ll}\p{Nd}])(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, 20)
}
