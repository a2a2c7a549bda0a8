import type { ParameterDescription } from '@gatehouse/contracts/api-description'
import { canonicalJson } from '@gatehouse/contracts/json'
import { code, type DiffRuleId, type Facts, operationCode } from './change-list.ts'
import type { OperationPair } from './diff-operations.ts'
import { type DiffContext, SchemaDiff } from './diff-schemas.ts'
import { parameterTouch } from './diff-touches.ts'
import { parameterKey, templateParameters } from './path-template.ts'

/** Parameters by identity; path parameters by their position in the template, since their names are not sent. */
function byIdentity(
  parameters: readonly ParameterDescription[],
  path: string,
): Map<string, { parameter: ParameterDescription; index: number }> {
  const names = templateParameters(path)
  return new Map(
    parameters.map((parameter, index) => {
      const position = parameter.in === 'path' ? names.indexOf(parameter.name) : -1
      return [position === -1 ? parameterKey(parameter) : `path ${position}`, { parameter, index }]
    }),
  )
}

function titleOf(parameter: ParameterDescription): string {
  return parameter.in === 'header'
    ? `header ${code(parameter.name)}`
    : `${parameter.in} parameter ${code(parameter.name)}`
}

export function diffParameters(ctx: DiffContext, pair: OperationPair): void {
  const { old, now } = pair
  const before = byIdentity(old.value.parameters, old.value.path)
  const after = byIdentity(now.value.parameters, now.value.path)
  for (const [key, { parameter, index }] of after) {
    const pointer = `${now.pointer}/parameters/${index}`
    const earlier = before.get(key)
    if (earlier === undefined)
      add(parameter.required ? 'parameter.added-required' : 'parameter.added-optional', parameter, pointer)
    else diffParameter(ctx, pair, earlier, { parameter, index })
  }
  for (const [key, { parameter, index }] of before) {
    if (!after.has(key)) add('parameter.removed', parameter, `${old.pointer}/parameters/${index}`)
  }

  function add(rule: DiffRuleId, parameter: ParameterDescription, pointer: string): void {
    ctx.list.add(
      rule,
      'request',
      { op: operationCode(pair.key), what: titleOf(parameter) },
      { pointer, operation: pair.key, touches: parameterTouch(rule, parameter) },
    )
  }
}

interface Indexed {
  parameter: ParameterDescription
  index: number
}

function diffParameter(ctx: DiffContext, pair: OperationPair, before: Indexed, after: Indexed): void {
  const [old, now] = [before.parameter, after.parameter]
  const pointer = `${pair.now.pointer}/parameters/${after.index}`
  const what = titleOf(now)
  const add = (rule: DiffRuleId, part: string, facts: Facts = {}) =>
    ctx.list.add(
      rule,
      'request',
      { op: operationCode(pair.key), what, ...facts },
      { pointer: `${pointer}${part}`, operation: pair.key, touches: parameterTouch(rule, old) },
    )
  if (now.required && !old.required) add('parameter.became-required', '/required')
  if (old.required && !now.required) add('parameter.became-optional', '/required')
  const style = ({ style, explode }: ParameterDescription) => code(explode ? `${style}, exploded` : style)
  if (style(old) !== style(now)) add('parameter.style-changed', '/style', { before: style(old), after: style(now) })
  const flags = [
    ['allowEmptyValue', 'parameter.empty-allowed', 'parameter.empty-refused'],
    ['allowReserved', 'parameter.reserved-allowed', 'parameter.reserved-refused'],
    ['deprecated', 'parameter.deprecated', 'parameter.undeprecated'],
  ] as const
  for (const [flag, on, off] of flags) {
    if ((old[flag] ?? false) !== (now[flag] ?? false)) add(now[flag] ? on : off, `/${flag}`)
  }
  if (old.description !== now.description || canonicalJson(old.examples) !== canonicalJson(now.examples))
    add('parameter.docs-changed', '/description')
  const places = {
    direction: 'request' as const,
    operation: pair.key,
    root: what,
    touchRoot: { kind: 'parameter' as const, parameter: old },
    docsChanged: pair.docsChanged,
  }
  const schemas = new SchemaDiff(ctx, { ...places, ...(now.in !== 'path' && { parameter: now.name }) })
  const located = (parameter: ParameterDescription, at: string) =>
    parameter.schema !== undefined && { schema: parameter.schema, pointer: at }
  const [was, is] = [
    located(old, `${pair.old.pointer}/parameters/${before.index}/schema`),
    located(now, `${pointer}/schema`),
  ]
  if (was && is) schemas.compare(was, is, [])
  else if (is && !old.content) add('parameter.schema-added', '/schema')
  else if (was && !now.content) add('parameter.schema-removed', '')
  const media = (parameter: ParameterDescription) => Object.keys(parameter.content ?? {})[0]
  const [oldMedia, newMedia] = [media(old), media(now)]
  if (oldMedia !== newMedia) {
    add('parameter.content-changed', '/content', {
      before: code(oldMedia ?? 'plain value'),
      after: code(newMedia ?? 'plain value'),
    })
    return
  }
  const [oldSchema, newSchema] = [old, now].map(({ content }) =>
    newMedia === undefined ? undefined : content?.[newMedia]?.schema,
  )
  if (newMedia === undefined || oldSchema === undefined || newSchema === undefined) return
  const at = (base: string) => `${base}/content/${newMedia.replaceAll('/', '~1')}/schema`
  schemas.compare(
    { schema: oldSchema, pointer: at(`${pair.old.pointer}/parameters/${before.index}`) },
    { schema: newSchema, pointer: at(pointer) },
    [],
  )
}
