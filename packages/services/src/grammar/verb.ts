import type { Permission } from '@gatehouse/contracts/permissions'
import type { ProblemError } from '@gatehouse/contracts/problems'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { type AuditEntry, appendLogs } from './audit-chain.ts'
import { type Allowed, authorize, type Scope } from './authorize.ts'
import { ChangeSet } from './change-set.ts'
import type { Context } from './context.ts'
import { DomainError, notFound } from './domain-error.ts'
import { claimIdempotencyKey, findIdempotentAnswer, storeIdempotentAnswer } from './idempotency.ts'
import { inTransaction } from './in-transaction.ts'

export type VerbCall = {
  /** Value of Idempotency-Key. */
  idempotencyKey?: string
  /** From If-Match: the count of edits that the caller saw. */
  ifMatch?: number
}

export type VerbRun<I> = { ctx: Context; tx: Transaction; input: I; change: ChangeSet; ifMatch: number | undefined }

export type Verb<I extends z.ZodType, R> = {
  (call: { ctx: Context; input: z.input<I> } & VerbCall): Promise<R>
  readonly verb: string
  readonly mutates: true
  readonly input: I
  readonly allowed: Allowed
  /**
   * The same inside of another verb's transaction, with the same permission asked of `ctx.actor`: what it answers, and its audit rows,
   * which the outer verb hands on with its own.
   */
  readonly enact: (call: {
    ctx: Context
    tx: Transaction
    change: ChangeSet
    input: unknown
    ifMatch?: number | undefined
  }) => Promise<{ answer: R; entries: AuditEntry[] }>
}

/**
 * A use case that changes something. The order is fixed: parse → transaction → scope → permission → run → log lock → audit rows →
 * change-log rows → commit. Permission and audit are mandatory members, so a mutation without them cannot be written.
 * Nothing slow may follow `run`: the lock is one for the installation.
 */
export function verb<I extends z.ZodType, R, A = R>(declaration: {
  /** Action name in the audit log: `application.create`. */
  name: string
  allowed: Allowed
  /** Permission that makes the target visible at all; others get 404. */
  read?: Permission
  input: I
  /** What it acts on, or null when that does not exist. Omitted: the organization. */
  scope?: (tx: Transaction, input: z.output<I>, ctx: Context) => Promise<Scope | null>
  audit: (parts: { input: z.output<I>; result: R; ctx: Context }) => AuditEntry | readonly AuditEntry[]
  run: (call: VerbRun<z.output<I>>) => Promise<R>
  /** Longest time of its transaction in milliseconds, where thousands of rows need more than the usual. */
  timeoutMs?: number
  /** What the caller gets of the result, where the audit row needs more than he may see. */
  answer?: (result: R) => A
}): Verb<I, A> {
  const execute = async (call: { ctx: Context; input: z.input<I> } & VerbCall): Promise<A> => {
    const { ctx } = call
    const input = parseInput(declaration.input, call.input)
    return inTransaction(
      ctx,
      async (tx) => {
        const scope = declaration.scope ? await declaration.scope(tx, input, ctx) : undefined
        // Visitors share one name; a key of one must not answer another.
        const key = ctx.actor.kind === 'visitor' ? undefined : call.idempotencyKey
        if (scope === null) {
          // What this very call deleted is gone for its repetition, too.
          const stored = key && (await findIdempotentAnswer(tx, ctx, declaration.name, key, call.input))
          if (stored) return stored.stored as A
          throw notFound()
        }
        authorize(ctx.actor, declaration.allowed, scope, declaration.read ?? declaration.allowed.permission)
        if (key !== undefined) {
          const stored = await claimIdempotencyKey(tx, ctx, declaration.name, key, call.input)
          if (stored) return stored.stored as A
        }
        const change = new ChangeSet()
        const result = await declaration.run({ ctx, tx, input, change, ifMatch: call.ifMatch })
        const answer = declaration.answer ? declaration.answer(result) : (result as unknown as A)
        if (key !== undefined) await storeIdempotentAnswer(tx, ctx, key, answer)
        const entries = entriesOf(scope, declaration.audit({ input, result, ctx }))
        await appendLogs(tx, ctx, declaration.name, entries, change)
        return answer
      },
      declaration.timeoutMs,
    )
  }
  const enact: Verb<I, A>['enact'] = async ({ ctx, tx, change, ifMatch, ...call }) => {
    const input = parseInput(declaration.input, call.input)
    const scope = declaration.scope ? await declaration.scope(tx, input, ctx) : undefined
    if (scope === null) throw notFound()
    authorize(ctx.actor, declaration.allowed, scope, declaration.read ?? declaration.allowed.permission)
    const result = await declaration.run({ ctx, tx, input, change, ifMatch })
    const answer = declaration.answer ? declaration.answer(result) : (result as unknown as A)
    const entries = entriesOf(scope, declaration.audit({ input, result, ctx }))
    return { answer, entries: entries.map((entry) => ({ action: declaration.name, ...entry })) }
  }
  return Object.assign(execute, {
    verb: declaration.name,
    mutates: true as const,
    input: declaration.input,
    allowed: declaration.allowed,
    enact,
  })
}

function entriesOf(scope: Scope | undefined, entries: AuditEntry | readonly AuditEntry[]): AuditEntry[] {
  return [entries].flat().map((entry) => ({ ...scopeOfEntry(scope), ...entry }))
}

/** Whoever reads the audit log for a team or an API finds what was done there, whether or not the use case says it itself. */
function scopeOfEntry(scope: Scope | undefined): Pick<AuditEntry, 'apiId' | 'teamId'> {
  return {
    ...(scope?.apiId === undefined ? {} : { apiId: scope.apiId }),
    ...(scope?.teamId === undefined ? {} : { teamId: scope.teamId }),
  }
}

/** Parses input at the gate; every finding names its place. */
export function parseInput<I extends z.ZodType>(schema: I, value: unknown): z.output<I> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors: ProblemError[] = parsed.error.issues.slice(0, 50).map((issue) => ({
    in: 'body',
    pointer: issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    rule: issue.code ?? 'invalid',
    expected: issue.message,
  }))
  throw new DomainError('invalid_input', undefined, { errors })
}

/** Refuses an edit made on an older state. `required` unless the caller has no way to know the state. */
export function checkEtag(current: number, ifMatch: number | undefined): void {
  if (ifMatch === undefined) throw new DomainError('precondition_required')
  if (ifMatch !== current) throw new DomainError('changed_meanwhile')
}
