import { Prisma, type Transaction } from '@gatehouse/db/client'
import type { Context } from './context.ts'
import { DomainError } from './domain-error.ts'

const attempts = 3

/**
 * Runs a use case's transaction. PostgreSQL may pick it as a deadlock's victim although nothing is wrong: then it runs again, from the
 * start. A unique value that another transaction took first is an expected outcome, not a surprise; so is a row that another one changed
 * or deleted between our look and our write.
 */
export async function inTransaction<T>(
  ctx: Context,
  run: (tx: Transaction) => Promise<T>,
  timeoutMs?: number,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ctx.db.prisma.$transaction(run, timeoutMs === undefined ? {} : { timeout: timeoutMs })
    } catch (error) {
      const code = sqlState(error)
      if (code === 'conflict' && attempt < attempts) continue
      if (code === 'unique') throw new DomainError('already_exists')
      if (code === 'gone') throw new DomainError('changed_meanwhile')
      throw error
    }
  }
}

function sqlState(error: unknown): 'conflict' | 'unique' | 'gone' | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined
  if (error.code === 'P2034') return 'conflict'
  if (error.code === 'P2002') return 'unique'
  // No row with the id and etag that were read before; a row that is referred to has gone, or one that refers has come.
  if (error.code === 'P2025' || error.code === 'P2003') return 'gone'
  // A raw statement: the adapter gives PostgreSQL's own code.
  const state = JSON.stringify(error.meta ?? {})
  if (/"(40001|40P01)"/.test(state)) return 'conflict'
  if (/"23503"/.test(state)) return 'gone'
  return /"23505"/.test(state) ? 'unique' : undefined
}
