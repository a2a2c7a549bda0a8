import type { OperationDescription } from '@gatehouse/contracts/api-description'
import { code, type ReadyRule, rule, skip } from './rule.ts'

const ok = { description: 'The order.', content: { 'application/json': { schema: { $ref: '#/schemas/Order' } } } }
const refused = {
  description: 'What was wrong.',
  content: { 'application/problem+json': { schema: { $ref: '#/schemas/Problem' } } },
}
const all = { '200': ok, '401': refused, '404': refused, '429': refused }

const isError = (status: string) => /^[45]/.test(status)
const secured = ({ security }: OperationDescription) => security.some((set) => Object.keys(set).length > 0)

/** A problem as the gateway itself answers it. */
function gatewayResponse(description: string) {
  return {
    description,
    content: {
      'application/problem+json': {
        schema: {
          type: 'object',
          properties: {
            type: { type: 'string', format: 'uri' },
            title: { type: 'string' },
            status: { type: 'integer', format: 'int32' },
            detail: { type: 'string' },
            code: { type: 'string' },
            requestId: { type: 'string' },
          },
        },
      },
    },
  }
}

const declares = ({ responses }: OperationDescription, status: string) =>
  [status, `${status[0]}XX`, 'default'].some((name) => Object.hasOwn(responses, name))

