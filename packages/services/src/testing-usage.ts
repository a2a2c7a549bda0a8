import { randomUUID } from 'node:crypto'
import { encodeUsageEvent } from '@gatehouse/analytics/events/encode-usage-event'
import { frameRecord } from '@gatehouse/analytics/events/record-frame'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import type { Context } from './grammar/context.ts'

/** For tests: stores calls as a gateway of the stage would report them, now; successful ones unless `refused` says what they met. */
export async function recordCalls(
  ctx: Context,
  place: {
    stageId: string
    versionId?: string
    operationId?: string
    path?: string
    refused?: { status: number; code: string }
  },
  callers: readonly { applicationId?: string; times: number }[],
): Promise<void> {
  const events = callers.flatMap(({ applicationId, times }) =>
    Array.from(
      { length: times },
      (): UsageEvent => ({
        requestId: newId('request'),
        at: Date.now(),
        interim: false,
        actor: 'client',
        method: 'GET',
        host: 'localhost',
        path: place.path ?? '/orders',
        status: place.refused?.status ?? 200,
        statusSource: place.refused === undefined ? 'backend' : 'gateway',
        ...(place.refused === undefined ? {} : { code: place.refused.code }),
        bytesIn: 1,
        bytesOut: 1,
        us: { total: 10, gateway: 1 },
        billable: false,
        billableReason: place.refused === undefined ? 'unpriced' : 'refused',
        units: 1,
        trace: [],
        errors: [],
        ...(place.versionId === undefined ? {} : { versionId: place.versionId as Id<'version'> }),
        ...(place.operationId === undefined ? {} : { operationId: place.operationId as Id<'operation'> }),
        ...(applicationId === undefined ? {} : { applicationId: applicationId as Id<'application'> }),
      }),
    ),
  )
  const bytes = Buffer.concat(events.map((one) => frameRecord(encodeUsageEvent(one))))
  const owner = { gatewayId: newId('gateway'), stageId: place.stageId as Id<'stage'> }
  await usageStoreOf(ctx.db.pool).append(
    { owner, logId: randomUUID(), from: 0, to: bytes.length, bytes, served: [] },
    Date.now(),
  )
}
