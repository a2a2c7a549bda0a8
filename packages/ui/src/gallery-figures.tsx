'use client'
import { BarList } from './bar-list.tsx'
import { Card } from './card.tsx'
import { formatCompact } from './format.ts'
import { QuotaBar } from './quota-bar.tsx'
import { StatTile } from './stat-tile.tsx'
import { TimeSeriesChart } from './time-series-chart.tsx'

const hour = 3_600_000
const start = Date.UTC(2026, 10, 21, 12)
const wave = (index: number, height: number, shift = 0) =>
  Math.round(height * (0.55 + 0.4 * Math.sin((index + shift) / 4) + 0.05 * Math.cos(index * 1.7)))

const buckets = Array.from({ length: 25 }, (_, index) => ({
  t: start + index * hour,
  ok: wave(index, 42_000),
  refused: wave(index, 2_800, 3),
  failed: index === 17 ? 6_200 : wave(index, 500, 1),
  before: wave(index, 37_000, 1),
  p50: 22 + wave(index, 8),
  p95: 68 + wave(index, 24, 2),
  p99: 140 + wave(index, 60, 5),
}))
const incompleteFrom = start + 24 * hour
const marks = [{ t: start + 16.4 * hour, label: 'r11 by CI' }]

/** Tiles, charts and bars. */
export function GalleryFigures() {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <StatTile
          label="Active applications"
          value="41"
          change={{ text: '+3', direction: 'up', good: true }}
          sparkline={{ values: [30, 31, 31, 33, 36, 38, 41] }}
          definition="At least one call in 28 days."
          href="#active"
        />
        <StatTile
          label="Successful calls"
          value={formatCompact(1_204_113)}
          change={{ text: '+12 %', direction: 'up', good: true }}
          sparkline={{
            values: buckets.map((one) => one.ok),
            before: buckets.map((one) => one.before),
            incomplete: true,
          }}
        />
        <StatTile
          label="Errors"
          value="0.3 %"
          change={{ text: '+0.1 %', direction: 'up', good: false }}
          sparkline={{ values: buckets.map((one) => one.failed) }}
          note="4 applications touched"
        />
        <StatTile
          label="Revenue"
          value="12 040 EUR"
          change={{ text: '±0 %', direction: 'flat' }}
          note="+1 204 EUR open"
        />
      </div>
      <div className="grid gap-6 rail:grid-cols-2">
        <Card>
          <TimeSeriesChart
            title="Calls"
            note="1.2 M · complete to 12:04"
            data={buckets}
            series={[{ id: 'ok', label: 'Calls', beforeId: 'before' }]}
            kind="area"
            incompleteFrom={incompleteFrom}
            marks={marks}
            syncId="gallery"
            drillHref="#from={from}&to={to}"
          />
        </Card>
        <Card>
          <TimeSeriesChart
            title="Duration"
            data={buckets}
            series={[
              { id: 'p50', label: 'p50', color: 'accent-soft' },
              { id: 'p95', label: 'p95', color: 'accent-mid' },
              { id: 'p99', label: 'p99', color: 'accent' },
            ]}
            format="duration"
            incompleteFrom={incompleteFrom}
            marks={marks}
            syncId="gallery"
          />
        </Card>
        <Card>
          <TimeSeriesChart
            title="By outcome"
            data={buckets}
            series={[
              { id: 'ok', label: 'Answered', color: 'accent-soft' },
              { id: 'refused', label: 'Refused', color: 'warn' },
              { id: 'failed', label: 'Failed', color: 'bad' },
            ]}
            kind="bar"
            stacked
            incompleteFrom={incompleteFrom}
            marks={marks}
            syncId="gallery"
          />
        </Card>
        <Card title="Refusals by reason">
          <BarList
            label="Refusals by reason"
            items={[
              { id: 'limit', label: 'rate-limit-exceeded', value: 9_204, href: '#limit' },
              { id: 'body', label: 'body-invalid', value: 4_120, href: '#body' },
              { id: 'key', label: 'key-unknown', value: 604, href: '#key' },
              { id: 'scope', label: 'scope-missing', value: 41, href: '#scope' },
            ]}
            mono
          />
          <div className="mt-5 grid gap-5 sm:grid-cols-2">
            <QuotaBar label="Calls this month" used={412_000} limit={1_000_000} resets="resets 1 Dec" />
            <QuotaBar label="Calls per minute" used={96} limit={100} resets="resets 12:05" />
          </div>
        </Card>
      </div>
    </>
  )
}
