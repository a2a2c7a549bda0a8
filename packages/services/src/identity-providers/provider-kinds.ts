import { builtInKinds } from '@gatehouse/auth/directory/built-in-kinds'
import type { ProviderKind } from '@gatehouse/auth/directory/provider-kind'
import type { ProviderNetwork } from '@gatehouse/auth/directory/provider-network'
import { DomainError } from '../grammar/domain-error.ts'
import type { Installation } from '../grammar/installation.ts'

/** Public and private addresses; loopback only by the operator's list (IDENTITY_LOOPBACK_PORTS). */
const defaultNetwork: ProviderNetwork = { rules: { mode: 'idp' } }

const opened = new WeakMap<Installation, ReadonlyMap<string, ProviderKind>>()

/** The kinds of identity providers of an installation, by name. One of its own never takes the place of one of ours. */
export function providerKinds(installation: Installation): ReadonlyMap<string, ProviderKind> {
  const known = opened.get(installation)
  if (known) return known
  const { network = defaultNetwork, kinds = [] } = installation.identity ?? {}
  const all = new Map([...kinds, ...builtInKinds(network)].map((kind) => [kind.kind, kind]))
  opened.set(installation, all)
  return all
}

/** Reads settings by their kind's own schema; throws invalid_input with each finding's place. A directory that only writes has no adapter. */
export function readSettings(installation: Installation, settings: { kind: string }): { kind: string } {
  const kind = providerKinds(installation).get(settings.kind)
  if (kind === undefined) {
    if (settings.kind === 'scim') return settings
    throw new DomainError('invalid_input', undefined, {
      errors: [{ in: 'body', pointer: '/settings/kind', rule: 'known', expected: 'a kind of this installation' }],
    })
  }
  const parsed = kind.settings.safeParse(settings)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.slice(0, 50).map((issue) => ({
    in: 'body' as const,
    pointer: ['/settings', ...issue.path.map(String)].join('/'),
    rule: issue.code ?? 'invalid',
    expected: issue.message,
  }))
  throw new DomainError('invalid_input', undefined, { errors })
}
