import type { ParameterDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { enforced } from '../import-context.ts'
import { isObject } from '../source-tree.ts'
import { type Item, itemBlocks } from './blueprint-blocks.ts'
import { parseMson } from './mson-expression.ts'
import type { MsonTranslator } from './mson-schema.ts'
import type { TemplateVariable, UriTemplate } from './uri-template.ts'

/** One member of a `Parameters` section. */
export interface DeclaredParameter {
  name: string
  required: boolean | undefined
  description: string
  schema: JsonObject
  examples: NonNullable<ParameterDescription['examples']>
  item: Item
  path: readonly string[]
}

/** The members of a `Parameters` section, by name. Those that no URI template names are dropped by `bindParameters`. */
export function readParameterSection(
  types: MsonTranslator,
  section: Item,
  path: readonly string[],
): Map<string, DeclaredParameter> {
  const found = new Map<string, DeclaredParameter>()
  const inside = [...path, 'Parameters']
  types.ledger.use([section.line], inside, enforced, 'Parameters')
  for (const block of itemBlocks(section)) {
    if (block.kind === 'text') {
      types.ledger.show(block.lines, inside, 'Description of parameters')
      continue
    }
    const expression = parseMson(block.text)
    const name = decoded(expression.name)
    const at = [...inside, name]
    types.ledger.use([block.line], at, enforced, 'Parameter')
    // `Members` make an enumeration of it, whatever its type is called.
    const listed = itemBlocks(block).some((inner) => inner.kind === 'item' && /^(Members|Values)$/i.test(inner.text))
    const type = expression.type ?? { name: 'string', of: [] }
    const whole =
      listed && type.name !== 'enum' ? { ...expression, type: { name: 'enum', of: [type] } } : { ...expression, type }
    const { description, examples, ...schema } = types.schema(whole, itemBlocks(block), enforced, at, block.line)
    const isRequired = expression.attributes.has('required')
    found.set(name, {
      name,
      required: isRequired ? true : expression.attributes.has('optional') ? false : undefined,
      description: typeof description === 'string' ? description : '',
      schema,
      examples: Array.isArray(examples) ? examples.map((value) => ({ value })) : [],
      item: block,
      path: at,
    })
  }
  return found
}

/** The parameters of a URI template, with what is declared of them. */
export function bindParameters(
  types: MsonTranslator,
  template: UriTemplate,
  declared: ReadonlyMap<string, DeclaredParameter>,
): ParameterDescription[] {
  const bound = template.variables.map((variable) => parameterOf(variable, declared.get(variable.name)))
  for (const name of template.unsent) {
    const parameter = declared.get(name)
    if (parameter) dropParameter(types, parameter, 'stands after `#` in the URI template, which is never sent')
  }
  const fixed = template.fixed.map(
    ([name, value]): ParameterDescription => ({
      in: 'query',
      name,
      required: true,
      style: 'form',
      explode: false,
      schema: { const: value },
    }),
  )
  return [...new Map([...bound, ...fixed].map((one) => [`${one.in} ${one.name}`, one])).values()]
}

export function dropParameter(types: MsonTranslator, parameter: DeclaredParameter, reason: string): void {
  const part = types.ledger.use([parameter.item.line], parameter.path, enforced, 'Parameter')
  if (part) part.claim = { fate: 'dropped', construct: `Parameter \`${parameter.name}\``, reason, deep: true }
}

function parameterOf(variable: TemplateVariable, declared: DeclaredParameter | undefined): ParameterDescription {
  const base = declared?.schema ?? { type: 'string' }
  const schema = variable.maxLength === undefined || !isObject(base) ? base : { ...base, maxLength: variable.maxLength }
  const description = declared?.description ?? ''
  return {
    in: variable.in,
    name: variable.name,
    // Declared ones are required unless they say otherwise; a path is no path without its parts.
    required:
      variable.in === 'path' ||
      (declared !== undefined && (declared.required ?? declared.schema.default === undefined)),
    ...(description !== '' && { description }),
    style: variable.style,
    explode: variable.explode,
    ...(variable.reserved && { allowReserved: true }),
    schema,
    ...(declared && declared.examples.length > 0 && { examples: declared.examples }),
  }
}

/** Names stand percent-encoded in templates and may do so in their declarations. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
