import type { ApiDescription, JsonSchema } from '@gatehouse/contracts/api-description'
import type { ImportReport } from '@gatehouse/contracts/import-report'
import type { ImportResult } from './import-result.ts'

/**
 * A result on its way between threads: JSON texts of some 200 kB, because one message of 20 MB would stop the event loop of the
 * thread that reads it for a tenth of a second. The first piece is the frame, the others fill its lists and maps.
 */
const pieceSize = 200_000

type Piece =
  | { part: 'frame'; result: ImportResult }
  | { part: 'operations'; list: ApiDescription['operations'] }
  | { part: 'items'; list: ImportReport['items'] }
  | { part: 'schemas'; list: [string, JsonSchema][] }

export function* resultPieces(result: ImportResult): Generator<string> {
  if (!result.ok) {
    yield JSON.stringify({ part: 'frame', result })
    return
  }
  const { description, report } = result
  const frame: ImportResult = {
    ...result,
    description: { ...description, operations: [], schemas: {} },
    report: { ...report, items: [] },
  }
  yield JSON.stringify({ part: 'frame', result: frame })
  for (const list of grouped(description.operations)) yield `{"part":"operations","list":[${list}]}`
  for (const list of grouped(Object.entries(description.schemas))) yield `{"part":"schemas","list":[${list}]}`
  for (const list of grouped(report.items)) yield `{"part":"items","list":[${list}]}`
}

/** A list as JSON texts of lists. */
export function* listPieces(values: readonly unknown[]): Generator<string> {
  for (const list of grouped(values)) yield `[${list}]`
}

function* grouped(values: readonly unknown[]): Generator<string> {
  let texts: string[] = []
  let size = 0
  for (const value of values) {
    const text = JSON.stringify(value)
    texts.push(text)
    size += text.length
    if (size < pieceSize) continue
    yield texts.join(',')
    texts = []
    size = 0
  }
  if (texts.length > 0) yield texts.join(',')
}

/** Puts the pieces together again, in the order they were made. */
export class ResultAssembly {
  #result: ImportResult | undefined

  add(text: string): void {
    // Trusted: made by resultPieces in our own thread.
    const piece: Piece = JSON.parse(text)
    if (piece.part === 'frame') {
      this.#result = piece.result
      return
    }
    if (!this.#result?.ok) return
    const { description, report } = this.#result
    switch (piece.part) {
      case 'operations':
        for (const operation of piece.list) description.operations.push(operation)
        return
      case 'items':
        for (const item of piece.list) report.items.push(item)
        return
      case 'schemas':
        for (const [name, schema] of piece.list) description.schemas[name] = schema
    }
  }

  get result(): ImportResult | undefined {
    return this.#result
  }
}
