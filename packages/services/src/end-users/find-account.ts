import type { IssuerAccount } from '@gatehouse/auth/issuer/ports'
import type { Context } from '../grammar/context.ts'

type Row = { id: string; name: string; email: string | null; verified: boolean; withheld: string[] }

/**
 * An end user who may have tokens, with the scopes that groups keep to their members and that he has from none of his. Asked at each
 * sign-in and each exchange, so that who is deactivated or leaves a group gets nothing more.
 */
export async function findEndUserAccount(
  ctx: Pick<Context, 'db'>,
  endUserId: string,
): Promise<IssuerAccount | undefined> {
  const { rows } = await ctx.db.pool.query<Row>(
    `SELECT u.id, u.name, u.email, u.email_verified_at IS NOT NULL AS verified, ARRAY(
       SELECT DISTINCT s FROM end_user_group g, unnest(g.scopes) AS s
       EXCEPT SELECT s FROM end_user_group_member m JOIN end_user_group g ON g.id = m.group_id, unnest(g.scopes) AS s
         WHERE m.end_user_id = u.id) AS withheld
     FROM end_user u WHERE u.id = $1 AND u.deactivated_at IS NULL`,
    [endUserId],
  )
  const row = rows[0]
  return row && { id: row.id, name: row.name, email: row.email, emailVerified: row.verified, withheld: row.withheld }
}
