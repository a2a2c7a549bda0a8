import type { Json } from '@gatehouse/contracts/json'
import type { Problem } from '@gatehouse/contracts/problems'

/**
 * What is still open of a refusal: an error whose place says something else by now is being mended, and is not shown again until the
 * next try. `root` is where the value stands in what was sent (`/definition`). Undefined: nothing is left of it.
 */
export function openProblem(
  problem: Problem | undefined,
  root: string,
  sent: Json | undefined,
  now: Json,
): Problem | undefined {
  if (problem?.errors === undefined || sent === undefined) return problem
  const errors = problem.errors.filter(({ pointer }) => {
    if (!pointer.startsWith(root)) return true
    const path = pointer.slice(root.length)
    return JSON.stringify(valueAt(sent, path)) === JSON.stringify(valueAt(now, path))
  })
  return errors.length > 0 || problem.errors.length === 0 ? { ...problem, errors } : undefined
}

/** Errors below `root`, with pointers from there. */
export function errorsBelow(problem: Problem | undefined, root: string): { pointer: string; expected: string }[] {
  return (problem?.errors ?? []).flatMap(({ pointer, expected }) =>
    pointer.startsWith(root) ? [{ pointer: pointer.slice(root.length), expected }] : [],
  )
}

function valueAt(value: Json, pointer: string): Json | undefined {
  let at: Json | undefined = value
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(at)) at = at[Number(name)]
    else if (typeof at === 'object' && at !== null) at = Object.hasOwn(at, name) ? at[name] : undefined
    else return undefined
  }
  return at
}
