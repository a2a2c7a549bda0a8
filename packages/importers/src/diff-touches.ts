import type { ParameterDescription } from '@gatehouse/contracts/api-description'
import type { ChangeTouch } from '@gatehouse/contracts/contract-diff'
import type { Json } from '@gatehouse/contracts/json'
import {
  knownPath,
  mediaFeature,
  parameterFeature,
  propertyFeature,
  valueText,
} from '@gatehouse/contracts/operation-features'

/** The place in requests that schemas are compared for. */
export type TouchRoot =
  | { kind: 'parameter'; parameter: Pick<ParameterDescription, 'in' | 'name'> }
  /** `media`: the type whose schema it is. */
  | { kind: 'body'; media: string }

/**
 * Steps from a place to what changes: `.name` a property, `[]` an item, `.*` any other property. Joined they are what sentences say.
 */
export type Steps = readonly string[]

/** Which calls a change of a parameter can touch; undefined: any call. */
export function parameterTouch(
  rule: string,
  parameter: Pick<ParameterDescription, 'in' | 'name'>,
): ChangeTouch | undefined {
  // A path without one of its parameters is another path; and nobody has sent what is new.
  if (parameter.in === 'path' || rule.startsWith('parameter.added')) return undefined
  const own = parameterFeature(parameter.in, parameter.name)
  return rule === 'parameter.became-required' ? { uses: [], without: [own] } : { uses: [own], without: [] }
}

/** Which calls a change of a request's schema can touch; undefined: any call. */
export function schemaTouch(
  rule: string,
  root: TouchRoot,
  steps: Steps,
  before: Json | undefined,
): ChangeTouch | undefined {
  const value = rule === 'schema.enum-value-removed' && before !== undefined ? valueText(before) : undefined
  if (root.kind === 'parameter') {
    const { in: place, name } = root.parameter
    if (value !== undefined && steps.every((step) => step === '[]'))
      return { uses: [parameterFeature(place, name, value)], without: [] }
    return place === 'path' ? undefined : { uses: [parameterFeature(place, name)], without: [] }
  }
  const path = pathOf(steps)
  const known = knownPath(path)
  const exact = known.length === steps.length
  const whole = (of: readonly string[]) => (of.length === 0 ? mediaFeature(root.media) : propertyFeature(tellable(of)))
  if (value !== undefined && exact) return { uses: [propertyFeature(known, value)], without: [] }
  const above = known.slice(0, -1)
  // Nobody has sent it yet: whoever sends what holds it, will have to.
  if (rule === 'schema.required-property-added' && exact) return { uses: [whole(above)], without: [] }
  if (rule === 'schema.property-became-required' && exact) {
    // Of several items one may have it and another not: then all who send the list may be touched.
    const told = !known.includes('*')
    return { uses: [whole(above)], without: told ? [propertyFeature(known)] : [] }
  }
  return { uses: [whole(known)], without: [] }
}

/** Up to where it can be told; `.*` is no place of its own. */
function pathOf(steps: Steps): string[] {
  const path: string[] = []
  for (const step of steps) {
    if (step === '.*') break
    path.push(step === '[]' ? '*' : step.slice(1))
  }
  return path
}

/** An item itself has no feature, but the list that holds it. */
function tellable(path: readonly string[]): readonly string[] {
  let end = path.length
  while (end > 0 && path[end - 1] === '*') end -= 1
  return path.slice(0, end)
}

/** Which calls a change of the request body as a whole can touch; `value`: the media type that it is about. */
export function bodyTouch(
  rule: string,
  content: Readonly<Record<string, unknown>>,
  value: string | undefined,
): ChangeTouch | undefined {
  const all = Object.keys(content).map(mediaFeature)
  if (rule === 'body.became-required') return { uses: [], without: all }
  if (rule === 'body.added-required' || all.length === 0) return undefined
  if (value === undefined) return { uses: all, without: [] }
  return { uses: [mediaFeature(value)], without: [] }
}
