import type { AccessMatrix } from '@gatehouse/contracts/endpoints/access-engine'
import type { GridSpan } from '@gatehouse/ui/cell-grid'

type Reason = AccessMatrix['reasons'][number]

/** A matrix ready to be looked at: rows stand by team, columns by API and version. */
export type MatrixView = {
  readonly rows: AccessMatrix['applications']
  readonly columns: AccessMatrix['operations']
  readonly rowGroups: readonly GridSpan[]
  readonly columnGroups: readonly GridSpan[]
  readonly rowLabel: (row: number) => string
  readonly columnLabel: (column: number) => string
  /** Of the column: “Orders v1”. */
  readonly apiLabel: (column: number) => string
  readonly reasonAt: (row: number, column: number) => Reason
}

const unknown: Reason = { verdict: 'deny', code: null, sentence: 'Not known' }

export function matrixView(matrix: AccessMatrix): MatrixView {
  const values = decodeRuns(matrix.cells, matrix.applications.length * matrix.operations.length)
  const order = [...matrix.applications.keys()].sort((one, other) => {
    const [a, b] = [matrix.applications[one], matrix.applications[other]]
    if (a === undefined || b === undefined) return 0
    return compare(a.team.name, b.team.name) || compare(a.name, b.name)
  })
  const rows = order.flatMap((at) => matrix.applications[at] ?? [])
  const width = matrix.operations.length
  const apiLabel = (column: number) => {
    const version = matrix.versions[matrix.operations[column]?.version ?? -1]
    return version === undefined ? '' : `${version.api.name} ${version.name}`
  }
  return {
    rows,
    columns: matrix.operations,
    rowGroups: spans(rows.map(({ team }) => ({ id: team.id, label: team.name }))),
    columnGroups: spans(
      matrix.operations.map(({ version }, column) => ({ id: String(version), label: apiLabel(column) })),
    ),
    rowLabel: (row) => rows[row]?.name ?? '',
    columnLabel: (column) => {
      const operation = matrix.operations[column]
      return operation === undefined ? '' : `${operation.method} ${operation.path}`
    },
    apiLabel,
    reasonAt: (row, column) => matrix.reasons[values[(order[row] ?? 0) * width + column] ?? 0] ?? unknown,
  }
}

const collator = new Intl.Collator('en', { numeric: true })
const compare = (one: string, other: string) => collator.compare(one, other)

/** Runs as the endpoint writes them: how many cells, and which reason. */
function decodeRuns(text: string, length: number): Uint16Array {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
  const numbers = new DataView(bytes.buffer)
  const values = new Uint16Array(length)
  let at = 0
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const count = numbers.getUint16(offset, true)
    values.fill(numbers.getUint16(offset + 2, true), at, at + count)
    at += count
  }
  return values
}

function spans(items: readonly { id: string; label: string }[]): GridSpan[] {
  const found: (GridSpan & { id: string })[] = []
  for (const { id, label } of items) {
    const last = found.at(-1)
    if (last?.id === id) found[found.length - 1] = { ...last, count: last.count + 1 }
    else found.push({ id, label, count: 1 })
  }
  return found
}
