import type { Permission } from '@gatehouse/contracts/permissions'
import type { Database, PrismaClient } from '@gatehouse/db/client'
import type { z } from 'zod'
import { type Allowed, authorize, type Scope } from './authorize.ts'
import type { Context } from './context.ts'
import { notFound } from './domain-error.ts'
import { parseInput } from './verb.ts'

type ReadMethod =
  | 'findMany'
  | 'findFirst'
  | 'findUnique'
  | 'findFirstOrThrow'
  | 'findUniqueOrThrow'
  | 'count'
  | 'aggregate'
  | 'groupBy'
type Model = {
  [K in keyof PrismaClient]: PrismaClient[K] extends { findMany: unknown } ? K : never
}[keyof PrismaClient]

/** The client as a read may use it: no method that writes. */
export type Reader = { readonly [K in Model]: Pick<PrismaClient[K], ReadMethod & keyof PrismaClient[K]> } & Pick<
  PrismaClient,
  '$queryRaw'
>

export type Query<I extends z.ZodType, R> = {
  (call: { ctx: Context; input: z.input<I> }): Promise<R>
  readonly verb: string
  readonly mutates: false
  readonly input: I
  readonly allowed: Allowed
}

/** A use case that only reads: parse → scope → permission → run. */
export function query<I extends z.ZodType, R>(declaration: {
  name: string
  allowed: Allowed
  read?: Permission
  input: I
  scope?: (db: Reader, input: z.output<I>, ctx: Context) => Promise<Scope | null>
  run: (call: { ctx: Context; db: Reader; pool: Database['pool']; input: z.output<I> }) => Promise<R>
}): Query<I, R> {
  const execute = async (call: { ctx: Context; input: z.input<I> }): Promise<R> => {
    const { ctx } = call
    const input = parseInput(declaration.input, call.input)
    const db: Reader = ctx.db.prisma
    const scope = declaration.scope ? await declaration.scope(db, input, ctx) : undefined
    if (scope === null) throw notFound()
    authorize(ctx.actor, declaration.allowed, scope, declaration.read ?? declaration.allowed.permission)
    return declaration.run({ ctx, db, pool: ctx.db.pool, input })
  }
  return Object.assign(execute, {
    verb: declaration.name,
    mutates: false as const,
    input: declaration.input,
    allowed: declaration.allowed,
  })
}
