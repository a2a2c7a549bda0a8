import {
  getSignInSettings as getEndpoint,
  putSignInSettings as putEndpoint,
  type SignInSettingsView,
} from '@gatehouse/contracts/endpoints/provider-sign-in'
import type { Id } from '@gatehouse/contracts/ids'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { DomainError } from '../../grammar/domain-error.ts'
import { query, type Reader } from '../../grammar/query.ts'
import { checkEtag, verb } from '../../grammar/verb.ts'
import { healthOf } from '../provider-view.ts'
import { identityManagers } from './identity-managers.ts'

async function readView(db: Reader | Transaction): Promise<SignInSettingsView & { organizationId: string }> {
  const row = await db.organization.findFirst({ select: { id: true, settings: true, etag: true } })
  if (row === null) throw new DomainError('unavailable', 'The installation is not set up yet.')
  const { signIn } = organizationSettings.parse(row.settings)
  const persons = await db.person.findMany({
    where: { id: { in: signIn.breakGlass } },
    include: { totp: true, passkeys: { take: 1, select: { id: true } } },
    orderBy: { id: 'asc' },
  })
  const managers = new Set(await identityManagers(db))
  return {
    organizationId: row.id,
    local: signIn.local,
    membersNeedFactor: signIn.membersNeedFactor,
    providerAwayMinutes: signIn.providerAwayMinutes,
    breakGlass: persons.map((person) => {
      const hasFactor = person.totp?.confirmedAt != null || person.passkeys.length > 0
      return {
        personId: person.id as Id<'person'>,
        name: person.name,
        hasPassword: person.passwordHash !== null,
        hasFactor,
        usable: person.deactivatedAt === null && managers.has(person.id) && person.passwordHash !== null,
      }
    }),
    etag: row.etag,
  }
}

const shown = ({ organizationId: _, ...view }: Awaited<ReturnType<typeof readView>>): SignInSettingsView => view

export const getSignInSettings = query({
  name: 'organization.sign-in',
  allowed: { permission: 'identity.read' },
  input: getEndpoint.query,
  run: async ({ db }) => shown(await readView(db)),
})

/** Sets how persons sign in. What would lock everybody out is refused. */
export const putSignInSettings = verb({
  name: 'organization.put-sign-in',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: putEndpoint.body,
  scope: async () => ({}),
  run: async ({ tx, input, ifMatch }) => {
    await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
    const before = await readView(tx)
    checkEtag(before.etag, ifMatch)
    const row = await tx.organization.findUniqueOrThrow({ where: { id: before.organizationId } })
    const settings = organizationSettings.parse(row.settings)
    await tx.organization.update({
      where: { id: row.id },
      data: {
        settings: { ...settings, signIn: { ...settings.signIn, ...input } } as Prisma.InputJsonObject,
        etag: { increment: 1 },
      },
    })
    const view = await readView(tx)
    if (!input.local) await assertNobodyLockedOut(tx, view)
    return { before, view }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'organization', id: view.organizationId },
    before: plain(before),
    after: plain(view),
  }),
  answer: ({ view }) => shown(view),
})

const plain = (view: SignInSettingsView) => ({
  local: view.local,
  membersNeedFactor: view.membersNeedFactor,
  providerAwayMinutes: view.providerAwayMinutes,
  breakGlass: view.breakGlass.map(({ personId }) => personId),
})

async function assertNobodyLockedOut(tx: Transaction, view: SignInSettingsView): Promise<void> {
  const providers = await tx.identityProvider.findMany({
    where: { enabled: true, signIn: true, identities: { some: { person: { member: { isNot: null } } } } },
    select: { health: true },
  })
  if (!providers.some(({ health }) => healthOf(health).state === 'well'))
    throw new DomainError(
      'not_possible',
      'Passwords can go once a member has signed in with a provider that is well: sign in with it first.',
    )
  if (!view.breakGlass.some(({ usable }) => usable))
    throw new DomainError(
      'not_possible',
      'Name a break-glass account first: a person with a password who may manage identity, for the day on which the provider is away.',
    )
}
