import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { Context } from '../grammar/context.ts'
import { openText, sealText } from '../grammar/installation.ts'

const purpose = 'access-change'

/** The input as it is stored: fields that are secret are sealed. */
export function sealInput(ctx: Context, input: JsonObject, secrets: readonly string[]): JsonObject {
  return mapFields(input, secrets, (value) => ({ sealed: sealText(ctx.installation, purpose, JSON.stringify(value)) }))
}

/** The input as the use case takes it. */
export function openInput(ctx: Context, input: JsonObject, secrets: readonly string[]): JsonObject {
  return mapFields(input, secrets, (value) => {
    const sealed = (value as { sealed?: unknown } | null)?.sealed
    return typeof sealed === 'string' ? (JSON.parse(openText(ctx.installation, purpose, sealed)) as Json) : value
  })
}

/** The input without what is secret: what a hash that is shown and stored is made of. */
export function openPart(input: JsonObject, secrets: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([key]) => !secrets.includes(key)))
}

function mapFields(input: JsonObject, names: readonly string[], change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, names.includes(key) && value !== null ? change(value) : value]),
  )
}
