'use client'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { type Period, periods } from './period.ts'

/** The time that a page looks at. */
export function PeriodSelect({ period, onChange }: { period: Period; onChange: (value: string) => void }) {
  return (
    <NativeSelect
      aria-label="Time"
      className="w-40"
      value={period.value}
      onChange={(event) => onChange(event.target.value)}
      options={periods.map(({ value, label }) => ({ value, label }))}
    />
  )
}
