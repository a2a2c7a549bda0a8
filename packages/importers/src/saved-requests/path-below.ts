import type { Variables } from './variables.ts'

/** What a path may be below: the version's base path; and its operations, by which a path is recognised. */
export type PathRules = {
  basePath: string
  operations: readonly { method: string; path: string }[]
}

/** Reads the path of an address below the base path; variables that nothing says are noted. */
export type PathReader = (method: string, address: string, variables: Variables, unknown: Set<string>) => string

const baseVariable = /^\{\{([^{}]{1,200})\}\}/
const looksLikeBase = /base|host|url|server|address|endpoint|origin|gateway/i
const origin = /^(?:[a-z][a-z0-9+.-]{0,20}:)?\/\/[^/]*/i
const mostParts = 12

/**
 * Reads paths below a version's base path. Where that begins in an address is a question: `{{baseUrl}}` and other servers may hold a part
 * of the path. The first reading that is an operation's path holds; else what stands behind the base.
 */
export function pathReader({ basePath, operations }: PathRules): PathReader {
  const templates = new Map<string, string[]>()
  for (const { method, path } of operations) {
    const key = bucketOf(method, path)
    templates.set(key, [...(templates.get(key) ?? []), path])
  }
  const isKnown = (method: string, path: string) =>
    templates.get(bucketOf(method, path))?.some((template) => fits(template, path)) ?? false
  return (method, address, variables, unknown) => {
    const base = baseVariable.exec(address)
    const behind = base ? address.slice(base[0].length) : ''
    const name = base?.[1]?.trim() ?? ''
    const value = variables.valueOf(name)
    const isBase = base !== null && (behind === '' || behind.startsWith('/')) && isBaseValue(name, value)
    const rest = isBase ? pathOf(variables.fillIn(behind, unknown)) : undefined
    const written = isBase ? (value ?? '') + behind : address
    const whole = pathOf(variables.fillIn(written, isBase ? new Set() : unknown))
    const below = whole.startsWith(`${basePath}/`) ? whole.slice(basePath.length) : undefined
    const readings = [rest, below, whole, ...tails(whole)].filter((one) => one !== undefined)
    return readings.find((path) => isKnown(method, path)) ?? below ?? rest ?? whole
  }
}

const bucketOf = (method: string, path: string) => `${method} ${path.split('/').length}`

function isBaseValue(name: string, value: string | undefined): boolean {
  return looksLikeBase.test(name) || (value !== undefined && (origin.test(value) || value.startsWith('/')))
}

function pathOf(text: string): string {
  const path = text
    .replace(origin, '')
    // A server without a scheme.
    .replace(/^[^/]{1,300}(?=\/)/, (head) => (head.includes('.') || head.includes(':') ? '' : head))
  const slashed = path.startsWith('/') ? path : `/${path}`
  // What a person may write into an address, as it is sent.
  return slashed.replaceAll(/[^!-~]+/g, (part) => encodeURIComponent(part.toWellFormed()))
}

/** The path without its first part, its first two, and so on. */
function tails(path: string): string[] {
  const parts = path.split('/')
  const most = Math.min(parts.length, mostParts)
  return Array.from({ length: Math.max(0, most - 2) }, (_, index) => `/${parts.slice(index + 2).join('/')}`)
}

/** Whether a path is one of a template: each `{…}` is at least one character. */
export function fits(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => {
      const text = given[index] ?? ''
      if (!part.includes('{')) return part === text
      const head = part.slice(0, part.indexOf('{'))
      const tail = part.slice(part.lastIndexOf('}') + 1)
      return text.length > head.length + tail.length && text.startsWith(head) && text.endsWith(tail)
    })
  )
}
