import type { Database } from '@gatehouse/db/client'

/** Kinds of names that events carry; the numbers are stored. */
export const dimensionKinds = {
  stage: 1,
  api: 2,
  version: 3,
  operation: 4,
  application: 5,
  subscription: 6,
  planVersion: 7,
  credential: 8,
  team: 9,
  gateway: 10,
  deployment: 11,
  code: 12,
} as const
export type DimensionKind = keyof typeof dimensionKinds

const maxCached = 200_000

/** Names ↔ narrow integers of usage.dimension, cached: a pair never changes. */
export class Dimensions {
  readonly #pool: Database['pool']
  readonly #numbers = new Map<string, number>()
  readonly #keys = new Map<number, string>()

  constructor(pool: Database['pool']) {
    this.#pool = pool
  }

  /** Makes sure that all these names have numbers. Runs outside the batch's transaction, so that writers never wait for each other. */
  async ensure(wanted: Iterable<readonly [DimensionKind, string]>): Promise<void> {
    const kinds: number[] = []
    const keys: string[] = []
    const seen = new Set<string>()
    for (const [kind, key] of wanted) {
      const name = `${dimensionKinds[kind]} ${key}`
      if (this.#numbers.has(name) || seen.has(name)) continue
      seen.add(name)
      kinds.push(dimensionKinds[kind])
      keys.push(key)
    }
    if (keys.length === 0) return
    if (this.#numbers.size > maxCached) {
      this.#numbers.clear()
      this.#keys.clear()
    }
    await this.#pool.query(
      `INSERT INTO usage.dimension (kind, key)
       SELECT * FROM unnest($1::smallint[], $2::text[]) AS t(kind, key) ORDER BY kind, key ON CONFLICT DO NOTHING`,
      [kinds, keys],
    )
    const rows = await this.#pool.query<{ id: number; kind: number; key: string }>(
      `SELECT d.id, d.kind, d.key FROM usage.dimension d JOIN unnest($1::smallint[], $2::text[]) AS t(kind, key) USING (kind, key)`,
      [kinds, keys],
    )
    for (const row of rows.rows) this.#remember(row)
  }

  /** The number of a name that `ensure` has seen; 0 for none. */
  number(kind: DimensionKind, key: string | undefined): number {
    if (key === undefined) return 0
    const number = this.#numbers.get(`${dimensionKinds[kind]} ${key}`)
    if (number === undefined) throw new Error(`dimension ${kind} ${key} was not ensured`)
    return number
  }

  /** Numbers of names for a filter; names that no event ever carried are left out. */
  async find(kind: DimensionKind, keys: readonly string[]): Promise<number[]> {
    const missing = keys.filter((key) => !this.#numbers.has(`${dimensionKinds[kind]} ${key}`))
    if (missing.length > 0) {
      const rows = await this.#pool.query<{ id: number; kind: number; key: string }>(
        'SELECT id, kind, key FROM usage.dimension WHERE kind = $1 AND key = ANY($2)',
        [dimensionKinds[kind], missing],
      )
      for (const row of rows.rows) this.#remember(row)
    }
    return keys.flatMap((key) => this.#numbers.get(`${dimensionKinds[kind]} ${key}`) ?? [])
  }

  /** Names of numbers, for showing; 0 has none. */
  async names(numbers: Iterable<number>): Promise<(number: number) => string | null> {
    const missing = [...new Set(numbers)].filter((number) => number !== 0 && !this.#keys.has(number))
    if (missing.length > 0) {
      const rows = await this.#pool.query<{ id: number; kind: number; key: string }>(
        'SELECT id, kind, key FROM usage.dimension WHERE id = ANY($1)',
        [missing],
      )
      for (const row of rows.rows) this.#remember(row)
    }
    return (number) => this.#keys.get(number) ?? null
  }

  #remember(row: { id: number; kind: number; key: string }): void {
    this.#numbers.set(`${row.kind} ${row.key}`, row.id)
    this.#keys.set(row.id, row.key)
  }
}
