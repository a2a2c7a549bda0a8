import type { GuardrailPolicy, GuardrailScope } from '@gatehouse/contracts/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'

export type GuardrailDraft = {
  name: string
  policy: GuardrailPolicy
  options: JsonObject
  scope: GuardrailScope
  enabled: boolean
  reason: string
}

/** Three guardrails that most organizations want; each is a start that can be changed before it is asked for. */
export const readyGuardrails: Readonly<Record<string, { text: string; draft: (liveStage: string) => GuardrailDraft }>> =
  {
    'no-anonymous': {
      text: 'Operations that an API opens to everybody are refused without a credential on the live stage.',
      draft: (stage) => ({
        name: 'No anonymous calls on live',
        policy: 'requirements',
        options: { noAnonymous: true },
        scope: { stage },
        enabled: true,
        reason: 'Everybody who calls live systems says who he is.',
      }),
    },
    'partner-validation': {
      text: 'Requests to partner APIs that their contract does not allow are refused, whatever an API says.',
      draft: () => ({
        name: 'Partner requests keep to the contract',
        policy: 'requirements',
        options: { requestValidation: 'block' },
        scope: { audience: 'partner' },
        enabled: true,
        reason: 'What partners send reaches a backend only as the contract allows it.',
      }),
    },
    'office-admin': {
      text: 'Operations with the tag “admin” are called from the office’s addresses only.',
      draft: () => ({
        name: 'Administration from the office only',
        policy: 'ip-rules',
        options: { allow: ['203.0.113.0/24'] },
        scope: { tag: 'admin' },
        enabled: true,
        reason: 'Administrative operations are not for the open internet.',
      }),
    },
  }
