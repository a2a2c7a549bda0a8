import { z } from 'zod'
import type { AccessChangeKind } from './guardrails.ts'

/**
 * Use cases that change who may call what and act at once, with the kind that the organization's list names. What travels in a revision
 * (authentication, scopes, rules …) is found at its promotion instead.
 */
export const accessActs = {
  'guardrail.create': { kind: 'guardrail', text: 'Make a guardrail' },
  'guardrail.update': { kind: 'guardrail', text: 'Change a guardrail' },
  'guardrail.switch': { kind: 'guardrail', text: 'Switch a guardrail on or off' },
  'guardrail.remove': { kind: 'guardrail', text: 'Remove a guardrail' },
  'guardrail.order': { kind: 'guardrail', text: 'Put guardrails in another order' },
  'access-review.put': { kind: 'guardrail', text: 'Change what needs a Security reviewer' },
  /** Where guardrails hold for the audience that the API leaves. */
  'api.update': { kind: 'guardrail', text: 'Take an API out of guardrails that hold for its audience' },
  'product.create': { kind: 'product-membership', text: 'Make a product' },
  'product.offer': { kind: 'product-membership', text: 'Offer a version as a product' },
  'product.set-items': { kind: 'product-membership', text: 'Change what a product bundles' },
  'token-rules.put': { kind: 'token-rules', text: 'Change whose tokens an API takes' },
  'identity-provider.create': { kind: 'identity-provider', text: 'Connect an identity provider' },
  'identity-provider.update': { kind: 'identity-provider', text: 'Change an identity provider' },
  'identity-provider.enable': { kind: 'identity-provider', text: 'Switch an identity provider on' },
  'identity-provider.disable': { kind: 'identity-provider', text: 'Switch an identity provider off' },
  'identity-provider.delete': { kind: 'identity-provider', text: 'Delete an identity provider' },
  'directory.add-mapping': { kind: 'group-mapping', text: 'Map a group' },
  'directory.remove-mapping': { kind: 'group-mapping', text: 'Take a mapping of a group away' },
  'plan.create': { kind: 'plan', text: 'Add a plan' },
  'plan.revise': { kind: 'plan', text: 'Change a plan' },
} as const satisfies Record<string, { kind: AccessChangeKind; text: string }>

export type AccessAct = keyof typeof accessActs
export const accessAct = z.enum(Object.keys(accessActs) as [AccessAct, ...AccessAct[]])

/** What the settings page says of each kind. */
export const accessKindTexts: Readonly<
  Record<AccessChangeKind, { title: string; text: string; found: 'act' | 'revision' }>
> = {
  guardrail: {
    title: 'Guardrails',
    text: 'Making, changing, switching and removing them, and this list itself.',
    found: 'act',
  },
  authentication: { title: 'Authentication', text: 'Which credentials operations ask for.', found: 'revision' },
  scopes: { title: 'Scopes', text: 'Scopes that operations ask for.', found: 'revision' },
  'access-rules': { title: 'Access rules', text: 'Rules of who may call an operation, and when.', found: 'revision' },
  anonymous: {
    title: 'Open operations',
    text: 'Operations that anybody can call without a credential.',
    found: 'revision',
  },
  'address-lists': {
    title: 'Address lists',
    text: 'Addresses from which calls are taken or refused.',
    found: 'revision',
  },
  cors: { title: 'Browsers (CORS)', text: 'Web sites whose pages may call.', found: 'revision' },
  'validation-mode': {
    title: 'Validation',
    text: 'Whether what the contract does not allow is refused.',
    found: 'revision',
  },
  'product-membership': { title: 'Products', text: 'Which operations a product gives its subscribers.', found: 'act' },
  'token-rules': { title: 'Token rules', text: 'Whose access tokens an API takes on a stage.', found: 'act' },
  'identity-provider': {
    title: 'Identity providers',
    text: 'Connecting, changing and switching them on or off.',
    found: 'act',
  },
  'group-mapping': { title: 'Group mappings', text: 'What a directory’s groups give to their members.', found: 'act' },
  plan: { title: 'Plans', text: 'Limits and approval rule of a plan.', found: 'act' },
}
