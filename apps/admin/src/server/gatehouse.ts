import { type Auth, createAuth } from '@gatehouse/auth/session'
import { clientAddress, parseTrustedProxies } from '@gatehouse/http/client-address'
import type { Handler } from '@gatehouse/http/handle'
import { mountSession } from '@gatehouse/http/mount-session'
import { peerHeader } from '@gatehouse/http/peer-address'
import { createProviderSignIn, type ProviderSignIn } from '@gatehouse/http/provider-sign-in'
import { routes } from '@gatehouse/http/routes'
import { createSessionStore } from '@gatehouse/services/account/sessions'
import type { Installation } from '@gatehouse/services/grammar/installation'
import { type Database, openDatabase } from '@gatehouse/services/grammar/open-database'
import { identityNetwork } from '@gatehouse/services/identity-providers/identity-network'
import { openKeyring } from '@gatehouse/services/secrets/keyring'
import { readSecretKey } from '@gatehouse/services/secrets/read-secret-key'
import { webhookNetwork } from '@gatehouse/services/webhooks/webhook-network'
import { readSettings } from '../env.ts'
import { localPath } from '../features/account/local-path.ts'
import { log } from './log.ts'

export type Gatehouse = {
  db: Database
  installation: Installation
  auth: Auth
  api: Handler
  providerSignIn: ProviderSignIn
}

/** Kept on globalThis: Next may load this module more than once in a process, and there must be one pool. */
const holder = globalThis as { gatehouseConsole?: Gatehouse }

/** What this process keeps: database, sign-in, and the management API for the console's sessions. */
export function gatehouse(): Gatehouse {
  holder.gatehouseConsole ??= open()
  return holder.gatehouseConsole
}

function open(): Gatehouse {
  const settings = readSettings()
  const trustedProxies = parseTrustedProxies(settings.trustedProxies)
  const secretKey = readSecretKey(settings.secretKey)
  const installation: Installation = {
    adminUrl: settings.adminUrl,
    portalUrl: settings.portalUrl,
    controlUrl: settings.controlUrl,
    secretKey,
    webhookNetwork: webhookNetwork({
      loopbackPorts: settings.webhookLoopbackPorts,
      ownUrls: [settings.databaseUrl, settings.controlUrl, settings.adminUrl, settings.portalUrl],
    }),
    identity: {
      network: identityNetwork({
        loopbackPorts: settings.identityLoopbackPorts,
        ownUrls: [settings.databaseUrl, settings.controlUrl, settings.adminUrl, settings.portalUrl],
      }),
    },
  }
  const db = openDatabase({
    url: settings.databaseUrl,
    applicationName: 'gatehouse-admin',
    onConnectionError: (error) => log({ level: 'warn', message: `database connection lost: ${error.message}` }),
  })
  const keys = openKeyring({
    db,
    secretKeys: [secretKey],
    onError: (error) => log({ level: 'warn', message: 'data keys could not be read', error }),
  })
  installation.keys = keys
  // The first requests wait for it: what they read may name a data key.
  const ready = keys
    .refresh()
    .catch((error: unknown) => log({ level: 'error', message: 'data keys could not be read', error }))
  const address = (headers: Headers) =>
    clientAddress(headers.get(peerHeader) ?? undefined, headers.get('x-forwarded-for'), trustedProxies)
  const auth = createAuth({
    app: 'admin',
    url: settings.adminUrl,
    secret: settings.sessionSecret,
    store: createSessionStore({ db, installation, app: 'admin' }),
    address,
    log: (message, error) => log({ level: 'error', message, error }),
  })
  const mounted = mountSession({
    routes,
    db,
    installation,
    log,
    audience: 'management',
    url: settings.adminUrl,
    trustedProxies,
    resolveActor: (request) => auth.currentActor(request),
  })
  const api: Handler = async (request, peer) => {
    await ready
    return mounted(request, peer)
  }
  const providerSignIn = createProviderSignIn({
    app: 'console',
    url: settings.adminUrl,
    db,
    installation,
    log,
    address,
    currentActor: auth.currentActor,
    enter: auth.enter,
    localPath,
  })
  return { db, installation, auth, api, providerSignIn }
}
