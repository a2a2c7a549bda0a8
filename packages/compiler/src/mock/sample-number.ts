import type { Json, JsonObject } from '@gatehouse/contracts/json'

/** A number inside the bounds, a whole one where asked; `seed` steps on from the first. Undefined when the bounds leave none. */
export function sampleNumber(schema: JsonObject, whole: boolean, seed: number): number | undefined {
  const low = bound(schema.minimum)
  const high = bound(schema.maximum)
  const above = bound(schema.exclusiveMinimum)
  const below = bound(schema.exclusiveMaximum)
  const multiple = bound(schema.multipleOf)
  const step = multiple === undefined ? 1 : whole && !Number.isInteger(multiple) ? wholeMultiple(multiple) : multiple
  const accepts = (value: number) =>
    Number.isFinite(value) &&
    (low === undefined || value >= low) &&
    (high === undefined || value <= high) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below) &&
    (!whole || Number.isInteger(value)) &&
    (multiple === undefined || Number.isInteger(value / multiple))
  const floor = Math.max(low ?? Number.NEGATIVE_INFINITY, above ?? Number.NEGATIVE_INFINITY)
  const ceiling = Math.min(high ?? Number.POSITIVE_INFINITY, below ?? Number.POSITIVE_INFINITY)
  const first = floor > 0 ? Math.ceil(floor / step) * step : ceiling < step ? Math.floor(ceiling / step) * step : step
  const tries = [first, first + step, first - step, low, high, 0, (floor + ceiling) / 2]
  for (const start of tries) {
    if (start === undefined || !accepts(start)) continue
    for (const direction of [1, -1]) {
      const value = start + direction * step * seed
      if (accepts(value)) return Object.is(value, -0) ? 0 : value
    }
    if (!whole && multiple === undefined && floor < ceiling && Number.isFinite(floor) && Number.isFinite(ceiling)) {
      const value = floor + ((ceiling - floor) * (seed + 1)) / (seed + 2)
      if (accepts(value)) return value
    }
    return start
  }
  return undefined
}

function bound(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** 0.25 → 1, 2.5 → 5: the least whole number that is a multiple. */
function wholeMultiple(multiple: number): number {
  for (let times = 1; times <= 1_000; times += 1) {
    if (Number.isInteger(multiple * times)) return multiple * times
  }
  return 1
}
