import type { Database } from '@gatehouse/db/client'
import Provider, { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import { fromRegistration, toMetadata } from './client-metadata.ts'
import type { IssuerPorts } from './ports.ts'
import {
  consumeRecord,
  deleteRecord,
  deleteRecordsOfGrant,
  findRecord,
  findRecordByUid,
  putFirstRecord,
  putRecord,
} from './record-store.ts'

type Deps = { pool: Database['pool']; ports: IssuerPorts }

/** What oidc-provider keeps, in PostgreSQL; clients are credentials of applications. */
export function createAdapter(deps: Deps): (model: string) => Adapter {
  return (model) => (model === 'Client' ? clientAdapter(deps) : recordAdapter(deps, model))
}

function recordAdapter({ pool, ports }: Deps, model: string): Adapter {
  return {
    async upsert(name, payload, expiresIn) {
      if (model !== 'ReplayDetection') return putRecord(pool, model, name, { ...payload }, expiresIn)
      // The library looks before it writes; two proofs at once both see nothing. The insert decides.
      if (!(await putFirstRecord(pool, model, name, { ...payload }, expiresIn)))
        throw new errors.InvalidRequest('this proof or assertion was used before')
    },
    find: async (name) => (await findRecord(pool, model, name)) as AdapterPayload | undefined,
    findByUid: async (uid) => (await findRecordByUid(pool, model, uid)) as AdapterPayload | undefined,
    findByUserCode: async () => undefined,
    async consume(name) {
      if (await consumeRecord(pool, model, name)) return
      // Somebody was faster: whoever it was, one of the two holds a stolen code or token (RFC 9700 §4.14.2).
      const grantId = (await findRecord(pool, model, name))?.grantId
      if (typeof grantId === 'string') {
        await deleteRecordsOfGrant(pool, grantId)
        await ports.revokeGrant(grantId, 'reuse')
      }
      if (model === 'PushedAuthorizationRequest') throw new errors.InvalidRequest('request_uri was used before')
      throw new errors.InvalidGrant('it was used before')
    },
    destroy: (name) => deleteRecord(pool, model, name),
    async revokeByGrantId(grantId) {
      // Called once for each kind of token. Access tokens have no record here: what refuses them is a revocation.
      if (model !== 'AccessToken') return
      await deleteRecordsOfGrant(pool, grantId)
      await ports.revokeGrant(grantId, Provider.ctx?.oidc?.route === 'revocation' ? 'returned' : 'reuse')
    },
  }
}

function clientAdapter({ pool, ports }: Deps): Adapter {
  const nothing = async () => undefined
  return {
    async find(clientId) {
      const client = await ports.findClient(clientId)
      return client && (toMetadata(client) as AdapterPayload)
    },
    async upsert(clientId, payload) {
      const ctx = Provider.ctx
      const given = fromRegistration(clientId, { ...payload })
      if (ctx?.oidc.route !== 'registration') return ports.updateRegisteredClient(given)
      // The token names the application that the client will be of, and is good for one client.
      const token = ctx.oidc.entities.InitialAccessToken?.jti ?? ''
      const { applicationId, stageId } = (await findRecord(pool, 'InitialAccessToken', token)) ?? {}
      if (typeof applicationId !== 'string' || typeof stageId !== 'string')
        throw new errors.InvalidRequest('the initial access token belongs to no application')
      if (!(await consumeRecord(pool, 'InitialAccessToken', token)))
        throw new errors.InvalidRequest('the initial access token was used before')
      await ports.registerClient(applicationId, stageId, given)
    },
    destroy: (clientId) => ports.removeRegisteredClient(clientId),
    findByUid: nothing,
    findByUserCode: nothing,
    consume: nothing,
    revokeByGrantId: nothing,
  }
}
