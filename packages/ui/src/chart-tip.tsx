import { type ChartRow, type ChartSeries, seriesColor, tailKey } from './chart-data.ts'
import { bucketLabel } from './chart-labels.ts'
import { formatNumber, type NumberFormat } from './format.ts'
import type { ChartMark } from './time-series-chart.tsx'

type ChartTipProps = {
  row: ChartRow | undefined
  series: readonly ChartSeries[]
  bucketMs: number
  format: NumberFormat
  marks: readonly ChartMark[]
  zone: string
  stacked: boolean
  incompleteFrom: number | undefined
}

/** What the crosshair shows of one bucket. */
export function ChartTip({ row, series, bucketMs, format, marks, zone, stacked, incompleteFrom }: ChartTipProps) {
  if (!row) return null
  const here = marks.filter((mark) => mark.t >= row.t && mark.t < row.t + bucketMs)
  const listed = stacked
    ? series.map((one, index) => ({ one, index })).toReversed()
    : series.map((one, index) => ({ one, index }))
  return (
    <div className="min-w-40 max-w-72 rounded-lg bg-raised px-3 py-2 text-sm shadow-float">
      <p className="text-muted text-xs">
        {bucketLabel(row.t, bucketMs, zone)}
        {incompleteFrom !== undefined && row.t >= incompleteFrom && ' · incomplete'}
      </p>
      <ul className="mt-1">
        {listed.map(({ one, index }) => (
          <li key={one.id} className="flex items-baseline justify-between gap-4">
            <span className="flex items-center gap-1.5">
              <span aria-hidden className="size-2 rounded-[2px]" style={{ background: seriesColor(one, index) }} />
              {one.label}
            </span>
            <span className="gh-tabular font-medium">{formatNumber(row[one.id] ?? row[tailKey(one.id)], format)}</span>
          </li>
        ))}
        {listed.map(
          ({ one }) =>
            one.beforeId && (
              <li key={one.beforeId} className="flex items-baseline justify-between gap-4 text-muted">
                <span>{one.label}, before</span>
                <span className="gh-tabular">{formatNumber(row[one.beforeId], format)}</span>
              </li>
            ),
        )}
      </ul>
      {here.map((mark) => (
        <p key={`${mark.t}-${mark.label}`} className="mt-1 border-line border-t pt-1 text-muted text-xs">
          ◆ {mark.label}
        </p>
      ))}
    </div>
  )
}
