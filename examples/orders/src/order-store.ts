import { EventEmitter } from 'node:events'
import { demoCustomers, demoOrders, demoProducts } from './demo-data.ts'
import type {
  Customer,
  Money,
  NewOrder,
  Order,
  OrderChange,
  OrderEvent,
  OrderLine,
  OrderStatus,
  Product,
} from './model.ts'
import { invalidRequest, notFound, Problem } from './problem.ts'

const expressSurcharge = 490
/** What an order went through before it reached a state. */
const history: Record<OrderStatus, readonly OrderStatus[]> = {
  placed: ['placed'],
  packed: ['placed', 'packed'],
  shipped: ['placed', 'packed', 'shipped'],
  delivered: ['placed', 'packed', 'shipped', 'delivered'],
  cancelled: ['placed', 'cancelled'],
}
const hour = 3_600_000

/** Everything that the shop knows, in memory; the same after every start. */
export class OrderStore {
  readonly customers: readonly Customer[] = demoCustomers()
  readonly products: readonly Product[] = demoProducts()
  private readonly byId = new Map<string, Order>()
  private readonly eventsById = new Map<string, OrderEvent[]>()
  private readonly changes = new EventEmitter().setMaxListeners(0)
  private readonly now: () => Date

  constructor(now: () => Date = () => new Date()) {
    this.now = now
    for (const { order, placedAt, status } of demoOrders(this.customers, this.products)) {
      const { id } = this.insert(order, placedAt)
      history[status].slice(1).forEach((step, index) => {
        this.setStatus(id, step, new Date(placedAt.getTime() + (index + 1) * 20 * hour))
      })
    }
  }

  /** Newest first. */
  orders(): Order[] {
    return [...this.byId.values()].reverse()
  }

  order(id: string): Order {
    const order = this.byId.get(id)
    if (!order) throw notFound()
    return order
  }

  customer(id: string): Customer {
    const customer = this.customers.find((one) => one.id === id)
    if (!customer) throw notFound()
    return customer
  }

  product(id: string): Product {
    const product = this.products.find((one) => one.id === id)
    if (!product) throw notFound()
    return product
  }

  place(input: NewOrder): Order {
    return this.insert(input, this.now())
  }

  change(id: string, change: OrderChange): Order {
    const before = this.changeable(id)
    const lines = before.lines
    const after = { ...before, ...change, updatedAt: this.now().toISOString() }
    const order = { ...after, total: total(lines, after.shipping) }
    this.byId.set(id, order)
    this.record(id, 'changed', order.updatedAt)
    return order
  }

  cancel(id: string): Order {
    if (this.order(id).status === 'cancelled') return this.order(id)
    for (const { productId, quantity } of this.changeable(id).lines) this.product(productId).stock += quantity
    return this.setStatus(id, 'cancelled', this.now())
  }

  eventsAfter(id: string, sequence: number): readonly OrderEvent[] {
    return (this.eventsById.get(id) ?? []).filter((event) => event.sequence > sequence)
  }

  /** Answers a function that ends the listening. */
  onEvent(id: string, listener: (event: OrderEvent) => void): () => void {
    this.changes.on(id, listener)
    return () => this.changes.off(id, listener)
  }

  private insert(input: NewOrder, placedAt: Date): Order {
    if (!this.customers.some(({ id }) => id === input.customerId)) {
      throw invalidRequest([{ pointer: '/customerId', message: 'is no customer' }])
    }
    const lines = input.lines.map((line, index) => this.priced(line, index))
    this.reserve(input)
    const id = `ord_${String(this.byId.size + 1).padStart(5, '0')}`
    const shipping = input.shipping ?? 'standard'
    const at = placedAt.toISOString()
    const order: Order = {
      id,
      customerId: input.customerId,
      status: 'placed',
      lines,
      shipping,
      shippingAddress: input.shippingAddress,
      ...(input.note === undefined ? {} : { note: input.note }),
      total: total(lines, shipping),
      placedAt: at,
      updatedAt: at,
    }
    this.byId.set(id, order)
    this.record(id, 'placed', at)
    return order
  }

  private priced({ productId, quantity }: NewOrder['lines'][number], index: number): OrderLine {
    const product = this.products.find(({ id }) => id === productId)
    if (!product) throw invalidRequest([{ pointer: `/lines/${index}/productId`, message: 'is no product' }])
    const { name, price } = product
    return { productId, name, quantity, unitPrice: price, amount: { ...price, amount: price.amount * quantity } }
  }

  /** All lines or none: the same product may stand in several. */
  private reserve({ lines }: NewOrder): void {
    const wanted = new Map<string, number>()
    for (const { productId, quantity } of lines) wanted.set(productId, (wanted.get(productId) ?? 0) + quantity)
    for (const [id, quantity] of wanted) {
      const { stock } = this.product(id)
      if (stock < quantity) {
        throw new Problem(409, 'out-of-stock', 'Out of stock', { detail: `Only ${stock} of ${id} are in stock.` })
      }
    }
    for (const [id, quantity] of wanted) this.product(id).stock -= quantity
  }

  private changeable(id: string): Order {
    const order = this.order(id)
    if (order.status === 'placed' || order.status === 'packed') return order
    throw new Problem(409, 'too-late', 'Too late', { detail: `The order is ${order.status} already.` })
  }

  private setStatus(id: string, status: OrderStatus, at: Date): Order {
    const order = { ...this.order(id), status, updatedAt: at.toISOString() }
    this.byId.set(id, order)
    this.record(id, status, order.updatedAt)
    return order
  }

  private record(orderId: string, type: OrderEvent['type'], at: string): void {
    const events = this.eventsById.get(orderId) ?? []
    const event: OrderEvent = { sequence: events.length + 1, type, orderId, at }
    this.eventsById.set(orderId, [...events, event])
    this.changes.emit(orderId, event)
  }
}

function total(lines: readonly OrderLine[], shipping: Order['shipping']): Money {
  const goods = lines.reduce((sum, { amount }) => sum + amount.amount, 0)
  return { amount: goods + (shipping === 'express' ? expressSurcharge : 0), currency: 'EUR' }
}
