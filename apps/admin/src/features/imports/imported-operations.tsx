'use client'
import { Card } from '@gatehouse/ui/card'
import { formatCount } from '@gatehouse/ui/format'
import { VirtualList } from '@gatehouse/ui/virtual-list'
import { OperationName } from '../contracts/operation-name.tsx'
import type { ImportPreview } from './new-api-page.tsx'

type Operation = ImportPreview['operations'][number]

/** The operations that a file brings. */
export function ImportedOperations({ operations }: { operations: readonly Operation[] }) {
  const row = (operation: Operation) => (
    <p className="flex min-h-9 flex-wrap items-center gap-x-3 border-line border-b px-4 py-1.5 text-sm">
      <OperationName text={`${operation.method} ${operation.path}`} />
      {operation.summary && <span className="min-w-0 truncate text-muted">{operation.summary}</span>}
    </p>
  )
  return (
    <Card
      flush
      title={`Operations (${formatCount(operations.length)})`}
      description="The gateway refuses requests that break the contract. Parts that the file does not declare (query parameters, headers, cookies, fields, properties) pass, until an operation’s settings take them out or refuse them."
    >
      {operations.length > 12 ? (
        <VirtualList
          items={operations}
          itemKey={(operation) => `${operation.method} ${operation.path}`}
          dynamic
          height={360}
          label="Operations of the file"
        >
          {row}
        </VirtualList>
      ) : (
        <ul aria-label="Operations of the file">
          {operations.map((operation) => (
            <li key={`${operation.method} ${operation.path}`}>{row(operation)}</li>
          ))}
        </ul>
      )}
    </Card>
  )
}
