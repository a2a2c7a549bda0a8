import { type Category, type Customer, type NewOrder, type OrderStatus, type Product, shippings } from './model.ts'
import { seededRandom } from './seeded-random.ts'

const catalogue: readonly (readonly [string, Category, number, string])[] = [
  ['Border spade', 'digging', 3490, 'Ash handle, stainless blade.'],
  ['Digging fork', 'digging', 3290, 'Four square tines that do not bend.'],
  ['Hand trowel', 'digging', 1290, 'With marks for planting depth.'],
  ['Bulb planter', 'digging', 1890, 'Lifts a clean core of soil.'],
  ['Dutch hoe', 'digging', 2790, 'Cuts weeds on push and on pull.'],
  ['Bypass secateurs', 'pruning', 4590, 'For green wood up to 20 mm.'],
  ['Anvil loppers', 'pruning', 5290, 'For dry wood up to 40 mm.'],
  ['Hedge shears', 'pruning', 3990, 'Wavy blades that hold the twig.'],
  ['Folding saw', 'pruning', 2690, 'Cuts on the pull, locks open and closed.'],
  ['Grafting knife', 'pruning', 2290, 'Single bevel, walnut handle.'],
  ['Watering can 9 l', 'watering', 3890, 'Galvanised, with a brass rose.'],
  ['Seedling can 1 l', 'watering', 1990, 'Long spout, fine rose.'],
  ['Rain barrel 200 l', 'watering', 8990, 'Recycled plastic with tap and lid.'],
  ['Soaker hose 15 m', 'watering', 2490, 'Gives water where it is needed.'],
  ['Rain gauge', 'watering', 990, 'Glass, 35 mm.'],
  ['Seed sower', 'sowing', 890, 'Five sizes of grain.'],
  ['Propagator', 'sowing', 2990, 'Twelve cells with a clear lid.'],
  ['Dibber', 'sowing', 1190, 'Beech with a steel tip.'],
  ['Plant labels', 'sowing', 590, 'Fifty of slate-coloured bamboo.'],
  ['Soil thermometer', 'sowing', 1490, 'Tells when to sow.'],
  ['Leather gloves', 'clothing', 2490, 'Goatskin with long cuffs.'],
  ['Kneeling pad', 'clothing', 1690, 'Waxed canvas, filled with cork.'],
  ['Tool belt', 'clothing', 3190, 'Seven pockets and a hammer loop.'],
  ['Straw hat', 'clothing', 2290, 'Woven in one piece.'],
]

const firstNames = ['Ann', 'Jo', 'Mira', 'Tom', 'Lena', 'Paul', 'Ines', 'Karl', 'Nora', 'Sam', 'Ida', 'Rob']
const lastNames = ['Lee', 'Weber', 'Costa', 'Novak', 'Berg', 'Moreau', 'Rossi', 'Hall', 'Kaya', 'Lund']
const places = [
  ['Orchard Lane', 'Leeds', 'LS1 4AP', 'GB'],
  ['Am Markt', 'Lübeck', '23552', 'DE'],
  ['Rue des Lilas', 'Nantes', '44000', 'FR'],
  ['Via Roma', 'Lucca', '55100', 'IT'],
  ['Kerkstraat', 'Gouda', '2801', 'NL'],
] as const

export interface PastOrder {
  readonly order: NewOrder
  readonly placedAt: Date
  readonly status: OrderStatus
}

export function demoProducts(): Product[] {
  return catalogue.map(([name, category, amount, description], index) => ({
    id: `prd_${String(index + 1).padStart(4, '0')}`,
    name,
    description,
    category,
    price: { amount, currency: 'EUR' },
    stock: index % 8 === 7 ? 0 : 100_000,
  }))
}

export function demoCustomers(): Customer[] {
  const random = seededRandom(1)
  return Array.from({ length: 60 }, (_, index) => {
    const first = pick(firstNames, random)
    const last = pick(lastNames, random)
    const country = pick(places, random)[3]
    return {
      id: `cus_${String(index + 1).padStart(4, '0')}`,
      name: `${first} ${last}`,
      email: `${first}.${last}.${index + 1}@example.com`.toLowerCase(),
      ...(index % 4 === 0 ? { company: `${last} Gardens` } : {}),
      country,
      since: `20${18 + (index % 7)}-0${1 + (index % 9)}-1${index % 10}`,
    }
  })
}

/** Orders of the twelve months before 2026-02, oldest first: the old ones delivered, the latest still on their way. */
export function demoOrders(customers: readonly Customer[], products: readonly Product[], count = 400): PastOrder[] {
  const random = seededRandom(2)
  const begin = Date.UTC(2025, 1, 1)
  const step = (Date.UTC(2026, 1, 1) - begin) / count
  const sold = products.filter(({ stock }) => stock > 0)
  return Array.from({ length: count }, (_, index) => {
    const customer = pick(customers, random)
    const [street, city, postalCode, country] = pick(places, random)
    const lines = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(sold, random).id)
    return {
      order: {
        customerId: customer.id,
        lines: [...new Set(lines)].map((productId) => ({ productId, quantity: 1 + Math.floor(random() * 5) })),
        shippingAddress: {
          name: customer.name,
          street: `${1 + Math.floor(random() * 99)} ${street}`,
          city,
          postalCode,
          country,
        },
        shipping: pick(shippings, random),
        ...(random() < 0.1 ? { note: 'Please ring twice.' } : {}),
      },
      placedAt: new Date(Math.floor((begin + index * step + random() * step) / 1000) * 1000),
      status: statusAt(count - index, random),
    }
  })
}

function statusAt(age: number, random: () => number): OrderStatus {
  if (random() < 0.06) return 'cancelled'
  if (age <= 12) return 'placed'
  if (age <= 24) return 'packed'
  return age <= 40 ? 'shipped' : 'delivered'
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('there is nothing to pick from')
  return item
}
