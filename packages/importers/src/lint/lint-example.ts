import type { ApiDescription, OperationDescription } from '@gatehouse/contracts/api-description'
import type { LintExample } from './rule.ts'

const problem = {
  description: 'What was wrong.',
  content: { 'application/problem+json': { schema: { $ref: '#/schemas/Problem' } } },
}

function getOrder(): OperationDescription {
  return {
    method: 'GET',
    path: '/orders/{orderId}',
    operationId: 'getOrder',
    summary: 'Get an order',
    description: 'The order with its lines, as it is now.',
    tags: ['Orders'],
    deprecated: false,
    parameters: [
      {
        in: 'path',
        name: 'orderId',
        required: true,
        description: 'Id of the order.',
        style: 'simple',
        explode: false,
        schema: { type: 'string', maxLength: 40 },
      },
    ],
    responses: {
      '200': { description: 'The order.', content: { 'application/json': { schema: { $ref: '#/schemas/Order' } } } },
      '401': problem,
      '404': problem,
      '429': problem,
    },
    security: [{ key: [] }],
  }
}

/** A description in which no ready rule finds anything, with the example's parts laid over it. */
export function exampleDescription(example: LintExample = {}): ApiDescription {
  const order = {
    type: 'object',
    description: 'What somebody bought.',
    properties: {
      id: { type: 'string', maxLength: 40 },
      placedAt: { type: 'string', format: 'date-time' },
      note: example.property ?? { type: 'string', maxLength: 200 },
    },
    required: ['id'],
  }
  return {
    title: 'Orders',
    description: 'Takes orders and tells what became of them.',
    version: '1.4.0',
    contact: { name: 'Orders team', email: 'orders@acme.test' },
    license: { name: 'Apache-2.0' },
    servers: [{ url: 'https://api.acme.test' }],
    tags: [{ name: 'Orders', description: 'Orders of customers.' }],
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'From the portal.' } },
    ...example.api,
    operations: [
      { ...getOrder(), ...example.operation },
      ...(example.more ?? []).map((more, index) => ({ ...getOrder(), operationId: `getOther${index + 1}`, ...more })),
    ],
    schemas: {
      Order: example.schema ? { ...order, ...example.schema } : order,
      Problem: {
        type: 'object',
        description: 'Why a request failed (RFC 9457).',
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer', format: 'int32' },
        },
      },
      ...example.api?.schemas,
    },
  }
}
