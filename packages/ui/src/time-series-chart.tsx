'use client'
import { ChartLine, Table2 } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import {
  bucketValue,
  type ChartBucket,
  type ChartSeries,
  chartRows,
  isWhole,
  largestValue,
  niceTicks,
  seriesColor,
  spreadLabels,
  timeTicks,
} from './chart-data.ts'
import { bucketLabel } from './chart-labels.ts'
import { ChartPlot } from './chart-plot.tsx'
import { ChartTable } from './chart-table.tsx'
import { formatNumber, type NumberFormat } from './format.ts'
import { IconButton } from './icon-button.tsx'
import { useNavigate } from './link.tsx'
import { useElementWidth } from './use-element-width.tsx'

export type ChartMark = { t: number; label: string }

export type TimeSeriesChartProps = {
  title: string
  /** Beside the title: a total, what it is complete to. */
  note?: ReactNode
  data: readonly ChartBucket[]
  series: readonly ChartSeries[]
  kind?: 'line' | 'area' | 'bar'
  /** Bars and areas on top of each other, e.g. by outcome. */
  stacked?: boolean
  format?: NumberFormat
  /** Start of the first bucket that is not complete yet (epoch ms): drawn dashed. */
  incompleteFrom?: number
  /** Things that happened: deploys, price changes. */
  marks?: readonly ChartMark[]
  /** Charts of a page with the same id share the crosshair. */
  syncId?: string
  /** Page behind a bucket; `{from}` and `{to}` become ISO instants. */
  drillHref?: string
  onBucketClick?: (from: number, to: number) => void
  zone?: string
  height?: number
  className?: string
}

const labelGap = 15
const plotTop = 8
const axisHeight = 22

/** Values over time, from zero, with direct labels, a shared crosshair and a table of the same figures. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const {
    title,
    note,
    data,
    series,
    kind = 'line',
    stacked = false,
    format = 'compact',
    incompleteFrom,
    marks = [],
    syncId,
    drillHref,
    onBucketClick,
    zone = 'UTC',
    height = 200,
    className,
  } = props
  const [asTable, setAsTable] = useState(false)
  const [frame, width] = useElementWidth()
  const navigate = useNavigate()
  const rows = useMemo(
    () => chartRows(data, series, incompleteFrom, kind !== 'bar'),
    [data, series, incompleteFrom, kind],
  )
  const starts = rows.map((row) => row.t)
  const bucketMs = starts.length > 1 ? (starts[1] ?? 0) - (starts[0] ?? 0) : 3_600_000
  const ticks = niceTicks(largestValue(data, series, stacked), isWhole(data, series))
  const top = ticks.at(-1) ?? 1
  const direct = series.length <= 3 && series.length > 1 && width >= 420
  const labelWidth = direct ? Math.max(...series.map((one) => one.label.length)) * 6.6 + 12 : 18

  const hrefOf = (t: number) =>
    drillHref?.replaceAll('{from}', new Date(t).toISOString()).replaceAll('{to}', new Date(t + bucketMs).toISOString())
  const open = (t: number) => {
    onBucketClick?.(t, t + bucketMs)
    const href = hrefOf(t)
    if (href) navigate(href)
  }

  const plotHeight = height - plotTop - axisHeight
  const last = data.at(-1)
  let below = 0
  const wanted = series.map((one) => {
    const value = last ? (bucketValue(last, one.id) ?? 0) : 0
    const middle = stacked ? below + value / 2 : value
    below += value
    return (1 - middle / top) * plotHeight
  })
  const labels = spreadLabels(wanted, labelGap, plotHeight)

  return (
    <figure className={className} aria-label={title}>
      <figcaption className="flex min-h-8 items-center justify-between gap-3">
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="font-medium text-sm">{title}</span>
          {note && <span className="text-muted text-sm">{note}</span>}
        </span>
        <IconButton
          size="sm"
          label={asTable ? 'Show as chart' : 'Show as table'}
          aria-pressed={asTable}
          icon={asTable ? <ChartLine aria-hidden /> : <Table2 aria-hidden />}
          onClick={() => setAsTable(!asTable)}
        />
      </figcaption>
      {!direct && series.length > 1 && !asTable && (
        <ul className="mb-1 flex flex-wrap gap-x-4 gap-y-1 text-muted text-sm">
          {series.map((one, index) => (
            <li key={one.id} className="flex items-center gap-1.5">
              <span aria-hidden className="size-2 rounded-[2px]" style={{ background: seriesColor(one, index) }} />
              {one.label}
            </li>
          ))}
        </ul>
      )}
      {asTable ? (
        <ChartTable
          rows={data}
          series={series}
          text={(value) => formatNumber(value, format)}
          label={(t) => bucketLabel(t, bucketMs, zone)}
          hrefOf={hrefOf}
          incompleteFrom={incompleteFrom}
          height={height}
        />
      ) : (
        <div ref={frame} className="relative" style={{ height }}>
          {width > 0 && (
            <ChartPlot
              rows={rows}
              series={series}
              kind={kind}
              stacked={stacked}
              width={width}
              height={height}
              labelWidth={labelWidth}
              plotTop={plotTop}
              axisHeight={axisHeight}
              yTicks={ticks}
              xTicks={timeTicks(starts, width - labelWidth - 44)}
              bucketMs={bucketMs}
              format={format}
              marks={marks}
              zone={zone}
              incompleteFrom={incompleteFrom}
              syncId={syncId}
              onOpen={drillHref || onBucketClick ? open : undefined}
            />
          )}
          {width > 0 && direct && (
            <ul
              aria-hidden
              className="pointer-events-none absolute right-0"
              style={{ top: plotTop, width: labelWidth }}
            >
              {series.map((one, index) => (
                <li
                  key={one.id}
                  className="absolute left-1.5 -translate-y-1/2 truncate font-medium text-fg text-xs"
                  style={{ top: labels[index], textDecoration: 'none' }}
                >
                  <span
                    className="mr-1 inline-block size-1.5 rounded-full align-middle"
                    style={{ background: seriesColor(one, index) }}
                  />
                  {one.label}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </figure>
  )
}
