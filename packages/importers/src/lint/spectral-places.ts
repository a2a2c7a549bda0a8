import type { HttpMethod } from '@gatehouse/contracts/api-description'
import { httpMethods } from '@gatehouse/contracts/api-description'
import { type LintField, type LintTarget, lintFields, type OwnLintRule } from '@gatehouse/contracts/lint'

export type SpectralPlace = Pick<OwnLintRule, 'given' | 'field' | 'where'>

type Known = readonly [path: RegExp, given: LintTarget, field?: LintField]

/** JSONPaths as rulesets write them, without the methods, and the place that they mean. `~` at the end: the key. */
const known: readonly Known[] = [
  [/^\$\.info$/, 'info'],
  [/^\$\.info\.(\w+)$/, 'info'],
  [/^\$\.servers\[\*\]$|^\$\.servers\.\*$/, 'server'],
  [/^\$\.servers\[\*\]\.url$/, 'server', 'url'],
  [/^\$\.tags\[\*\]$|^\$\.tags\.\*$/, 'tag'],
  [/^\$\.tags\[\*\]\.name$/, 'tag', 'name'],
  [/^\$\.paths(?:\[\*\]|\.\*)~$/, 'path', 'path'],
  [/^\$\.paths(?:\[\*\]|\.\*){2}$/, 'operation'],
  [/^\$\.paths(?:\[\*\]|\.\*){2}\.(\w+)$/, 'operation'],
  [/^\$\.paths(?:\[\*\]|\.\*){2}\.tags\[\*\]$/, 'operation', 'tags'],
  [
    /^\$\.paths(?:\[\*\]|\.\*){2}\.parameters(?:\[\*\]|\.\*)$|^\$\.\.parameters(?:\[\*\]|\.\*)$|^\$\.paths\.\.parameters(?:\[\*\]|\.\*)$/,
    'parameter',
  ],
  [/^\$\.\.parameters\[\*\]\.(\w+)$/, 'parameter'],
  [/^\$\.paths(?:\[\*\]|\.\*){2}\.requestBody$/, 'requestBody'],
  [/^\$\.paths(?:\[\*\]|\.\*){2}\.responses$/, 'operation', 'responses'],
  [/^\$\.paths(?:\[\*\]|\.\*){2}\.responses(?:\[\*\]|\.\*)$|^\$\.\.responses(?:\[\*\]|\.\*)$/, 'response'],
  [/^\$\.(?:paths(?:\[\*\]|\.\*){2}|\.)\.?responses(?:\[\*\]|\.\*)~$/, 'response', 'status'],
  [/^\$\.components\.schemas(?:\[\*\]|\.\*)$/, 'schema'],
  [/^\$\.components\.schemas(?:\[\*\]|\.\*)~$/, 'schema', 'name'],
  [/^\$\.\.properties(?:\[\*\]|\.\*)?$/, 'property'],
  [/^\$\.\.properties(?:\[\*\]|\.\*)~$|^\$\.\.properties\.\*~$/, 'property', 'name'],
]

/** The place of own rules that a `given` and its `field` mean; undefined when there is none. */
export function spectralPlace(given: string, field: string | undefined): SpectralPlace | undefined {
  const { path, methods, where } = withoutFilters(given.trim())
  for (const [pattern, target, fixed] of known) {
    const match = pattern.exec(path)
    if (!match) continue
    const key = field === '@key'
    const name = fixed ?? (key ? keyField(target) : (field ?? match[1]))
    const fields: readonly string[] = lintFields[target]
    if (name === undefined || !fields.includes(name)) return undefined
    const meant = { ...(methods && { methods }), ...where }
    return { given: target, field: name as LintField, ...(Object.keys(meant).length > 0 && { where: meant }) }
  }
  return undefined
}

function keyField(target: LintTarget): string | undefined {
  const keys: Partial<Record<LintTarget, string>> = {
    path: 'path',
    response: 'status',
    schema: 'name',
    property: 'name',
  }
  return keys[target]
}

/** `[get,post]` and `[?(@.in=='query')]` become conditions; the rest of the path is what is looked up. */
function withoutFilters(given: string): {
  path: string
  methods?: HttpMethod[]
  where: Pick<NonNullable<OwnLintRule['where']>, 'in'>
} {
  let methods: HttpMethod[] | undefined
  let where: Pick<NonNullable<OwnLintRule['where']>, 'in'> = {}
  const path = given
    .replace(
      /\[\?\(@\.in\s*={2,3}\s*['"](path|query|header|cookie)['"]\)\]/g,
      (_, place: 'path' | 'query' | 'header' | 'cookie') => {
        where = { in: [place] }
        return '[*]'
      },
    )
    .replace(
      /(\$\.paths(?:\[\*\]|\.\*))(?:\[([a-z', "|]+)\]|\.(get|put|post|delete|patch|head|options)\b)/g,
      (whole, before: string, list?: string, one?: string) => {
        const named = (list ?? one ?? '').split(/[^a-z]+/).filter((word) => word !== '')
        const found = httpMethods.filter((method) => named.includes(method.toLowerCase()))
        if (found.length === 0 || found.length < named.length) return whole
        methods = found.length < 7 ? found : undefined
        return `${before}[*]`
      },
    )
  return { path, ...(methods && { methods }), where }
}
