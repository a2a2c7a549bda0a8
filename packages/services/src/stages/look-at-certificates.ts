import { stageValues } from '@gatehouse/contracts/stage-values'
import type { AddressRules } from '@gatehouse/net/address'
import { readCertificate, type SeenCertificate } from '@gatehouse/net/read-certificate'
import type { Resolver } from '@gatehouse/net/resolve-host'
import type { Context } from '../grammar/context.ts'

const everyMs = 24 * 3_600_000
const timeoutMs = 10_000
const side = 8

type Asked = { versionId: string; stageId: string; backend: string; hostname: string; port: number; address: string }

/**
 * Looks at the certificates of the backends that run behind https: new addresses at once, each other one daily. What could not be looked
 * at keeps the end that was seen last. Safe to run at any time from any process.
 */
export async function lookAtCertificates(
  ctx: Context,
  network: { rules: AddressRules; resolve?: Resolver } = { rules: { mode: 'backend' } },
): Promise<void> {
  const asked = await runningBackends(ctx)
  const known = await ctx.db.prisma.backendCertificate.findMany()
  const keyOf = (one: Pick<Asked, 'versionId' | 'stageId' | 'backend'>) =>
    `${one.versionId} ${one.stageId} ${one.backend}`
  const wanted = new Map(asked.map((one) => [keyOf(one), one]))
  for (const row of known) {
    if (wanted.has(keyOf(row))) continue
    const { versionId, stageId, backend } = row
    await ctx.db.prisma.backendCertificate.deleteMany({ where: { versionId, stageId, backend } })
  }
  const seenAt = new Map(known.map((row) => [keyOf(row), row]))
  const due = asked.filter((one) => {
    const row = seenAt.get(keyOf(one))
    return row?.address !== one.address || row.checkedAt.getTime() <= ctx.now().getTime() - everyMs
  })
  // One address behind many versions is asked once.
  const byAddress = [...Map.groupBy(due, ({ address }) => address).values()]
  const work = async () => {
    for (let next = byAddress.shift(); next; next = byAddress.shift()) {
      const [first] = next
      if (!first) continue
      const seen = await readCertificate({ hostname: first.hostname, port: first.port, timeoutMs, ...network })
      for (const one of next) await store(ctx, one, seen, seenAt.get(keyOf(one))?.address === one.address)
    }
  }
  await Promise.all(Array.from({ length: side }, work))
}

/** Backends behind https of all that runs, with the stage values that it runs with. */
async function runningBackends(ctx: Context): Promise<Asked[]> {
  const rows = await ctx.db.prisma.deployment.findMany({
    where: { endedAt: null },
    orderBy: { startedAt: 'asc' },
    select: { versionId: true, stageId: true, stageValues: { select: { values: true } } },
  })
  const found = new Map<string, Asked>()
  for (const { versionId, stageId, stageValues: saved } of rows) {
    for (const [backend, value] of Object.entries(stageValues.parse(saved.values).backends)) {
      if (value.mock === true) continue
      const url = new URL(value.url)
      if (url.protocol !== 'https:') continue
      const port = Number(url.port || 443)
      const { hostname } = url
      const one = { versionId, stageId, backend, hostname, port, address: `${hostname}:${port}` }
      found.set(`${versionId} ${stageId} ${backend}`, one)
    }
  }
  return [...found.values()]
}

async function store(ctx: Context, asked: Asked, seen: SeenCertificate, sameAddress: boolean): Promise<void> {
  const { versionId, stageId, backend, address } = asked
  const checkedAt = ctx.now()
  const found = seen.ok
    ? { expiresAt: seen.expiresAt, issuer: seen.issuer, failure: null }
    : { failure: seen.failure, ...(sameAddress ? {} : { expiresAt: null, issuer: '' }) }
  await ctx.db.prisma.backendCertificate.upsert({
    where: { versionId_stageId_backend: { versionId, stageId, backend } },
    create: { versionId, stageId, backend, address, checkedAt, ...found },
    update: { address, checkedAt, ...found },
  })
}
