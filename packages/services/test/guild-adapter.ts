import type { ProviderAdapter, ProviderSettings } from '@gatehouse/auth/directory/adapter'
import { ProviderError } from '@gatehouse/auth/directory/adapter'
import { providerKind } from '@gatehouse/auth/directory/provider-kind'
import { z } from 'zod'

/**
 * A fourth kind of identity provider, written from outside packages/auth: a guild whose hall knows its members and their passphrases
 * (S26). The hall is a table here; a real one would be asked through a guarded fetch.
 */
const guildSettings = z.strictObject({ kind: z.literal('x-guild'), hall: z.string().min(1) })
type GuildSettings = z.infer<typeof guildSettings>

const members: Readonly<Record<string, { name: string; phrase: string; active: boolean }>> = {
  'guild-1': { name: 'Ida Cooper', phrase: 'oak and iron', active: true },
  'guild-2': { name: 'Ola Smith', phrase: 'salt and tar', active: false },
}
export const guildSecret = 'the-master-key-of-the-hall'

const open = ({
  settings,
  secret,
  signal,
}: {
  settings: GuildSettings
  secret: string | undefined
  signal: AbortSignal
}) => {
  if (signal.aborted) throw new ProviderError('timeout', 'The hall was not waited for.')
  if (settings.hall === 'burned down') throw new ProviderError('unreachable', 'The hall does not answer.')
  if (secret !== guildSecret) throw new ProviderError('settings', 'The hall does not open with this key.')
}

const adapter: ProviderAdapter<GuildSettings & ProviderSettings> = {
  kind: 'x-guild',
  async discover(call) {
    open(call)
    return { health: { state: 'well', sentence: '' }, facts: [{ name: 'Members', value: '2' }] }
  },
  async beginSignIn(call, { state, returnUrl }) {
    open(call)
    return { url: `https://hall.example/door?${new URLSearchParams({ state, returnUrl })}`, remember: { state } }
  },
  async endSignIn(call, { parameters, remembered }) {
    open(call)
    if (remembered.state === undefined || parameters.get('state') !== remembered.state)
      throw new ProviderError('replayed', 'The answer belongs to another visit.')
    const subject = parameters.get('member') ?? ''
    const member = members[subject]
    if (!member?.active) throw new ProviderError('refused', 'The hall does not know this member.')
    return { subject, name: member.name, emailVerified: false }
  },
  async checkPassword(call, { userName, password }) {
    open(call)
    const member = members[userName]
    return member?.active && password !== '' && member.phrase === password
      ? { subject: userName, name: member.name, emailVerified: false }
      : undefined
  },
  async *listPeople(call) {
    open(call)
    yield {
      groups: [],
      persons: Object.entries(members).map(([externalId, { name, active }]) => ({
        externalId,
        userName: externalId,
        name,
        active,
      })),
    }
  },
}

export const guildKind = providerKind(adapter, guildSettings)
