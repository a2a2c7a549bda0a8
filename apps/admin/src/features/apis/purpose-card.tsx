'use client'
import { KeyValue } from '@gatehouse/ui/key-value'
import { useVersion } from './version-context.tsx'

/** Why the API exists and how one will know that it is worth having; for its whole life, beside what runs. */
export function PurposeCard() {
  const { purpose, successMeasure } = useVersion().page.api
  const items = [
    ...(purpose === '' ? [] : [{ label: 'Purpose', value: purpose }]),
    ...(successMeasure === '' ? [] : [{ label: 'Measure of success', value: successMeasure }]),
  ]
  return items.length === 0 ? null : <KeyValue look="grid" items={items} />
}
