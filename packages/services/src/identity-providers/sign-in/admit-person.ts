import type { VerifiedPerson } from '@gatehouse/auth/directory/adapter'
import type { SignInStep } from '@gatehouse/contracts/endpoints/sign-in'
import { newId } from '@gatehouse/contracts/ids'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import { z } from 'zod'
import { wearDeveloperHat } from '../../account/developer-hat.ts'
import { consumeEmailToken } from '../../account/email-tokens.ts'
import { type OwedFactor, owedFactor, stepOf } from '../../account/owed-factor.ts'
import { type Hat, openSignInTicket, type SignInMethod } from '../../account/sign-in-tickets.ts'
import { applySignInGroups } from '../../directory/apply-sign-in-groups.ts'
import { asSystem, type Context } from '../../grammar/context.ts'
import { DomainError } from '../../grammar/domain-error.ts'
import { type VerbRun, verb } from '../../grammar/verb.ts'
import type { AccessEvents } from '../../people/access-call.ts'
import { confirmedAddress, findPerson } from './find-person.ts'
import { spendToken } from './spend-token.ts'

const admission = z.strictObject({
  providerId: z.string(),
  hat: z.enum(['member', 'developer']),
  method: z.enum(['oidc', 'saml', 'ldap']),
  person: z.custom<VerifiedPerson>(),
  /** A signed-in person who links the provider to his account. */
  link: z.string().optional(),
  /** Token of an invitation that is accepted with it. */
  invitation: z.string().optional(),
})
export type Admission = z.input<typeof admission>

type Admitted = { ticket: string; step: SignInStep } | { linked: true } | { refused: ProblemCode }
type Outcome = Admitted & { personId: string | undefined; how: string; events: AccessEvents }
type Call = VerbRun<z.output<typeof admission>>

const nothingOwed: OwedFactor = { owes: false, factors: [] }

/**
 * Lets somebody in whom a provider has proved: finds or makes the person, takes the groups that the provider named (what they give and
 * what they do not give any more holds at once), and opens a ticket. A refusal is an outcome, not a throw: what the provider said of
 * groups is kept, so that an administrator can map them.
 */
