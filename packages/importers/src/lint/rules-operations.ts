import { casingTexts, hasCasing } from './casing.ts'
import { wordsOf } from './facts.ts'
import { code, type ReadyRule, rule, skip } from './rule.ts'

/** Rules about operations: their names, texts, tags and bodies. */
export const operationRules = {
  'operation-id': rule('operation', {
    group: 'Operations',
    title: 'Operations have an operationId',
    severity: 'warn',
    why: 'Generated clients name their functions, and AI agents their tools, after it.',
    fix: 'Give it a name that stays, such as `getOrder`.',
    fixable: true,
    bad: { more: [{ method: 'DELETE', operationId: undefined }] },
    good: { more: [{ method: 'DELETE', operationId: 'deleteOrder' }] },
    check: ({ node, pointer }, facts) =>
      (node.operationId ?? '').trim() === ''
        ? {
            message: 'The operation has no `operationId`',
            edits: [{ pointer: `${pointer}/operationId`, value: facts.freeOperationId(node) }],
          }
        : undefined,
  }),
  'operation-id-unique': rule('operation', {
    group: 'Operations',
    title: 'Each operationId is there once',
    severity: 'error',
    why: 'Two functions of one name do not compile; generators drop one of them or stop.',
    fix: 'Rename all but one.',
    bad: { more: [{ method: 'DELETE', operationId: 'getOrder' }] },
    good: { more: [{ method: 'DELETE', operationId: 'deleteOrder' }] },
    check: ({ node }, facts) => {
      if (node.operationId === undefined) return skip
      const count = facts.operationIdCount(node.operationId)
      return count > 1
        ? { message: `${count} operations have the \`operationId\` ${code(node.operationId)}`, at: '/operationId' }
        : undefined
    },
  }),
  'operation-id-characters': rule('operation', {
    group: 'Operations',
    title: 'operationIds fit every language',
    severity: 'warn',
    why: 'What is no identifier is changed by each generator in its own way.',
    fix: 'Use letters, digits, `_`, `-` and `.`, beginning with a letter, at most 64.',
    bad: { operation: { operationId: 'get order #1' } },
    good: { operation: { operationId: 'getOrder' } },
    check: ({ node }) => {
      if (node.operationId === undefined) return skip
      return /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(node.operationId)
        ? undefined
        : { message: `The \`operationId\` ${code(node.operationId)} is no name in most languages`, at: '/operationId' }
    },
  }),
  'operation-id-casing': rule('operation', {
    group: 'Operations',
    title: 'operationIds are written in one way',
    severity: 'info',
    why: 'One way to write names is one thing less to look up.',
    fix: 'Write it as the others are written.',
    bad: {
      more: [
        { method: 'DELETE', operationId: 'deleteOrder' },
        { method: 'PUT', operationId: 'put_order' },
      ],
    },
    good: {
      more: [
        { method: 'DELETE', operationId: 'deleteOrder' },
        { method: 'PUT', operationId: 'putOrder' },
      ],
    },
    check: ({ node }, { operationIdCasing }) => {
      if (node.operationId === undefined || operationIdCasing === undefined) return skip
      return hasCasing(node.operationId, operationIdCasing)
        ? undefined
        : {
            message: `${code(node.operationId)} is not in ${casingTexts[operationIdCasing]}, as most others are`,
            at: '/operationId',
          }
    },
  }),
  'operation-summary': rule('operation', {
    group: 'Operations',
    title: 'Operations have a summary',
    severity: 'warn',
    why: 'It is the operation’s line in every list of the portal.',
    fix: 'Say in a few words what the call does: “Get an order”.',
    fixable: true,
    bad: { operation: { summary: undefined } },
    good: { operation: { summary: 'Get an order' } },
    check: ({ node, pointer }) => {
      if ((node.summary ?? '').trim() !== '') return undefined
      const words = node.operationId === undefined ? '' : wordsOf(node.operationId)
      return {
        message: 'The operation has no summary',
        ...(words.includes(' ') && { edits: [{ pointer: `${pointer}/summary`, value: words }] }),
      }
    },
  }),
  'operation-summary-short': rule('operation', {
    group: 'Operations',
    title: 'Summaries are short',
    severity: 'info',
    why: 'Lists cut what is longer than a line.',
    fix: 'Keep it under 80 characters, on one line; what needs more is the description.',
    bad: {
      operation: {
        summary:
          'Gets an order with all of its lines, its customer, its payments and everything else that there is to know',
      },
    },
    good: { operation: { summary: 'Get an order' } },
    check: ({ node }) => {
      if (node.summary === undefined) return skip
      return node.summary.length > 80 || node.summary.includes('\n')
        ? { message: `The summary has ${node.summary.length} characters`, at: '/summary' }
        : undefined
    },
  }),
  'operation-description': rule('operation', {
    group: 'Operations',
    title: 'Operations have a description',
    severity: 'info',
    why: 'What a call does besides the obvious stands nowhere else: side effects, limits, what to do next.',
    fix: 'Add what a caller can not see from names and types.',
    bad: { operation: { description: undefined } },
    good: { operation: { description: 'The order with its lines, as it is now.' } },
    check: ({ node }) => ((node.description ?? '').trim() === '' ? 'The operation has no description' : undefined),
  }),
  'operation-tags': rule('operation', {
    group: 'Operations',
    title: 'Operations have a tag',
    severity: 'warn',
    why: 'Without one it stands under “other” in the reference.',
    fix: 'Give it the tag of its chapter.',
    bad: { operation: { tags: [] }, more: [{ method: 'DELETE' }] },
    good: { operation: { tags: ['Orders'] } },
    check: ({ node }) => (node.tags.length === 0 ? 'The operation has no tag' : undefined),
  }),
  'operation-tags-declared': rule('operation', {
    group: 'Operations',
    title: 'Tags are declared',
    severity: 'info',
    why: 'Only declared tags have an order and a description; a misspelled one becomes a chapter of its own.',
    fix: 'Declare the tag at the top, or correct its spelling.',
    fixable: true,
    bad: { operation: { tags: ['Orders', 'Oders'] } },
    good: { operation: { tags: ['Orders'] } },
    check: ({ node }, { declaredTags }) =>
      node.tags.flatMap((name, index) =>
        declaredTags.has(name)
          ? []
          : {
              message: `The tag ${code(name)} is not declared`,
              at: `/tags/${index}`,
              edits: [{ pointer: '/tags/-', value: { name } }],
            },
      ),
  }),
  'operation-deprecated-says': rule('operation', {
    group: 'Operations',
    title: 'What is deprecated says what to use instead',
    severity: 'warn',
    why: 'A caller who must leave needs to know where to.',
    fix: 'Name the successor and the date in the description.',
    bad: { operation: { deprecated: true, description: 'Old.' } },
    good: { operation: { deprecated: true, description: 'Use `GET /v2/orders/{orderId}` instead; ends on 1 May.' } },
    check: ({ node }) => {
      if (!node.deprecated) return skip
      return (node.description ?? '').trim().length < 15
        ? 'The operation is deprecated and does not say what to use instead'
        : undefined
    },
  }),
  'read-without-body': rule('operation', {
    group: 'Operations',
    title: 'Reads have no body',
    severity: 'error',
    why: 'A body of GET, HEAD or DELETE has no meaning (RFC 9110 §9.3); proxies drop it or refuse the request.',
    fix: 'Send it as query parameters, or use POST.',
    bad: { operation: { requestBody: { required: false, content: { 'application/json': {} } } } },
    good: { operation: { requestBody: undefined } },
    check: ({ node }) => {
      if (!['GET', 'HEAD', 'DELETE', 'TRACE'].includes(node.method)) return skip
      return node.requestBody === undefined
        ? undefined
        : { message: `A ${node.method} request has a body`, at: '/requestBody' }
    },
  }),
  'write-has-body': rule('operation', {
    group: 'Operations',
    title: 'PUT and PATCH say what they take',
    severity: 'warn',
    why: 'They exist to send a representation; without a declared body nothing can be checked or generated.',
    fix: 'Declare the request body, or use POST for an act without one.',
    bad: { more: [{ method: 'PUT', requestBody: undefined }] },
    good: {
      more: [
        {
          method: 'PUT',
          requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/schemas/Order' } } } },
        },
      ],
    },
    check: ({ node }) => {
      if (node.method !== 'PUT' && node.method !== 'PATCH') return skip
      return node.requestBody === undefined ? `${node.method} declares no request body` : undefined
    },
  }),
  'body-required': rule('requestBody', {
    group: 'Operations',
    title: 'Bodies of writes are required',
    severity: 'info',
    why: 'In OpenAPI a body is optional unless it says otherwise, so an empty request passes validation.',
    fix: 'Set `required: true`.',
    fixable: true,
    bad: {
      more: [
        {
          method: 'PUT',
          requestBody: { required: false, content: { 'application/json': { schema: { $ref: '#/schemas/Order' } } } },
        },
      ],
    },
    good: {
      more: [
        {
          method: 'PUT',
          requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/schemas/Order' } } } },
        },
      ],
    },
    check: ({ node, owner, pointer }) => {
      if (!['POST', 'PUT', 'PATCH'].includes(owner.method)) return skip
      return node.required
        ? undefined
        : {
            message: 'The request body may be missing',
            at: '/required',
            edits: [{ pointer: `${pointer}/required`, value: true }],
          }
    },
  }),
} satisfies Record<string, ReadyRule>
