import { Prisma, type Transaction } from '@gatehouse/db/client'
import type { Context } from './context.ts'
import { DomainError } from './domain-error.ts'

const attempts = 3

/**
 * Runs a use case's transaction. PostgreSQL may pick it as a deadlock's victim although nothing is wrong: then it runs again, from the
 * start. A unique value that another transaction took first is an expected outcome, not a surprise.
 */
export async function inTransaction<T>(ctx: Context, run: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ctx.db.prisma.$transaction(run)
    } catch (error) {
      const code = sqlState(error)
      if (code === 'conflict' && attempt < attempts) continue
      if (code === 'unique') throw new DomainError('already_exists')
      throw error
    }
  }
}

function sqlState(error: unknown): 'conflict' | 'unique' | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined
  if (error.code === 'P2034') return 'conflict'
  if (error.code === 'P2002') return 'unique'
  // A raw statement: the adapter gives PostgreSQL's own code.
  const state = JSON.stringify(error.meta ?? {})
  if (/"(40001|40P01)"/.test(state)) return 'conflict'
  return /"23505"/.test(state) ? 'unique' : undefined
}
