export const orderStatuses = ['placed', 'packed', 'shipped', 'delivered', 'cancelled'] as const
export type OrderStatus = (typeof orderStatuses)[number]

export const categories = ['digging', 'pruning', 'watering', 'sowing', 'clothing'] as const
export type Category = (typeof categories)[number]

export const shippings = ['standard', 'express'] as const
export type Shipping = (typeof shippings)[number]

export interface Money {
  /** In the smallest unit of the currency. */
  readonly amount: number
  readonly currency: 'EUR' | 'GBP' | 'USD'
}

export interface Address {
  readonly name: string
  readonly street: string
  readonly city: string
  readonly postalCode: string
  readonly country: string
}

export interface Customer {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly company?: string
  readonly country: string
  readonly since: string
}

export interface Product {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly category: Category
  readonly price: Money
  stock: number
}

export interface OrderLine {
  readonly productId: string
  readonly name: string
  readonly quantity: number
  readonly unitPrice: Money
  readonly amount: Money
}

export interface Order {
  readonly id: string
  readonly customerId: string
  readonly status: OrderStatus
  readonly lines: readonly OrderLine[]
  readonly shipping: Shipping
  readonly shippingAddress: Address
  readonly note?: string
  readonly total: Money
  readonly placedAt: string
  readonly updatedAt: string
}

export interface OrderEvent {
  readonly sequence: number
  readonly type: OrderStatus | 'changed'
  readonly orderId: string
  readonly at: string
}

export interface NewOrder {
  readonly customerId: string
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[]
  readonly shippingAddress: Address
  readonly shipping?: Shipping
  readonly note?: string
}

export interface OrderChange {
  readonly shippingAddress?: Address
  readonly shipping?: Shipping
  readonly note?: string
}
