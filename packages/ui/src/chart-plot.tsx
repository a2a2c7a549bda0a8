'use client'
import { Area, Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import { bucketAt, type ChartRow, type ChartSeries, seriesColor, tailKey } from './chart-data.ts'
import { axisLabel } from './chart-labels.ts'
import { ChartTip } from './chart-tip.tsx'
import { formatNumber, type NumberFormat } from './format.ts'
import type { ChartMark } from './time-series-chart.tsx'

type ChartPlotProps = {
  rows: ChartRow[]
  series: readonly ChartSeries[]
  kind: 'line' | 'area' | 'bar'
  stacked: boolean
  width: number
  height: number
  labelWidth: number
  plotTop: number
  axisHeight: number
  yTicks: number[]
  xTicks: number[]
  bucketMs: number
  format: NumberFormat
  marks: readonly ChartMark[]
  zone: string
  incompleteFrom: number | undefined
  syncId: string | undefined
  onOpen: ((t: number) => void) | undefined
}

const tick = { fontSize: 11, fill: 'var(--subtle)' }

/** The drawing itself; the only place that knows the chart library. */
export function ChartPlot(props: ChartPlotProps) {
  const {
    rows,
    series,
    kind,
    stacked,
    width,
    height,
    labelWidth,
    plotTop,
    axisHeight,
    yTicks,
    xTicks,
    bucketMs,
    format,
    marks,
    zone,
    syncId,
    onOpen,
  } = props
  const first = rows[0]?.t ?? 0
  const span = (rows.at(-1)?.t ?? 0) - first + bucketMs
  const top = yTicks.at(-1) ?? 1
  const nearest = (t: number) => first + Math.floor((t - first) / bucketMs) * bucketMs
  const shown = marks.filter((mark) => mark.t >= first && mark.t < first + span)
  const widest = Math.max(...yTicks.map((value) => formatNumber(value, format).length))
  const axisWidth = Math.max(28, widest * 6.2 + 10)

  return (
    <ComposedChart
      data={rows}
      width={width}
      height={height}
      margin={{ top: plotTop, right: labelWidth, bottom: 0, left: 0 }}
      {...(syncId ? { syncId, syncMethod: 'value' as const } : {})}
      {...(onOpen ? { style: { cursor: 'pointer' } } : {})}
      barCategoryGap="18%"
      // From the pointer, not from the crosshair: on touch screens the crosshair is one tap behind.
      onClick={(_, event) => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left
        const row = rows[bucketAt(x, axisWidth, width - labelWidth, rows.length, kind === 'bar')]
        if (row) onOpen?.(row.t)
      }}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="t"
        ticks={xTicks}
        interval={0}
        height={axisHeight}
        tick={tick}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-strong)' }}
        tickFormatter={(t: number) => axisLabel(t, span, zone)}
        scale={kind === 'bar' ? 'band' : 'point'}
      />
      <YAxis
        domain={[0, top]}
        ticks={yTicks}
        interval={0}
        width={axisWidth}
        tick={tick}
        tickLine={false}
        axisLine={false}
        tickFormatter={(value: number) => formatNumber(value, format)}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={kind === 'bar' ? { fill: 'var(--hover)' } : { stroke: 'var(--control-line)', strokeWidth: 1 }}
        content={({ active, label }) =>
          active ? (
            <ChartTip
              row={rows.find((row) => row.t === label)}
              series={series}
              bucketMs={bucketMs}
              format={format}
              marks={shown}
              zone={zone}
              stacked={stacked}
              incompleteFrom={props.incompleteFrom}
            />
          ) : null
        }
      />
      {shown.map((mark) => (
        <ReferenceLine
          key={`${mark.t}-${mark.label}`}
          x={nearest(mark.t)}
          stroke="var(--control-line)"
          strokeDasharray="1 3"
          label={{ value: '◆', position: 'insideTop', fontSize: 8, fill: 'var(--muted)' }}
        />
      ))}
      {series.flatMap((one, index) => drawSeries(one, index, kind, stacked))}
    </ComposedChart>
  )
}

function drawSeries(series: ChartSeries, index: number, kind: ChartPlotProps['kind'], stacked: boolean) {
  const color = seriesColor(series, index)
  const shared = { name: series.label, isAnimationActive: false } as const
  const line = {
    ...shared,
    type: 'linear',
    stroke: color,
    strokeWidth: 1.75,
    dot: false,
    connectNulls: false,
    activeDot: { r: 3, strokeWidth: 0 },
  } as const
  const before = series.beforeId
    ? [
        <Line
          key={`${series.id}-before`}
          {...line}
          dataKey={series.beforeId}
          stroke="var(--chart-neutral)"
          strokeWidth={1.25}
          strokeDasharray="3 3"
          activeDot={false}
        />,
      ]
    : []
  const stack = stacked ? { stackId: 'stack' } : {}
  if (kind === 'bar') {
    return [
      ...before,
      <Bar key={series.id} {...shared} {...stack} dataKey={series.id} fill={color} maxBarSize={36} />,
      <Bar
        key={`${series.id}-tail`}
        {...shared}
        {...stack}
        dataKey={tailKey(series.id)}
        fill={color}
        fillOpacity={0.3}
        stroke={color}
        strokeDasharray="2 2"
        maxBarSize={36}
      />,
    ]
  }
  if (kind === 'area') {
    return [
      ...before,
      <Area
        key={series.id}
        {...line}
        {...stack}
        dataKey={series.id}
        fill={color}
        fillOpacity={stacked ? 0.35 : 0.12}
      />,
      <Area
        key={`${series.id}-tail`}
        {...line}
        {...(stacked ? { stackId: 'tail' } : {})}
        dataKey={tailKey(series.id)}
        fill={color}
        fillOpacity={0.05}
        strokeDasharray="3 3"
      />,
    ]
  }
  return [
    ...before,
    <Line key={series.id} {...line} dataKey={series.id} />,
    <Line key={`${series.id}-tail`} {...line} dataKey={tailKey(series.id)} strokeDasharray="3 3" />,
  ]
}