/** Rules about what operations answer. */
export const responseRules = {
  'response-success': rule('operation', {
    group: 'Responses',
    title: 'Operations say what success looks like',
    severity: 'error',
    why: 'What a caller gets is what the call is for.',
    fix: 'Declare the 2xx or 3xx answer with its schema.',
    bad: { operation: { responses: { '401': refused, '404': refused, '429': refused } } },
    good: { operation: { responses: all } },
    check: ({ node }) =>
      Object.keys(node.responses).some((status) => /^[123]/.test(status) || status === 'default')
        ? undefined
        : 'The operation declares no answer of success',
  }),
  'response-client-error': rule('operation', {
    group: 'Responses',
    title: 'Operations say how they refuse',
    severity: 'warn',
    why: 'Callers write code for the errors that they know of.',
    fix: 'Declare the 4xx answers, at least 400 or 404, or `4XX`.',
    bad: { operation: { responses: { '200': ok } } },
    good: { operation: { responses: all } },
    check: ({ node }) =>
      Object.keys(node.responses).some((status) => status.startsWith('4') || status === 'default')
        ? undefined
        : 'The operation declares no answer for a wrong request',
  }),
  'response-problem-json': rule('response', {
    group: 'Responses',
    title: 'Errors are problems (RFC 9457)',
    severity: 'info',
    why: 'One form for all errors, the same as the gateway’s own, is one handler in the caller’s code.',
    fix: 'Answer errors as `application/problem+json`.',
    bad: {
      operation: {
        responses: {
          ...all,
          '404': { description: 'Not there.', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
    good: { operation: { responses: all } },
    check: ({ status, node }) => {
      const types = Object.keys(node.content ?? {})
      if (!isError(status) || types.length === 0) return skip
      return types.some((type) => /^application\/problem\+(?:json|xml)/i.test(type))
        ? undefined
        : `The ${status} answer is ${types.slice(0, 2).map(code).join(', ')}, not \`application/problem+json\``
    },
  }),
  'response-unauthorized': rule('operation', {
    group: 'Responses',
    title: 'Operations with a key declare 401',
    severity: 'info',
    why: 'The gateway answers it to whoever brings no credential, or a revoked one.',
    fix: 'Add the 401 answer of the gateway.',
    fixable: true,
    bad: { operation: { responses: { '200': ok, '404': refused, '429': refused } } },
    good: { operation: { responses: all } },
    check: ({ node, pointer }) => {
      if (!secured(node)) return skip
      return declares(node, '401')
        ? undefined
        : {
            message: 'The operation asks for a credential and does not declare 401',
            edits: [{ pointer: `${pointer}/responses/401`, value: gatewayResponse('No valid credential.') }],
          }
    },
  }),
  'response-too-many': rule('operation', {
    group: 'Responses',
    title: 'Operations declare 429',
    severity: 'info',
    why: 'The gateway answers it when a limit or quota is used up; callers should wait and not give up (OWASP API4).',
    fix: 'Add the 429 answer of the gateway.',
    fixable: true,
    bad: { operation: { responses: { '200': ok, '401': refused, '404': refused } } },
    good: { operation: { responses: all } },
    check: ({ node, pointer }) => {
      if (!secured(node)) return skip
      return declares(node, '429')
        ? undefined
        : {
            message: 'The operation does not declare 429',
            edits: [
              {
                pointer: `${pointer}/responses/429`,
                value: gatewayResponse('The limit or quota is used up; try again after `Retry-After`.'),
              },
            ],
          }
    },
  }),
  'response-not-found': rule('operation', {
    group: 'Responses',
    title: 'Reads of one thing declare 404',
    severity: 'info',
    why: 'The id of a thing that is gone is the first error that a caller meets.',
    fix: 'Declare 404.',
    bad: { operation: { responses: { '200': ok, '401': refused, '429': refused } } },
    good: { operation: { responses: all } },
    check: ({ node }) => {
      if (node.method !== 'GET' || !node.path.endsWith('}')) return skip
      return declares(node, '404') ? undefined : 'The operation reads one thing and does not declare 404'
    },
  }),
  'response-no-content': rule('response', {
    group: 'Responses',
    title: '204 and 304 have no body',
    severity: 'error',
    why: 'HTTP has no place for one (RFC 9110 §15.3.5, §15.4.5): clients do not read it, or read it as the next answer.',
    fix: 'Remove the content, or answer 200.',
    fixable: true,
    bad: {
      more: [
        {
          method: 'DELETE',
          responses: { ...all, '204': { description: 'Gone.', content: { 'application/json': {} } } },
        },
      ],
    },
    good: { more: [{ method: 'DELETE', responses: { ...all, '204': { description: 'Gone.' } } }] },
    check: ({ status, node, pointer }) => {
      if (!['204', '205', '304'].includes(status)) return skip
      return Object.keys(node.content ?? {}).length > 0
        ? { message: `The ${status} answer has a body`, at: '/content', edits: [{ pointer: `${pointer}/content` }] }
        : undefined
    },
  }),
  'response-created-location': rule('response', {
    group: 'Responses',
    title: '201 says where the new thing is',
    severity: 'info',
    why: 'Without `Location` callers build the address themselves (RFC 9110 §15.3.2).',
    fix: 'Declare the header `Location`.',
    bad: { more: [{ method: 'POST', path: '/orders', parameters: [], responses: { ...all, '201': ok } }] },
    good: {
      more: [
        {
          method: 'POST',
          path: '/orders',
          parameters: [],
          responses: { ...all, '201': { ...ok, headers: { Location: { description: 'The new order.' } } } },
        },
      ],
    },
    check: ({ status, node }) => {
      if (status !== '201') return skip
      return Object.keys(node.headers ?? {}).some((name) => name.toLowerCase() === 'location')
        ? undefined
        : 'The 201 answer declares no `Location`'
    },
  }),
  'response-description': rule('response', {
    group: 'Responses',
    title: 'Answers have a description',
    severity: 'info',
    why: 'When does this answer come? The status alone does not say.',
    fix: 'Say in a sentence when it comes and what it means.',
    bad: { operation: { responses: { ...all, '404': { ...refused, description: '' } } } },
    good: { operation: { responses: all } },
    check: ({ status, node }) =>
      node.description.trim() === '' ? `The ${status} answer has no description` : undefined,
  }),
  'media-schema': rule('media', {
    group: 'Responses',
    title: 'JSON has a schema',
    severity: 'warn',
    why: 'Without one nothing is validated, generated or shown in the reference.',
    fix: 'Say what the JSON looks like.',
    bad: {
      operation: { responses: { ...all, '200': { description: 'The order.', content: { 'application/json': {} } } } },
    },
    good: { operation: { responses: all } },
    check: ({ mediaType, node, response }, facts) => {
      if (!/[/+]json\b/i.test(mediaType)) return skip
      const schema = facts.resolve(node.schema)
      const empty = node.schema === undefined || (schema !== undefined && Object.keys(schema).length === 0)
      return empty
        ? `The ${response === undefined ? 'request' : `${response} answer`} in ${code(mediaType)} has no schema`
        : undefined
    },
  }),
} satisfies Record<string, ReadyRule>
