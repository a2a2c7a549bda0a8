import { compileStage } from '@gatehouse/compiler/compile-stage'
import type { Id } from '@gatehouse/contracts/ids'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import { AccessReader } from '@gatehouse/policies/access/reader'
import { AccessTable } from '@gatehouse/policies/access/table'
import { decideBody, decideHead } from '@gatehouse/policies/decide'
import type { DecideDeps } from '@gatehouse/policies/decide-types'
import { Counters } from '@gatehouse/policies/limits/counters'
import { buildSnapshot } from '@gatehouse/policies/snapshot/build'
import { generateValidatorCode } from '@gatehouse/policies/snapshot/validators'
import type { RebuiltRequest } from './rebuild-request.ts'

export const judgedBasePath = '/replay/v1'
const id = <K extends string>(prefix: K) => `${prefix}_${'0'.repeat(31)}1`

export type ContractVerdict = { code: ProblemCode; finding: ValidationFinding | null } | null

/**
 * The texts of a snapshot that holds this content alone, open to everybody and without policies: what is left to refuse a request is its
 * contract. Compiled as for a gateway.
 */
export function contractTexts(content: RevisionContent): { manifestText: string; parts: [string, string][] } {
  const open = Object.fromEntries(
    Object.entries(content.operations).map(([key, { policies: _, ...operation }]) => [
      key,
      { ...operation, anonymous: { reason: 'Replay' } },
    ]),
  )
  const backends = Object.fromEntries(content.backends.map(({ name }) => [name, { url: 'http://replay.invalid' }]))
  const compiled = compileStage({
    stage: { id: id('stg') as Id<'stage'>, slug: 'replay', name: 'Replay', exposure: 'live' },
    portalUrl: '',
    guardrails: [],
    versions: [
      {
        id: id('ver') as Id<'version'>,
        name: 'v1',
        audience: 'internal',
        apiId: id('api') as Id<'api'>,
        apiSlug: 'replay',
        basePath: judgedBasePath,
        state: 'published',
        pausedOperations: [],
        deployments: [
          {
            id: id('dep') as Id<'deployment'>,
            weight: 100,
            revisionId: id('rev') as Id<'revision'>,
            revisionNumber: 1,
            content: { ...content, policies: [], operations: open },
            values: { backends },
          },
        ],
      },
    ],
  })
  return { manifestText: compiled.manifestText, parts: compiled.parts.map(({ hash, text }) => [hash, text]) }
}

/** Judges requests by a contract with the decision core of the gateway itself. */
export class ContractJudge {
  readonly #deps: DecideDeps

  constructor(texts: { manifestText: string; parts: readonly (readonly [string, string])[] }) {
    const built = buildSnapshot({
      manifestText: texts.manifestText,
      parts: new Map(texts.parts),
      compileSchema: generateValidatorCode,
    })
    if (!built.ok) throw new Error(built.issues[0]?.message ?? 'not built')
    this.#deps = {
      snapshot: built.snapshot,
      access: new AccessReader(new AccessTable().handles()),
      counters: new Counters(Counters.allocate(16), { readOnly: true }),
      clock: { now: () => 0, tick: () => 0 },
      salt: '',
    }
  }

  /** Null: the contract takes it. */
  judge({ method, target, headers, body }: RebuiltRequest): ContractVerdict {
    const bytes = Buffer.from(body)
    let decision = decideHead(this.#deps, {
      method,
      target: `${judgedBasePath}${target}`,
      host: 'replay.invalid',
      rawHeaders: headers,
      remoteAddress: '192.0.2.1',
      bodyLength: bytes.length,
    })
    if (decision.kind === 'allow' && decision.needsBody) decision = decideBody(this.#deps, decision, bytes)
    return decision.kind === 'allow' ? null : { code: decision.code, finding: decision.findings[0] ?? null }
  }
}
