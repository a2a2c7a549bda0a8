import { bucketValue, type ChartBucket, type ChartSeries } from './chart-data.ts'
import { Link } from './link.tsx'
import { toMillis } from './time.ts'

type ChartTableProps = {
  rows: readonly ChartBucket[]
  series: readonly ChartSeries[]
  text: (value: number | null) => string
  label: (t: number) => string
  hrefOf: (t: number) => string | undefined
  incompleteFrom: number | undefined
  height: number
}

/** The figures of a chart as a table, newest first. */
export function ChartTable({ rows, series, text, label, hrefOf, incompleteFrom, height }: ChartTableProps) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="Figures"
      className="overflow-y-auto rounded-md border border-line"
      style={{ maxHeight: Math.max(height, 200) }}
    >
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-sunken text-muted">
          <tr>
            <th scope="col" className="h-8 px-3 text-left font-medium">
              Time
            </th>
            {series.map((one) => (
              <th key={one.id} scope="col" className="h-8 px-3 text-right font-medium">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="gh-tabular">
          {rows.toReversed().map((row) => {
            const t = toMillis(row.t)
            const href = hrefOf(t)
            return (
              <tr key={t} className="border-line border-t">
                <th scope="row" className="h-8 whitespace-nowrap px-3 text-left font-normal">
                  {href ? (
                    <Link href={href} className="rounded-sm text-accent-text hover:underline">
                      {label(t)}
                    </Link>
                  ) : (
                    label(t)
                  )}
                  {incompleteFrom !== undefined && t >= incompleteFrom && (
                    <span className="text-muted"> incomplete</span>
                  )}
                </th>
                {series.map((one) => (
                  <td key={one.id} className="px-3 text-right">
                    {text(bucketValue(row, one.id))}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
