/** An attribute as RFC 7643 §7 describes one. Names are canonical here; on the wire their case does not count. */
export type Attribute = {
  readonly name: string
  readonly type: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'reference' | 'binary' | 'complex'
  readonly multiValued: boolean
  readonly description: string
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  readonly returned: 'always' | 'never' | 'default' | 'request'
  readonly uniqueness: 'none' | 'server' | 'global'
  readonly subAttributes?: readonly Attribute[]
  readonly canonicalValues?: readonly string[]
  readonly referenceTypes?: readonly string[]
}

type Options = Partial<Omit<Attribute, 'name' | 'description'>>

/** An attribute with the defaults of RFC 7643 §2.2: one text, in any case, that may be read and written. */
export function attribute(name: string, description: string, options: Options = {}): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...options,
  }
}

/** A group of attributes. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  options: Options = {},
): Attribute {
  return attribute(name, description, { type: 'complex', subAttributes, ...options })
}

/** Several values of a kind, each with its type and at most one that is the primary one (RFC 7643 §2.4). */
export function plural(
  name: string,
  description: string,
  types: readonly string[] = [],
  value: Options = {},
): Attribute {
  return complex(
    name,
    description,
    [
      attribute('value', 'The value itself.', value),
      attribute('display', 'How it is shown.'),
      attribute('type', 'What it is for.', types.length > 0 ? { canonicalValues: types } : {}),
      attribute('primary', 'Whether it is the preferred one.', { type: 'boolean' }),
    ],
    { multiValued: true },
  )
}

/** The attribute of a name in whatever case. */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  const wanted = name.toLowerCase()
  return attributes.find((one) => one.name.toLowerCase() === wanted)
}
