import type { ApiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { claimSentence } from '@gatehouse/policies/tokens/claim-sentence'

export type RuleNames = {
  /** Public address of the stage’s gateways, and of the API there. */
  address: string
  applications: ReadonlyMap<string, string>
  plans: ReadonlyMap<string, string>
}

/** A rule in words, in the order in which it is applied. */
export function ruleSentences(rule: ApiTokenRule, builtIn: boolean, names: RuleNames): string[] {
  if (!rule.accept) return ['No token of this issuer is taken.']
  const quoted = (values: readonly string[]) => values.map((value) => `“${value}”`).join(' or ')
  return [
    rule.audiences.length > 0
      ? `“aud” must be ${quoted(rule.audiences)}.`
      : `“aud” must be “${names.address}”, or that with the API’s base path.`,
    ...rule.claims.map(claimSentence),
    clientSentence(rule, builtIn, names),
    ...scopeSentences(rule),
    ...(rule.plans === undefined
      ? []
      : rule.plans.plans.map(
          ({ value, planId }) =>
            `“${rule.plans?.claim}” with “${value}” counts on the subscription under the plan ${names.plans.get(planId) ?? 'that is gone'}.`,
        )),
    rule.forward
      ? 'The token goes on to the backend.'
      : 'The token ends at the gateway, which tells the backend who calls.',
  ]
}

function clientSentence({ client }: ApiTokenRule, builtIn: boolean, names: RuleNames): string {
  if (client === undefined || (builtIn && client.by === 'claim'))
    return 'The calls are those of the application whose OAuth client got the token.'
  if (client.by === 'application')
    return `All calls are those of the application ${names.applications.get(client.applicationId) ?? 'that is gone'}.`
  const claim = client.claim === undefined ? '“client_id”, else “azp”,' : `“${client.claim}”`
  return `${claim} names the client; the calls are those of the application that it is linked to.`
}

function scopeSentences({ scopes }: ApiTokenRule): string[] {
  const named = scopes.claim === undefined ? '“scope”, else “scp”,' : `“${scopes.claim}”`
  return [
    scopes.pass ? `${named} holds its scopes.` : 'It brings no scopes of its own.',
    ...scopes.map.map(
      ({ claim, value, scopes: given }) =>
        `“${claim}” with “${value}” gives the ${given.length === 1 ? 'scope' : 'scopes'} ${given.map((scope) => `“${scope}”`).join(', ')}.`,
    ),
  ]
}