const admit = verb({
  name: 'identity-provider.sign-in',
  allowed: { systemOnly: true },
  input: admission,
  run: async (call): Promise<Outcome> => {
    const { tx, input } = call
    const provider = await tx.identityProvider.findUnique({
      where: { id: input.providerId },
      select: { id: true, enabled: true, signIn: true, settings: true },
    })
    if (!provider?.enabled || !provider.signIn) throw new DomainError('provider_off')
    // Two first sign-ins at once: the second one waits and finds the person that the first one made.
    const own = `sign-in ${provider.id} ${input.person.subject}`
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${own}, 0))`
    if (input.person.once) await spendToken(tx, provider.id, input.person.once)
    const { linkDomains = [], newPersons = 'refuse' } = provider.settings as {
      linkDomains?: string[]
      newPersons?: 'developer' | 'refuse'
    }
    if (input.link !== undefined) return linkIdentity(call, input.link)
    const invited = input.invitation === undefined ? undefined : await acceptInvitation(call, input.invitation)
    const known = await findPerson(tx, { id: provider.id, linkDomains }, input.person)
    if (invited !== undefined && known !== undefined && known.personId !== invited)
      throw new DomainError('identity_taken')
    const groups = await applySignInGroups(
      { ...call, providerId: provider.id },
      {
        subject: input.person.subject,
        personId: invited ?? known?.personId ?? null,
        groups: input.person.groups,
        name: input.person.name,
        email: confirmedAddress(input.person),
      },
    )
    const { events } = groups
    const personId =
      groups.personId ?? (newPersons === 'developer' && input.hat === 'developer' ? await makeDeveloper(call) : null)
    const how = invited ? 'invitation' : (known?.by ?? (groups.personId === null ? 'new' : 'group'))
    if (personId === null) return { refused: await whyUnknown(call), personId: undefined, how, events }
    const refused = await mayNot(call, personId, newPersons)
    if (refused) return { refused, personId, how, events }
    await rememberIdentity(call, personId)
    // A directory's password is a password; providers that sign in by themselves ask for a factor by themselves.
    const owed = input.method === 'ldap' ? await owedFactor(tx, input.hat, personId) : nothingOwed
    const ticket = await openSignInTicket(
      { ...call.ctx, tx },
      {
        personId,
        hat: input.hat,
        method: input.method satisfies SignInMethod,
        identityProviderId: provider.id,
        ...(input.person.session === undefined ? {} : { providerSession: input.person.session }),
        owesFactor: owed.owes,
      },
    )
    return { ticket, step: stepOf(ticket, owed), personId, how, events }
  },
  audit: ({ input, result }) => [
    {
      target: { kind: 'person', id: result.personId ?? 'unknown' },
      after: {
        identityProviderId: input.providerId,
        app: input.hat === 'member' ? 'console' : 'portal',
        by: result.how,
        outcome: 'ticket' in result ? 'in' : 'linked' in result ? 'linked' : result.refused,
      },
    },
    ...result.events,
  ],
})

/** Lets a proved person in. Throws the problem that he gets when he may not. Two first sign-ins at once end as one. */
export async function admitPerson(
  ctx: Context,
  input: Admission,
): Promise<{ ticket: string; step: SignInStep } | { linked: true }> {
  const run = () => admit({ ctx: asSystem(ctx, 'sign-in'), input })
  const outcome = await run().catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'already_exists') return run()
    throw error
  })
  if ('refused' in outcome) throw new DomainError(outcome.refused)
  return 'ticket' in outcome ? { ticket: outcome.ticket, step: outcome.step } : { linked: true }
}

async function linkIdentity({ tx, input }: Call, personId: string): Promise<Outcome> {
  const where = { identityProviderId: input.providerId, subject: input.person.subject }
  const taken = await tx.personIdentity.findUnique({ where: { identityProviderId_subject: where } })
  if (taken && taken.personId !== personId) throw new DomainError('identity_taken')
  if (!taken) {
    const other = await tx.personIdentity.count({ where: { identityProviderId: input.providerId, personId } })
    if (other > 0)
      throw new DomainError(
        'not_possible',
        'Your account is linked to another account of this provider: unlink it first.',
      )
    await tx.personIdentity.create({ data: { ...where, personId } })
  }
  return { linked: true, personId, how: 'link', events: [] }
}

/** Whoever reads the invited address may set a password with the link; so he may sign in with a provider instead. */
async function acceptInvitation({ ctx, tx }: Call, token: string): Promise<string> {
  const person = await consumeEmailToken(tx, token, 'invite', ctx.now())
  await tx.member.createMany({ data: [{ personId: person.id }], skipDuplicates: true })
  await tx.person.update({
    where: { id: person.id },
    data: {
      emailVerifiedAt: person.emailVerifiedAt ?? ctx.now(),
      // A password that somebody set before the address was confirmed may be a stranger's.
      ...(person.emailVerifiedAt === null ? { passwordHash: null } : {}),
      etag: { increment: 1 },
    },
  })
  return person.id
}

/** A developer whom nobody knows yet, where the provider's settings allow it. Never with an address that somebody has. */
async function makeDeveloper({ ctx, tx, change, input: { person } }: Call): Promise<string | null> {
  const email = confirmedAddress(person) ?? null
  if (email !== null && (await tx.person.count({ where: { email } })) > 0) return null
  const id = newId('person')
  const name = (person.name ?? email?.split('@')[0] ?? 'New developer').slice(0, 120)
  await tx.person.create({ data: { id, email, name, emailVerifiedAt: email === null ? null : ctx.now() } })
  await wearDeveloperHat(tx, change, { id, name })
  return id
}

/** Only who shows a confirmed address learns that an account has it. */
async function whyUnknown({ tx, input }: Call): Promise<ProblemCode> {
  const email = confirmedAddress(input.person)
  const known = email !== undefined && (await tx.person.count({ where: { email, erasedAt: null } })) > 0
  return known ? 'sign_in_not_linked' : 'sign_in_unknown'
}

/** Why somebody who is known may not come in here; undefined when he may. */
async function mayNot(
  { tx, change, input }: Call,
  personId: string,
  newPersons: 'developer' | 'refuse',
): Promise<ProblemCode | undefined> {
  const person = await tx.person.findUniqueOrThrow({
    where: { id: personId },
    include: { member: true, developer: true },
  })
  if (person.deactivatedAt || person.erasedAt) return 'access_ended'
  const hat: Hat = input.hat
  if (person[hat] !== null) return undefined
  if (hat === 'member' || newPersons !== 'developer') return 'sign_in_unknown'
  await wearDeveloperHat(tx, change, person)
  return undefined
}

async function rememberIdentity({ ctx, tx, input }: Call, personId: string): Promise<void> {
  const where = { identityProviderId: input.providerId, subject: input.person.subject }
  await tx.personIdentity.upsert({
    where: { identityProviderId_subject: where },
    create: { ...where, personId, lastSignInAt: ctx.now() },
    update: { lastSignInAt: ctx.now() },
  })
}
