import type { ChangeClass } from '@gatehouse/contracts/contract-diff'

/** Class and sentence of a rule in one direction. Places in braces are filled in: {op} the operation, {what} the part of it. */
export type RuleText = readonly [ChangeClass, string]
export interface DiffRule {
  request?: RuleText
  response?: RuleText
  none?: RuleText
}

/** Rules about the description, its operations, parameters, bodies, responses and security. */
export const operationRules = {
  'api.title-changed': { none: ['safe', 'The title is now “{after}”, it was “{before}”'] },
  'api.version-changed': { none: ['safe', 'The version text is now `{after}`, it was `{before}`'] },
  'api.docs-changed': { none: ['safe', 'The description of the API has another {what}'] },
  'api.servers-changed': { none: ['safe', 'The servers that the description names changed'] },
  'api.tag-added': { none: ['safe', 'The tag `{value}` is new'] },
  'api.tag-removed': { none: ['safe', 'The tag `{value}` is gone'] },
  'api.tag-docs-changed': { none: ['safe', 'The tag `{value}` has another description'] },
  'api.schema-added': { none: ['safe', 'The shared schema `{value}` is new'] },
  'api.schema-removed': { none: ['safe', 'The shared schema `{value}` is gone'] },
  'api.security-scheme-added': { none: ['safe', 'The security scheme `{value}` is new'] },
  'api.security-scheme-removed': { none: ['risky', 'The security scheme `{value}` is gone'] },
  'api.security-scheme-changed': { none: ['risky', 'The security scheme `{value}` changed'] },

  'api.other-changed': {
    none: ['safe', 'The description is written in another way; no rule sees a difference for callers'],
  },

  'operation.added': { none: ['safe', '{op} is new'] },
  'operation.removed': { none: ['breaking', '{op} is gone; calls get 404 or 405'] },
  'operation.deprecated': { none: ['risky', '{op} is now deprecated'] },
  'operation.undeprecated': { none: ['safe', '{op} is no longer deprecated'] },
  'operation.id-changed': {
    none: [
      'risky',
      '{op} now has the operation id `{after}`, it was `{before}`; generated clients name their functions after it',
    ],
  },
  'operation.id-added': { none: ['safe', '{op} now has the operation id `{after}`'] },
  'operation.id-removed': {
    none: ['risky', '{op} no longer has the operation id `{before}`; generated clients name their functions after it'],
  },
  'operation.path-parameter-renamed': { none: ['safe', '{op} was written `{before}`; the same requests match'] },
  'operation.docs-changed': { none: ['safe', '{op} has another {what}'] },
  'operation.tags-changed': { none: ['safe', '{op} stands under other tags'] },
  'operation.schema-docs-changed': { none: ['safe', '{op} has other descriptions or examples in its schemas'] },

  'parameter.added-required': { request: ['breaking', '{op} now requires {what}'] },
  'parameter.added-optional': { request: ['safe', '{op} now takes {what}'] },
  'parameter.removed': { request: ['risky', '{op} no longer knows {what}'] },
  'parameter.became-required': { request: ['breaking', '{op} now requires {what}, which was optional'] },
  'parameter.became-optional': { request: ['safe', '{op} no longer requires {what}'] },
  'parameter.style-changed': {
    request: ['breaking', '{op} reads {what} in another style: {after} instead of {before}'],
  },
  'parameter.empty-refused': { request: ['risky', '{op} no longer declares that {what} may be empty'] },
  'parameter.empty-allowed': { request: ['safe', '{op} now allows {what} to be empty'] },
  'parameter.reserved-refused': { request: ['risky', '{op} no longer takes reserved characters unescaped in {what}'] },
  'parameter.reserved-allowed': { request: ['safe', '{op} now takes reserved characters unescaped in {what}'] },
  'parameter.schema-added': { request: ['breaking', '{op} now says what {what} must look like'] },
  'parameter.schema-removed': { request: ['safe', '{op} now takes any value for {what}'] },
  'parameter.content-changed': {
    request: ['breaking', '{op} reads {what} as another media type: {after} instead of {before}'],
  },
  'parameter.deprecated': { request: ['risky', '{op} now marks {what} as deprecated'] },
  'parameter.undeprecated': { request: ['safe', '{op} no longer marks {what} as deprecated'] },
  'parameter.docs-changed': { request: ['safe', '{op} has another description or other examples for {what}'] },

  'body.added-required': { request: ['breaking', '{op} now requires a request body'] },
  'body.added-optional': { request: ['safe', '{op} now takes a request body'] },
  'body.removed': { request: ['risky', '{op} no longer declares a request body'] },
  'body.became-required': { request: ['breaking', '{op} now requires its request body, which was optional'] },
  'body.became-optional': { request: ['safe', '{op} no longer requires its request body'] },
  'body.media-type-added': { request: ['safe', '{op} now takes bodies of type `{value}`'] },
  'body.media-type-removed': { request: ['breaking', '{op} no longer takes bodies of type `{value}`'] },
  'body.docs-changed': { request: ['safe', '{op} has another description or other examples for its request body'] },
  'body.encoding-changed': { request: ['risky', '{op} encodes the fields of `{value}` bodies in another way'] },
  'body.xml-changed': { request: ['breaking', '{op} reads {what} by other names or as another kind of XML node'] },

  'response.success-added': { response: ['risky', '{op} may now answer with status {value}'] },
  'response.success-removed': { response: ['breaking', '{op} no longer answers with status {value}'] },
  'response.error-added': { response: ['safe', '{op} now documents the error {value}'] },
  'response.error-removed': { response: ['risky', '{op} no longer documents the error {value}'] },
  'response.default-added': { response: ['safe', '{op} now describes all other responses'] },
  'response.default-removed': { response: ['risky', '{op} no longer describes all other responses'] },
  'response.media-type-added': { response: ['safe', '{op} can now answer {status} as `{value}`'] },
  'response.media-type-removed': { response: ['breaking', '{op} no longer answers {status} as `{value}`'] },
  'response.body-added': { response: ['safe', '{op} now describes the body of its {status} response'] },
  'response.body-removed': { response: ['breaking', '{op} no longer describes a body of its {status} response'] },
  'response.header-added': { response: ['safe', '{op} now sends {what}'] },
  'response.header-removed': { response: ['risky', '{op} no longer declares {what}'] },
  'response.required-header-removed': { response: ['breaking', '{op} no longer sends {what}, which was always there'] },
  'response.header-became-optional': { response: ['breaking', '{op} no longer promises {what}'] },
  'response.header-became-required': { response: ['safe', '{op} now always sends {what}'] },
  'response.docs-changed': {
    response: ['safe', '{op} has another description or other examples for its {status} response'],
  },
  'response.xml-changed': {
    response: ['breaking', '{op} writes {what} by other names or as another kind of XML node'],
  },

  'security.added': { request: ['breaking', '{op} now asks for {value}; it was open'] },
  'security.removed': { request: ['safe', '{op} no longer asks for {value}'] },
  'security.alternative-added': { request: ['safe', '{op} now also takes {value}'] },
  'security.alternative-removed': { request: ['breaking', '{op} no longer takes {value}'] },
  'security.scope-added': { request: ['breaking', '{op} now asks for the scope `{value}` of {what}'] },
  'security.scope-removed': { request: ['safe', '{op} no longer asks for the scope `{value}` of {what}'] },
  'security.anonymous-allowed': { request: ['safe', '{op} may now be called without {value}'] },
  'security.anonymous-refused': { request: ['breaking', '{op} can no longer be called without {value}'] },
} as const satisfies Record<string, DiffRule>
