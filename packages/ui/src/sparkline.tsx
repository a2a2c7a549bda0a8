import { classNames } from './class-names.ts'

type SparklineProps = {
  values: (number | null)[]
  /** Said to screen readers: what it shows and where it goes. */
  label: string
  /** Earlier values, drawn dashed behind. */
  before?: (number | null)[]
  width?: number
  height?: number
  tone?: 'accent' | 'ok' | 'bad' | 'neutral'
  /** The last value is not complete yet: its step is dashed. */
  incomplete?: boolean
  /** Stretch to the width of the parent. */
  fluid?: boolean
  className?: string
}

const strokes = { accent: 'var(--chart-accent)', ok: 'var(--ok)', bad: 'var(--bad)', neutral: 'var(--chart-neutral)' }

/** Small line from zero, as plain SVG: cheap enough for every row of a table. */
export function Sparkline({
  values,
  label,
  before,
  width = 96,
  height = 24,
  tone = 'accent',
  incomplete = false,
  fluid = false,
  className,
}: SparklineProps) {
  const most = Math.max(...[...values, ...(before ?? [])].map((value) => value ?? 0), 0)
  const x = (index: number, count: number) => (count <= 1 ? width / 2 : 1 + (index / (count - 1)) * (width - 2))
  const y = (value: number) => height - 1.5 - (most === 0 ? 0 : (value / most) * (height - 3))
  const path = (points: (number | null)[]) => {
    let pen = 'M'
    let text = ''
    points.forEach((value, index) => {
      if (value === null) pen = 'M'
      else {
        text += `${pen}${x(index, points.length).toFixed(1)} ${y(value).toFixed(1)}`
        pen = 'L'
      }
    })
    return text
  }
  const solid = incomplete ? values.map((value, index) => (index === values.length - 1 ? null : value)) : values
  const tail = incomplete ? values.map((value, index) => (index >= values.length - 2 ? value : null)) : []
  const line = {
    fill: 'none',
    strokeWidth: 1.5,
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
    vectorEffect: 'non-scaling-stroke',
  } as const
  const closed = solid.some((value) => value === null && !incomplete) ? '' : path(solid)
  const lastX = x(incomplete ? values.length - 2 : values.length - 1, values.length).toFixed(1)
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={fluid ? '100%' : width}
      height={height}
      preserveAspectRatio="none"
      className={classNames('block shrink-0 overflow-visible align-middle', className)}
    >
      {closed && values.length > 2 && (
        <path d={`${closed}L${lastX} ${height}L1 ${height}Z`} fill={strokes[tone]} opacity={0.1} />
      )}
      {before && (
        <path d={path(before)} {...line} stroke="var(--chart-neutral)" strokeDasharray="2 3" strokeWidth={1} />
      )}
      <path d={path(solid)} {...line} stroke={strokes[tone]} />
      {incomplete && <path d={path(tail)} {...line} stroke={strokes[tone]} strokeDasharray="2 3" />}
    </svg>
  )
}
