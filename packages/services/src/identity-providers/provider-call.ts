import type { ProviderCall, ProviderSettings } from '@gatehouse/auth/directory/adapter'
import type { ProviderKind } from '@gatehouse/auth/directory/provider-kind'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import { openText, sealText } from '../grammar/installation.ts'
import { providerKinds } from './provider-kinds.ts'

type Deps = Pick<Context, 'installation' | 'now'>
export type ProviderRow = {
  id: string
  kind: string
  settings: unknown
  sealed: string | null
  subjectClaim: string | null
}

/** Whole time of one visit to a provider, however many requests it takes. */
const visitMs = 15_000

const purposeOf = (id: string) => `identity provider ${id}`

/** Seals a provider's secret for its row. */
export function sealProviderSecret(deps: Pick<Context, 'installation'>, id: string, secret: string): string {
  return sealText(deps.installation, purposeOf(id), secret)
}

/** A provider's secret, opened; undefined where none is set. */
export function openProviderSecret(deps: Pick<Context, 'installation'>, row: ProviderRow): string | undefined {
  return row.sealed === null ? undefined : openText(deps.installation, purposeOf(row.id), row.sealed)
}

/** The kind of a provider and what its adapter is called with. Throws not_found for one without an adapter (SCIM only). */
export function visitProvider(
  deps: Deps,
  row: ProviderRow,
  visitMillis: number = visitMs,
): { kind: ProviderKind; adapter: ProviderKind['adapter']; call: ProviderCall<ProviderSettings> } {
  const kind = providerKinds(deps.installation).get(row.kind)
  if (kind === undefined) throw notFound()
  return {
    kind,
    adapter: kind.adapter,
    call: {
      providerId: row.id,
      settings: row.settings as ProviderSettings,
      secret: openProviderSecret(deps, row),
      subjectClaim: row.subjectClaim ?? undefined,
      now: deps.now,
      signal: AbortSignal.timeout(visitMillis),
    },
  }
}
