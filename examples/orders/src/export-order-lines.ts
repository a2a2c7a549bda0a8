import { seededRandom } from './seeded-random.ts'

const linesPerMonth = 10_000
const linesPerChunk = 500

/** The file in pieces of some 25 kB, made only as fast as they are taken. The same months give the same bytes. */
export function* exportOrderLines(months: number): Generator<string> {
  yield 'month,line,order_id,product_id,quantity,amount,currency\n'
  for (let back = 0; back < months; back++) {
    const month = new Date(Date.UTC(2026, -back, 1)).toISOString().slice(0, 7)
    const random = seededRandom(back + 1)
    for (let first = 1; first <= linesPerMonth; first += linesPerChunk) {
      let chunk = ''
      for (let line = first; line < first + linesPerChunk; line++) chunk += csvLine(month, line, random)
      yield chunk
    }
  }
}

function csvLine(month: string, line: number, random: () => number): string {
  const product = 1 + Math.floor(random() * 24)
  const quantity = 1 + Math.floor(random() * 9)
  const order = `ord_${month.replace('-', '_')}_${String(Math.ceil(line / 2)).padStart(5, '0')}`
  return `${month},${line},${order},prd_${String(product).padStart(4, '0')},${quantity},${quantity * (590 + product * 100)},EUR\n`
}
