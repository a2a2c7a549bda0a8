import type { ConfigurationDocument } from '@gatehouse/contracts/configuration'

const operation = (summary: string, more: object = {}) => ({
  summary,
  responses: { 200: { description: 'Fine' } },
  ...more,
})

/** As values of a stage name a secret. */
export const tokenHeader = { name: 'authorization', value: ['$', '{secret:token}'].join('') }

const orders = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1.0.0' },
  paths: {
    '/orders': {
      get: operation('List orders', { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }] }),
      post: operation('Place an order'),
    },
    '/orders/{id}': {
      get: operation('Read an order', {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      }),
    },
  },
}

const catalogue = {
  openapi: '3.0.3',
  info: { title: 'Catalogue', version: '2' },
  paths: {
    '/items': { get: operation('List items', { tags: ['items'] }) },
    '/status': { get: operation('Is it well?') },
  },
}

/** Two APIs with all that a document can say of them. */
export function configuredShop(): ConfigurationDocument {
  return {
    format: 1,
    organization: { name: 'Acme' },
    teams: [{ name: 'Commerce' }, { name: 'Catalogue' }],
    stages: [
      { slug: 'development', name: 'Playground' },
      {
        slug: 'staging',
        gate: [
          { check: 'lint', required: true, minScore: 20 },
          { check: 'breaking-change', required: false },
        ],
        approval: { needed: 0, when: 'always' },
      },
      {
        slug: 'production',
        approval: { needed: 1, when: 'always' },
        canary: { weight: 10, minutes: 15, minCalls: 100, maxErrorShare: 0.01 },
        freezeWindows: [
          {
            name: 'Holidays',
            reason: 'Nobody is there',
            zone: 'Europe/Berlin',
            from: '2030-12-18T18:00',
            to: '2031-01-02T08:00',
            weekly: false,
          },
        ],
      },
    ],
    lint: { ready: {}, own: [] },
    serviceAccounts: [
      { name: 'pipeline', team: 'Commerce', roles: [{ role: 'Product owner', team: 'Commerce' }, { role: 'Viewer' }] },
    ],
    apis: [
      {
        slug: 'catalogue',
        name: 'Catalogue',
        team: 'Catalogue',
        audience: 'public',
        tags: ['shop'],
        versions: [
          {
            name: 'v1',
            contract: catalogue,
            operations: { 'GET /status': { anonymous: { reason: 'Monitors ask' } } },
            state: 'published',
            portals: ['default'],
          },
          { name: 'v2', contract: { ...catalogue, info: { title: 'Catalogue', version: '3' } } },
        ],
      },
      {
        slug: 'orders',
        name: 'Orders',
        team: 'Commerce',
        supportUrl: 'https://support.example.com',
        versions: [
          {
            name: 'v1',
            contract: orders,
            backends: [{ name: 'default' }, { name: 'reports', description: 'For long lists' }],
            keyLocations: [{ in: 'header', name: 'x-key' }],
            operations: { 'GET /orders': { backend: 'reports', requestValidation: 'report' } },
            stages: {
              development: {
                backends: {
                  default: {
                    url: 'http://127.0.0.1:9999',
                    connectTimeoutMs: 2_000,
                    timeoutMs: 30_000,
                    headers: [tokenHeader],
                  },
                  reports: { mock: true },
                },
                responseValidation: 'report',
              },
            },
            waivers: [{ rule: 'operation-description', place: null, reason: 'Written later', expiresAt: soon() }],
          },
        ],
      },
    ],
    products: [
      {
        slug: 'shop',
        name: 'Shop',
        team: 'Commerce',
        items: [
          { include: 'version', api: 'catalogue', version: 'v1' },
          { include: 'operations', api: 'orders', version: 'v1', operations: ['GET /orders', 'GET /orders/{id}'] },
        ],
        tools: [{ api: 'orders', version: 'v1', operations: ['GET /orders'] }],
        plans: [
          {
            slug: 'free',
            name: 'Free',
            limits: {
              default: { rate: { limit: 10, periodSeconds: 1, burst: 20 } },
              stages: { production: { quota: { limit: 1_000, period: 'day' } } },
            },
          },
          { slug: 'gold', name: 'Gold', approval: 'manual', limits: { default: {}, stages: {} } },
        ],
        portals: ['default'],
      },
    ],
  }
}

const day = new Date(Date.now() + 30 * 86_400_000).toISOString()
function soon(): string {
  return day
}
