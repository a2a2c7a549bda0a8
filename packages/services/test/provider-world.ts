import { type LyingProvider, startLyingProvider } from '@gatehouse/auth/directory/testing/lying-provider'
import type { Id } from '@gatehouse/contracts/ids'
import type { Context } from '../src/grammar/context.ts'
import { createIdentityProvider } from '../src/identity-providers/manage-identity-provider.ts'
import { beginProviderSignIn, endProviderSignIn } from '../src/identity-providers/sign-in/provider-sign-in.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

/** An installation with an identity provider on a socket of its own, which tests may make lie. */
export async function createProviderWorld() {
  const [app, idp] = await Promise.all([createTestInstallation(), startLyingProvider()])
  app.installation.identity = { network: { rules: { mode: 'idp', loopback: 'all' }, timeoutMs: 700 } }
  const admin = app.ctx(await app.member('Admin'))
  let count = 0
  return {
    app,
    idp,
    admin,
    /** Connects the provider anew, as another one. */
    connect: async (settings: object = {}, more: { signIn?: boolean; subjectClaim?: string } = {}) => {
      count += 1
      const made = await createIdentityProvider({
        ctx: admin,
        input: {
          name: `Provider ${count}`,
          settings: { kind: 'oidc', issuer: idp.issuer, clientId: idp.clientId, ...settings },
          secret: idp.clientSecret,
          signIn: true,
          ...more,
        },
      })
      return made.id
    },
    /** Somebody signs in at the provider, and his browser brings the answer back. */
    signIn: (providerId: Id<'identityProvider'>, person: Record<string, unknown>, more: Partial<SignInOptions> = {}) =>
      signIn(app, idp, providerId, person, { hat: 'member', ...more }),
    stop: async () => {
      await idp.stop()
      await app.drop()
    },
  }
}
export type ProviderWorld = Awaited<ReturnType<typeof createProviderWorld>>

export type SignInOptions = {
  hat: 'member' | 'developer'
  ctx: Context
  link: string
  invitation: string
  /** Who is signed in when the browser is back. */
  back: string
}

let addresses = 0
function nextAddress(): string {
  addresses += 1
  return `198.51.100.${addresses % 250}`
}

async function signIn(
  app: TestInstallation,
  idp: LyingProvider,
  providerId: string,
  person: Record<string, unknown>,
  {
    hat,
    // Each comes from an address of its own: how many come from one is limited.
    ctx = app.ctx({ kind: 'visitor' }, { address: nextAddress() }),
    link,
    invitation,
    back,
  }: { hat: SignInOptions['hat'] } & Partial<SignInOptions>,
) {
  idp.state.person = person
  const { url, browser } = await beginProviderSignIn(ctx, {
    hat,
    providerId,
    next: '/apis',
    ...(link === undefined ? {} : { link }),
    ...(invitation === undefined ? {} : { invitation }),
  })
  return endProviderSignIn(ctx, { hat, providerId, parameters: idp.authorize(url), browser, personId: back })
}
