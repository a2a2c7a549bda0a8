import { classNames } from './class-names.ts'

/** Grey block in the shape of what is coming. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('block animate-shimmer rounded bg-line/80', className)} />
}

const lineWidths = ['w-full', 'w-11/12', 'w-4/5', 'w-2/3', 'w-1/2']

/** Lines of text that are coming. */
export function SkeletonText({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div role="status" className="flex flex-col gap-2">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={lineWidths[index % 5] + String(index)} className={classNames('h-3.5', lineWidths[index % 5])} />
      ))}
    </div>
  )
}

const cellWidths = ['w-40', 'w-20', 'w-28', 'w-16', 'w-24', 'w-12']

/** A table that is coming: same row height, no jump when it arrives. */
export function SkeletonTable({
  rows = 8,
  columns = 5,
  label = 'Loading',
}: {
  rows?: number
  columns?: number
  label?: string
}) {
  return (
    <div role="status" className="w-full overflow-hidden">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows + 1 }, (_, row) => (
        <div key={`row-${row + 1}`} className="flex h-9 items-center gap-6 border-line border-b px-3">
          {Array.from({ length: columns }, (_, column) => (
            <span key={`cell-${column + 1}`} className={classNames('flex-1', column > 1 && 'max-sm:hidden')}>
              <Skeleton
                className={classNames('max-w-full', row === 0 ? 'h-2.5' : 'h-3.5', cellWidths[(row + column) % 6])}
              />
            </span>
          ))}
        </div>
      ))}
    </div>
  )
}

/** Cards that are coming. */
export function SkeletonCards({ count = 3, label = 'Loading' }: { count?: number; label?: string }) {
  return (
    <div role="status" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: count }, (_, index) => (
        <div key={`card-${index + 1}`} className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
          <Skeleton className="h-4 w-2/5" />
          <Skeleton className="h-3.5 w-full" />
          <Skeleton className="h-3.5 w-3/4" />
        </div>
      ))}
    </div>
  )
}
