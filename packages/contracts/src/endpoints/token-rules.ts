import { z } from 'zod'
import { apiTokenRule } from '../api-token-rules.ts'
import { endpoint, etag } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { credentialView } from './applications.ts'
import { apiPath, stageName } from './version-path.ts'

export const apiStagePath = z.strictObject({ ...apiPath.shape, stage: stageName })

/** Whose tokens: null for the built-in OAuth server. */
const provider = z.strictObject({ id: idOf('identityProvider'), name: z.string(), issuer: z.string() })

export const tokenRuleView = z.strictObject({
  id: idOf('apiTokenRule'),
  provider: provider.nullable(),
  rule: apiTokenRule,
  /** The same in words, a sentence each. */
  sentences: z.array(z.string()),
})
export type TokenRuleView = z.infer<typeof tokenRuleView>

export const tokenRulesView = z.strictObject({
  /** Issuer of the built-in server; null while it is off. */
  builtIn: z.string().nullable(),
  /** Public address of the stage’s gateways: the audience that is meant where a rule names none. */
  address: z.string(),
  rules: z.array(tokenRuleView),
  /** Identity providers that rules can be about. */
  providers: z.array(provider),
  /** Plans of products with this API: what a claim can choose. */
  plans: z.array(z.strictObject({ id: idOf('plan'), name: z.string(), product: z.string() })),
  etag,
})
export type TokenRulesView = z.infer<typeof tokenRulesView>

export const getTokenRules = endpoint({
  id: 'token-rules.get',
  method: 'GET',
  path: '/apis/{api}/stages/{stage}/token-rules',
  tag: 'Access tokens',
  summary: 'Whose access tokens an API takes on a stage',
  description:
    'Tokens of the built-in OAuth server are taken where no rule is about it; those of identity providers only by rule.',
  audience: 'management',
  permission: 'api.read',
  params: apiStagePath,
  response: tokenRulesView,
  etag: 'sent',
})

export const putTokenRules = endpoint({
  id: 'token-rules.put',
  method: 'PUT',
  path: '/apis/{api}/stages/{stage}/token-rules',
  tag: 'Access tokens',
  summary: 'Set whose access tokens an API takes on a stage',
  description:
    'Replaces all rules. Those of one issuer are tried in their order; the first whose audience and claims hold decides. It takes effect at every gateway within a second, without a deploy. Open to Security, since it changes who may call.',
  audience: 'management',
  permission: 'identity.manage',
  params: apiStagePath,
  body: z.strictObject({
    rules: z
      .array(z.strictObject({ identityProviderId: idOf('identityProvider').nullable(), rule: apiTokenRule }))
      .max(50),
  }),
  response: tokenRulesView,
  etag: 'required',
})

const step = z.strictObject({
  /** `passed`, `refused`, or `skipped` where an earlier step stands in the way. */
  outcome: z.enum(['passed', 'refused', 'skipped']),
  sentence: z.string(),
})

export const tokenExplanation = z.strictObject({
  /** What a gateway would answer for the token itself, before scopes and subscriptions; null: it is taken. */
  code: z.string().nullable(),
  header: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  claims: z.array(z.strictObject({ name: z.string(), value: z.string(), meaning: z.string().nullable() })),
  /** What is looked at, in its order. */
  steps: z.array(step),
  /** Each rule of the token’s issuer on this API and stage, with what it says of the token. */
  rules: z.array(z.strictObject({ id: z.string().nullable(), holds: z.boolean(), sentences: z.array(step) })),
  /** Set where a rule takes it. */
  application: z.strictObject({ id: idOf('application'), name: z.string() }).nullable(),
  scopes: z.array(z.string()),
})
export type TokenExplanation = z.infer<typeof tokenExplanation>

export const explainToken = endpoint({
  id: 'token-rules.explain',
  method: 'POST',
  path: '/apis/{api}/stages/{stage}/token-explanations',
  tag: 'Access tokens',
  summary: 'Explain an access token claim by claim',
  description:
    'Judges it as the stage’s gateways would. The token is neither stored nor logged; opaque tokens cannot be explained.',
  audience: 'management',
  permission: 'api.read',
  params: apiStagePath,
  body: z.strictObject({ token: z.string().trim().min(1).max(16_384) }),
  response: tokenExplanation,
})

export const linkExternalClient = endpoint({
  id: 'applications.link-external-client',
  method: 'POST',
  path: '/applications/{applicationId}/external-clients',
  tag: 'Access tokens',
  summary: 'Let an identity provider’s client call as an application',
  description:
    'Tokens that name this client are the application’s on the stage, where a rule of the API takes them. It is a credential like others: revoke it to end it.',
  audience: 'management',
  permission: 'application.manage',
  params: z.strictObject({ applicationId: idOf('application') }),
  body: z.strictObject({
    stageId: idOf('stage'),
    identityProviderId: idOf('identityProvider'),
    /** As the provider’s tokens name it (`client_id`, `azp`). */
    clientId: z.string().trim().min(1).max(300),
  }),
  response: credentialView,
  status: 201,
})
