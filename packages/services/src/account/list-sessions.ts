import { none } from '@gatehouse/contracts/endpoint'
import type { SessionView } from '@gatehouse/contracts/endpoints/account'
import type { Id } from '@gatehouse/contracts/ids'
import { query } from '../grammar/query.ts'
import { signedIn } from './account-view.ts'

/** One's own sessions of both apps that still hold, newest first; at most 100 of each. */
export const listSessions = query({
  name: 'account.list-sessions',
  allowed: { anyPerson: true },
  input: none,
  run: async ({ ctx, db }) => {
    const { personId, sessionId } = signedIn(ctx)
    const page = {
      where: { personId, endedAt: null, expiresAt: { gt: ctx.now() } },
      orderBy: { createdAt: 'desc' },
      take: 100,
    } as const
    const [console, portal] = await Promise.all([db.memberSession.findMany(page), db.developerSession.findMany(page)])
    const view = (app: SessionView['app']) => (row: (typeof console)[number]) => ({
      id: row.id as Id<'session'>,
      app,
      userAgent: row.userAgent,
      address: row.address,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      method: row.method as SessionView['method'],
      current: row.id === sessionId,
    })
    const items = [...console.map(view('console')), ...portal.map(view('portal'))]
    return { items: items.sort((a, b) => b.createdAt.localeCompare(a.createdAt)) }
  },
})
