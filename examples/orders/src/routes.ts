import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportOrderLines } from './export-order-lines.ts'
import { categories, type Order, orderStatuses } from './model.ts'
import type { OrderStore } from './order-store.ts'
import { readCancellation, readJson, readNewOrder, readOrderChange } from './read-input.ts'
import { pageOf, readBoolean, readInstant, readInteger, readListOf, readOneOf, readPage } from './read-query.ts'
import { streamEvents } from './stream-events.ts'

export interface Exchange {
  readonly store: OrderStore
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly query: URLSearchParams
  /** The one variable segment of the path, if it has any. */
  readonly id: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A route answers JSON, or undefined when it wrote the response itself. */
export interface Route {
  readonly method: string
  readonly path: string
  readonly handle: (exchange: Exchange) => Promise<Answer | undefined> | Answer | undefined
}

const ok = (body: unknown): Answer => ({ status: 200, body })

export const routes: readonly Route[] = [
  { method: 'GET', path: '/health', handle: () => ok({ status: 'ok' }) },
  { method: 'GET', path: '/orders', handle: listOrders },
  {
    method: 'POST',
    path: '/orders',
    async handle({ store, request }) {
      const order = store.place(readNewOrder(await readJson(request)))
      return { status: 201, body: order, headers: { location: `/orders/${order.id}` } }
    },
  },
  { method: 'GET', path: '/orders/{orderId}', handle: ({ store, id }) => ok(store.order(id)) },
  {
    method: 'PATCH',
    path: '/orders/{orderId}',
    handle: async ({ store, request, id }) => ok(store.change(id, readOrderChange(await readJson(request)))),
  },
  {
    method: 'POST',
    path: '/orders/{orderId}/cancel',
    async handle({ store, request, id }) {
      readCancellation(await readJson(request))
      return ok(store.cancel(id))
    },
  },
  {
    method: 'GET',
    path: '/orders/{orderId}/events',
    handle({ store, request, response, query, id }) {
      const follow = readBoolean(query, 'follow') ?? true
      streamEvents(store, store.order(id).id, follow, request, response)
      return undefined
    },
  },
  {
    method: 'GET',
    path: '/customers',
    handle({ store, query }) {
      const country = query.get('country')
      return ok(
        pageOf(
          store.customers.filter((one) => country === null || one.country === country),
          readPage(query),
        ),
      )
    },
  },
  { method: 'GET', path: '/customers/{customerId}', handle: ({ store, id }) => ok(store.customer(id)) },
  {
    method: 'GET',
    path: '/products',
    handle({ store, query }) {
      const category = readOneOf(query, 'category', categories)
      const inStock = readBoolean(query, 'inStock')
      const found = store.products.filter(
        (one) =>
          (category === undefined || one.category === category) && (inStock === undefined || one.stock > 0 === inStock),
      )
      return ok(pageOf(found, readPage(query)))
    },
  },
  { method: 'GET', path: '/products/{productId}', handle: ({ store, id }) => ok(store.product(id)) },
  {
    method: 'GET',
    path: '/exports/order-lines',
    async handle({ query, response }) {
      const months = readInteger(query, 'months', 1, 240, 12)
      response.writeHead(200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="order-lines.csv"',
      })
      await pipeline(Readable.from(exportOrderLines(months)), response)
      return undefined
    },
  },
]

function listOrders({ store, query }: Exchange): Answer {
  const statuses = readListOf(query, 'status', orderStatuses)
  const customerId = query.get('customerId')
  const from = readInstant(query, 'placedFrom') ?? Number.NEGATIVE_INFINITY
  const before = readInstant(query, 'placedBefore') ?? Number.POSITIVE_INFINITY
  const matches = (order: Order) => {
    const placedAt = Date.parse(order.placedAt)
    return (
      (statuses === undefined || statuses.includes(order.status)) &&
      (customerId === null || order.customerId === customerId) &&
      placedAt >= from &&
      placedAt < before
    )
  }
  return ok(pageOf(store.orders().filter(matches), readPage(query)))
}
