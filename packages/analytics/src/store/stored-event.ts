import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { actorNumbers, billableReasonNumbers, methodNumbers, statusSourceNumbers } from '../events/record-layout.ts'
import type { DimensionKind, Dimensions } from './dimensions.ts'

/** A decoded record with its place in the log. */
export type LoggedEvent = { offset: number; event: UsageEvent }

/** Whose log a batch is from. */
export type LogOwner = { gatewayId: string; stageId: string }

/** Every name that an event carries, for Dimensions.ensure. */
export function* namesOf(event: UsageEvent): Generator<readonly [DimensionKind, string]> {
  if (event.apiId) yield ['api', event.apiId]
  if (event.versionId) yield ['version', event.versionId]
  if (event.operationId) yield ['operation', event.operationId]
  if (event.applicationId) yield ['application', event.applicationId]
  if (event.subscriptionId) yield ['subscription', event.subscriptionId]
  if (event.planVersionId) yield ['planVersion', event.planVersionId]
  if (event.credentialId) yield ['credential', event.credentialId]
  if (event.teamId) yield ['team', event.teamId]
  if (event.deploymentId) yield ['deployment', event.deploymentId]
  if (event.code) yield ['code', event.code]
}

/** `req_…` → the UUID that is stored. */
export function uuidOf(requestId: string): string {
  const hex = requestId.slice(requestId.lastIndexOf('_') + 1)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Status class as the rollup stores it: first digit, plus 10 where the gateway itself answered. */
export function statusClassOf(event: UsageEvent): number {
  return Math.floor(event.status / 100) + (event.statusSource === 'gateway' ? 10 : 0)
}

/** 0 request, 1 call, 2 successful call. */
export function outcomeOf(event: UsageEvent): number {
  if (event.operationId === undefined || event.applicationId === undefined) return 0
  return event.status >= 200 && event.status < 400 ? 2 : 1
}

/** Units that count against a quota: the quota step was reached and did not refuse. */
export function quotaUnitsOf(event: UsageEvent): number {
  return event.quota !== undefined && event.code !== 'quota_exceeded' && !event.interim ? 1 : 0
}

export const rawColumns =
  'ts, request_id, log_id, log_offset, bytes_in, bytes_out, us_total, us_upstream, stage, api, version, operation, application, subscription, plan, credential, team, gateway, deployment, code, us_gateway, us_upstream_connect, us_upstream_ttfb, method, status, outcome, status_source, billable_reason, actor, billable, interim, units'

/** One line of COPY text for usage.raw, in the order of `rawColumns`. */
export function rawLine(
  dimensions: Dimensions,
  owner: LogOwner,
  logId: string,
  { offset, event }: LoggedEvent,
): string {
  const { us } = event
  const upstream =
    us.connect === undefined && us.firstByte === undefined
      ? '\\N'
      : (us.connect ?? 0) + (us.firstByte ?? 0) + (us.body ?? 0)
  return `${new Date(event.at).toISOString()}\t${uuidOf(event.requestId)}\t${logId}\t${offset}\t${event.bytesIn}\t${event.bytesOut}\t${us.total}\t${upstream}\t${dimensions.number('stage', owner.stageId)}\t${dimensions.number('api', event.apiId)}\t${dimensions.number('version', event.versionId)}\t${dimensions.number('operation', event.operationId)}\t${dimensions.number('application', event.applicationId)}\t${dimensions.number('subscription', event.subscriptionId)}\t${dimensions.number('planVersion', event.planVersionId)}\t${dimensions.number('credential', event.credentialId)}\t${dimensions.number('team', event.teamId)}\t${dimensions.number('gateway', owner.gatewayId)}\t${dimensions.number('deployment', event.deploymentId)}\t${dimensions.number('code', event.code)}\t${us.gateway}\t${us.connect ?? '\\N'}\t${us.firstByte ?? '\\N'}\t${methodNumbers[event.method]}\t${event.status}\t${outcomeOf(event)}\t${statusSourceNumbers[event.statusSource]}\t${billableReasonNumbers[event.billableReason]}\t${actorNumbers[event.actor]}\t${event.billable}\t${event.interim}\t${event.units}\n`
}

export const detailColumns = 'request_id, ts, path, client, trace, errors, limits'

/** One line of COPY text for usage.detail. */
export function detailLine({ event }: LoggedEvent): string {
  const client = {
    host: event.host,
    ...(event.userAgent === undefined ? {} : { userAgent: event.userAgent }),
    ...(event.clientAddress === undefined ? {} : { address: event.clientAddress }),
    ...(event.unknownKey === undefined ? {} : { unknownKey: event.unknownKey }),
    ...(event.us.body === undefined ? {} : { bodyUs: event.us.body }),
  }
  const limits = event.rate || event.quota ? { rate: event.rate, quota: event.quota } : undefined
  return `${uuidOf(event.requestId)}\t${new Date(event.at).toISOString()}\t${copyText(event.path)}\t${copyJson(client)}\t${copyJson(event.trace)}\t${event.errors.length === 0 ? '\\N' : copyJson(event.errors)}\t${limits ? copyJson(limits) : '\\N'}\n`
}

const special = /[\\\t\n\r]/g
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
function copyText(text: string): string {
  return text.replace(special, (character) => escapes[character] ?? character)
}

function copyJson(value: unknown): string {
  return copyText(JSON.stringify(value))
}
