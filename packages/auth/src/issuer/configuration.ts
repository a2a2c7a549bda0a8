import { openIdScopes } from '@gatehouse/contracts/issuer-policy'
import type { Database } from '@gatehouse/db/client'
import type { Configuration, JWK } from 'oidc-provider'
import { createAdapter } from './adapter.ts'
import { deriveKey } from './assertion.ts'
import { clientOf, createGrants } from './grants.ts'
import { errorPage } from './pages.ts'
import type { IssuerPorts, IssuerState } from './ports.ts'
import { createResources } from './resources.ts'

export type IssuerDeps = {
  /** Address of the issuer: origin, and a path if it has one. */
  issuer: string
  portalUrl: string
  secretKey: Uint8Array
  pool: Database['pool']
  ports: IssuerPorts
}

const interactionSeconds = 1_800
/** Asymmetric ones only: a client's secret is kept as a hash, which must never verify anything. */
const clientAlgorithms = ['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519'] as const

/** The server's whole behaviour in oidc-provider's words. Static: another policy, catalogue or key makes another provider. */
export function configure(deps: IssuerDeps, state: IssuerState): Configuration {
  const { ports } = deps
  const { policy } = state
  const { lifetimes } = policy
  const secure = deps.issuer.startsWith('https:')
  const cookie = { httpOnly: true, sameSite: 'lax', secure, signed: true } as const
  const grants = createGrants(deps, state)
  return {
    adapter: createAdapter(deps),
    jwks: { keys: state.keys.map((key) => key.private as JWK) },
    scopes: [...openIdScopes],
    claims: {
      openid: ['sub'],
      profile: ['name'],
      email: ['email', 'email_verified'],
      auth_time: null,
      iss: null,
      sid: null,
    },
    conformIdTokenClaims: false,
    findAccount: async (_ctx, id) => {
      const account = await ports.findAccount(id)
      return (
        account && {
          accountId: account.id,
          claims: async () => ({
            sub: account.id,
            name: account.name,
            ...(account.email === null ? {} : { email: account.email, email_verified: account.emailVerified }),
          }),
        }
      )
    },
    loadExistingGrant: grants.load,
    responseTypes: ['code'],
    subjectTypes: ['public'],
    allowOmittingSingleRegisteredRedirectUri: false,
    acceptQueryParamAccessTokens: false,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    clientDefaults: { id_token_signed_response_alg: policy.algorithm },
    enabledJWA: {
      idTokenSigningAlgValues: [policy.algorithm],
      clientAuthSigningAlgValues: [...clientAlgorithms],
      dPoPSigningAlgValues: ['ES256', 'PS256', 'EdDSA', 'Ed25519'],
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    // A code or refresh token that comes twice ends all that followed from it.
    revokeGrantPolicy: () => true,
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' &&
      (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
    extraTokenClaims: async (ctx, token) => {
      const client = await clientOf(deps, ctx)
      return {
        stg: client?.stageId,
        app: client?.applicationId,
        ...('grantId' in token && token.grantId !== undefined ? { gid: token.grantId } : {}),
      }
    },
    formats: {
      customizers: {
        jwt: async (_ctx, token, { payload }) => {
          await ports.recordToken({
            jti: String(payload.jti),
            clientId: String(payload.client_id),
            accountId: 'accountId' in token ? token.accountId : undefined,
            grantId: 'grantId' in token ? token.grantId : undefined,
            scopes: typeof payload.scope === 'string' ? payload.scope.split(' ') : [],
            audience: String(payload.aud),
            issuedAt: Number(payload.iat),
            expiresAt: Number(payload.exp),
          })
        },
      },
    },
    ttl: {
      AccessToken: lifetimes.accessTokenSeconds,
      ClientCredentials: lifetimes.accessTokenSeconds,
      AuthorizationCode: lifetimes.codeSeconds,
      IdToken: lifetimes.accessTokenSeconds,
      Grant: lifetimes.refreshSeconds + interactionSeconds,
      Interaction: interactionSeconds,
      Session: lifetimes.sessionSeconds,
      // Renewing moves the end of idleness, never the end of all.
      RefreshToken: (ctx) => {
        const earlier = ctx.oidc.entities.RotatedRefreshToken
        const begun = earlier?.iiat ?? earlier?.iat
        const left =
          begun === undefined
            ? lifetimes.refreshSeconds
            : begun + lifetimes.refreshSeconds - Math.floor(Date.now() / 1000)
        return Math.max(1, Math.min(left, lifetimes.refreshIdleSeconds))
      },
    },
    cookies: {
      keys: [Buffer.from(deriveKey(deps.secretKey, 'issuer cookies')).toString('base64url')],
      names: {
        session: secure ? '__Host-gatehouse-issuer' : 'gatehouse-issuer',
        interaction: 'gatehouse-interaction',
        resume: 'gatehouse-resume',
      },
      long: cookie,
      short: cookie,
    },
    interactions: { url: (_ctx, interaction) => `${deps.issuer}/oauth/interaction/${interaction.uid}` },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      introspection: '/oauth/introspect',
      revocation: '/oauth/revoke',
      pushed_authorization_request: '/oauth/par',
      registration: '/oauth/register',
      userinfo: '/oauth/userinfo',
      jwks: '/oauth/jwks',
      end_session: '/oauth/sign-out',
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: policy.grants.includes('client_credentials') },
      introspection: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      pushedAuthorizationRequests: {
        enabled: true,
        requirePushedAuthorizationRequests: policy.pushedRequests === 'required',
      },
      dPoP: { enabled: true },
      resourceIndicators: { enabled: true, ...createResources(deps, state) },
      registration: policy.registration
        ? {
            enabled: true,
            initialAccessToken: true,
            issueRegistrationAccessToken: true,
            idFactory: () => deps.ports.newClientId(),
            secretFactory: () => deps.ports.newClientSecret(),
          }
        : { enabled: false },
      registrationManagement: policy.registration
        ? { enabled: true, rotateRegistrationAccessToken: true }
        : { enabled: false },
    },
    renderError: (ctx, out, error) => {
      ctx.type = 'html'
      ctx.state.oauthError = out.error
      ctx.body = errorPage(out, error)
    },
    fetch: async () => {
      throw new Error('the OAuth server fetches nothing')
    },
  }
}
