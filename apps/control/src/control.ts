import type { AddressInfo } from 'node:net'
import type { TrustedProxies } from '@gatehouse/http/client-address'
import { mountKey } from '@gatehouse/http/mount-key'
import { routes } from '@gatehouse/http/routes'
import { forwardToSinks } from '@gatehouse/services/audit-sinks/forward-to-sink'
import { forwardToWebhooks } from '@gatehouse/services/audit-sinks/forward-to-webhooks'
import { judgeCanaries } from '@gatehouse/services/deployments/judge-canaries'
import { changesChannel } from '@gatehouse/services/grammar/change-set'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { createScimTokenResolver } from '@gatehouse/services/scim/token-resolver'
import { createKeyResolver } from '@gatehouse/services/service-accounts/key-resolver'
import type { Logger } from 'pino'
import { createDirectoryReader } from './directories.ts'
import { createControlServer, sendJson } from './http/server.ts'
import { issuerRoutes } from './issuer-routes.ts'
import { providerRoutes } from './provider-routes.ts'
import { createPublisher } from './publisher.ts'
import { scimRoutes } from './scim/scim-routes.ts'
import { Heartbeat } from './sync/heartbeat.ts'
import { StreamHub } from './sync/stream-hub.ts'
import { syncRoutes } from './sync/sync-routes.ts'

type Polling = { wake(): void; stop(): Promise<void> }

export type ControlDeps = {
  db: Context['db']
  installation: Context['installation']
  trustedProxies: TrustedProxies
  log: Logger
  /** Runs at once, on each wake and each second, never twice at a time. */
  startPolling: (
    read: () => Promise<void>,
    options: { intervalMs?: number; onError: (error: unknown) => void },
  ) => Polling
  /** Wakes on a channel's notifications, and after each reconnect. */
  listen: (channel: string, onNotify: () => void) => { close(): Promise<void> }
}

export type Control = {
  /** Port that it listens on. */
  port: number
  /** Drains: no new request, streams end, running ones finish. */
  close(): Promise<void>
}

const beatMs = 4_000
/** How often it is asked which directories are due; the intervals are theirs. */
const readMs = 2_000
const closeWithinMs = 8_000

/** Starts one control plane process: management API, gateway sync, publishing. Any number of them share a database. */
export async function startControl(deps: ControlDeps, at: { host: string; port: number }): Promise<Control> {
  const { db, installation, log } = deps
  const complain = (part: string) => (error: unknown) => log.error({ part, err: error }, 'it failed and is tried again')
  const hub = new StreamHub({ db, installation, log })
  const publishing = deps.startPolling(createPublisher({ db, installation, log }), { onError: complain('publishing') })
  const changes = deps.startPolling(() => hub.tick(), { onError: complain('changes') })
  hub.onUnfinished = () => changes.wake()
  const heartbeat = new Heartbeat(db, hub)
  const beats = deps.startPolling(() => heartbeat.beat(), { intervalMs: beatMs, onError: complain('heartbeat') })
  const directories = createDirectoryReader({ db, installation, log })
  const reading = deps.startPolling(() => directories.tick(), { intervalMs: readMs, onError: complain('directories') })
  const judging = deps.startPolling(
    async () => {
      const ctx = createContext({ actor: { kind: 'system', task: 'canary' }, db, installation })
      const judged = await judgeCanaries(ctx, (deployment, error) =>
        log.error({ part: 'canaries', deployment, err: error }, 'it failed and is tried again'),
      )
      for (const { deploymentId, verdict } of judged)
        if (verdict.kind !== 'wait') log.info({ deployment: deploymentId, ...verdict }, 'a canary ended')
    },
    { onError: complain('canaries') },
  )
  const streaming = deps.startPolling(
    async () => {
      const ctx = createContext({ actor: { kind: 'system', task: 'audit-sinks' }, db, installation })
      await Promise.all([forwardToSinks(ctx, complain('audit sinks')), forwardToWebhooks(ctx)])
    },
    { onError: complain('audit sinks') },
  )
  const listening = deps.listen(changesChannel, () => {
    changes.wake()
    publishing.wake()
  })
  const keys = createKeyResolver({ db, onError: complain('management keys') })
  const scimTokens = createScimTokenResolver({ db, onError: complain('SCIM tokens') })
  const api = mountKey({
    routes,
    db,
    installation,
    trustedProxies: deps.trustedProxies,
    resolveKey: keys.resolve,
    log: ({ level, message, error, ...rest }) =>
      log[level]({ ...rest, ...(error === undefined ? {} : { err: error }) }, message),
  })
  let draining = false
  const server = createControlServer({
    api,
    controlUrl: installation.controlUrl,
    portalUrl: installation.portalUrl,
    trustedProxies: deps.trustedProxies,
    log,
    routes: [
      ...syncRoutes({ db, installation, hub, wakeHub: () => changes.wake() }),
      ...issuerRoutes({ db, installation, log }),
      ...providerRoutes({ db, installation }),
      ...scimRoutes({ db, installation, log, tokens: scimTokens }),
      {
        method: 'GET',
        path: '/healthz',
        handler: async ({ response }) => sendJson(response, 200, { status: 'alive' }),
      },
      {
        method: 'GET',
        path: '/readyz',
        handler: async ({ response }) => {
          const ready = hub.fresh && !draining
          sendJson(response, ready ? 200 : 503, {
            status: ready ? 'ready' : draining ? 'draining' : 'database not reachable',
          })
        },
      },
    ],
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  log.info({ port }, 'control plane listens')

  return {
    port,
    async close() {
      draining = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      hub.close()
      server.closeIdleConnections()
      const late = setTimeout(() => server.closeAllConnections(), closeWithinMs)
      await closed
      clearTimeout(late)
      await Promise.all([
        listening.close(),
        beats.stop(),
        judging.stop(),
        streaming.stop(),
        reading.stop().then(() => directories.close()),
        changes.stop(),
        publishing.stop(),
        keys.close(),
        scimTokens.close(),
      ])
    },
  }
}
