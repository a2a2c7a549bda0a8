import type { JsonSchema, OperationDescription, ParameterDescription } from '@gatehouse/contracts/api-description'
import { type ChangeList, pointerToken, same } from './change-list.ts'
import { describeSchema } from './describe-schema.ts'

type Schemas = { before: Record<string, JsonSchema>; after: Record<string, JsonSchema> }

const places = { path: 'Path', query: 'Query', header: 'Header', cookie: 'Cookie' } as const

/** Says what changed in one operation's contract. */
export function describeOperation(
  list: ChangeList,
  before: OperationDescription,
  after: OperationDescription,
  schemas: Schemas,
): void {
  describeParameters(list, before, after, schemas)
  describeBody(list, before, after, schemas)
  describeResponses(list, before, after, schemas)
  if (!same(before.security, after.security)) {
    list.add({
      severity: 'risky',
      group: 'access',
      sentence: 'The contract asks for other credentials or scopes.',
      at: '/security',
      before: before.security,
      after: after.security,
    })
  }
  if (before.deprecated !== after.deprecated) {
    list.add({
      severity: after.deprecated ? 'risky' : 'safe',
      group: 'docs',
      sentence: after.deprecated ? 'It is marked deprecated.' : 'It is no longer marked deprecated.',
      at: '/deprecated',
      before: before.deprecated,
      after: after.deprecated,
    })
  }
  const docs = (operation: OperationDescription) => ({
    summary: operation.summary,
    description: operation.description,
    operationId: operation.operationId,
    tags: operation.tags,
    externalDocs: operation.externalDocs,
    parameters: operation.parameters.map(({ in: where, name, description, examples }) => ({
      where,
      name,
      description,
      examples,
    })),
    body: operation.requestBody?.description,
  })
  if (!same(docs(before), docs(after))) {
    list.add({
      severity: 'safe',
      group: 'docs',
      sentence: 'Its texts or tags read differently.',
      at: '',
      before: docs(before),
      after: docs(after),
    })
  }
}

function parameterKey(parameter: ParameterDescription): string {
  return `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`
}

function describeParameters(
  list: ChangeList,
  before: OperationDescription,
  after: OperationDescription,
  schemas: Schemas,
): void {
  const left = new Map(before.parameters.map((parameter) => [parameterKey(parameter), parameter]))
  const right = new Map(after.parameters.map((parameter, index) => [parameterKey(parameter), { parameter, index }]))
  for (const [key, old] of left) {
    if (right.has(key)) continue
    list.add({
      severity: 'risky',
      group: 'contract',
      sentence: `${places[old.in]} parameter \`${old.name}\` is no longer described; it is passed on unjudged.`,
      at: '/parameters',
      before: old,
    })
  }
  for (const [key, { parameter, index }] of right) {
    const old = left.get(key)
    const subject = `${places[parameter.in]} parameter \`${parameter.name}\``
    const at = `/parameters/${index}`
    if (!old) {
      list.add({
        severity: parameter.required ? 'breaking' : 'safe',
        group: 'contract',
        sentence: parameter.required ? `${subject} is new and required.` : `${subject} is new.`,
        at,
        after: parameter,
      })
      continue
    }
    if (old.required !== parameter.required) {
      list.add({
        severity: parameter.required ? 'breaking' : 'safe',
        group: 'contract',
        sentence: `${subject} is ${parameter.required ? 'required now' : 'optional now'}.`,
        at: `${at}/required`,
        before: old.required,
        after: parameter.required,
      })
    }
    const writing = ({ style, explode, allowReserved, allowEmptyValue }: ParameterDescription) => ({
      style,
      explode,
      allowReserved,
      allowEmptyValue,
    })
    if (!same(writing(old), writing(parameter))) {
      list.add({
        severity: 'breaking',
        group: 'contract',
        sentence: `${subject} is written differently in the request.`,
        at,
        before: writing(old),
        after: writing(parameter),
      })
    }
    describeSchema(
      list,
      { direction: 'request', subject, ...schemas },
      schemaOf(old),
      schemaOf(parameter),
      `${at}/schema`,
    )
  }
}

function schemaOf(parameter: ParameterDescription): JsonSchema | undefined {
  return parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema
}

function describeBody(
  list: ChangeList,
  before: OperationDescription,
  after: OperationDescription,
  schemas: Schemas,
): void {
  const old = before.requestBody
  const now = after.requestBody
  if (!old && now) {
    list.add({
      severity: now.required ? 'breaking' : 'safe',
      group: 'contract',
      sentence: now.required ? 'A request body is required now.' : 'It takes a request body now.',
      at: '/requestBody',
      after: now,
    })
  } else if (old && !now) {
    list.add({
      severity: 'breaking',
      group: 'contract',
      sentence: 'It no longer takes a request body.',
      at: '/requestBody',
      before: old,
    })
  }
  if (!old || !now) return
  if (old.required !== now.required) {
    list.add({
      severity: now.required ? 'breaking' : 'safe',
      group: 'contract',
      sentence: now.required ? 'The request body is required now.' : 'The request body is optional now.',
      at: '/requestBody/required',
      before: old.required,
      after: now.required,
    })
  }
  for (const type of new Set([...Object.keys(old.content), ...Object.keys(now.content)])) {
    const at = `/requestBody/content/${pointerToken(type)}`
    if (!(type in now.content))
      list.add({
        severity: 'breaking',
        group: 'contract',
        sentence: `Bodies of type \`${type}\` are no longer accepted.`,
        at,
        before: type,
      })
    else if (!(type in old.content))
      list.add({
        severity: 'safe',
        group: 'contract',
        sentence: `Bodies of type \`${type}\` are accepted, too.`,
        at,
        after: type,
      })
    else
      describeSchema(
        list,
        { direction: 'request', subject: 'The body', ...schemas },
        old.content[type]?.schema,
        now.content[type]?.schema,
        `${at}/schema`,
      )
  }
}

function describeResponses(
  list: ChangeList,
  before: OperationDescription,
  after: OperationDescription,
  schemas: Schemas,
): void {
  for (const status of new Set([...Object.keys(before.responses), ...Object.keys(after.responses)])) {
    const old = before.responses[status]
    const now = after.responses[status]
    const at = `/responses/${pointerToken(status)}`
    if (!old || !now) {
      const success = /^2/.test(status)
      list.add({
        severity: now ? 'safe' : success ? 'risky' : 'safe',
        group: 'contract',
        sentence: now
          ? `The answer ${status} is described now.`
          : `The answer ${status} is no longer described${success ? '; callers may read it' : ''}.`,
        at,
        before: old,
        after: now,
      })
      continue
    }
    if (old.description !== now.description) {
      list.add({
        severity: 'safe',
        group: 'docs',
        sentence: `The text of the answer ${status} reads differently.`,
        at: `${at}/description`,
        before: old.description,
        after: now.description,
      })
    }
    if (!same(old.headers, now.headers)) {
      list.add({
        severity: 'risky',
        group: 'contract',
        sentence: `The answer ${status} describes other headers.`,
        at: `${at}/headers`,
        before: old.headers,
        after: now.headers,
      })
    }
    const left = old.content ?? {}
    const right = now.content ?? {}
    for (const type of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const where = `${at}/content/${pointerToken(type)}`
      if (!(type in right))
        list.add({
          severity: 'breaking',
          group: 'contract',
          sentence: `The answer ${status} no longer comes as \`${type}\`; callers may read it.`,
          at: where,
          before: type,
        })
      else if (!(type in left))
        list.add({
          severity: 'safe',
          group: 'contract',
          sentence: `The answer ${status} also comes as \`${type}\`.`,
          at: where,
          after: type,
        })
      else
        describeSchema(
          list,
          { direction: 'response', subject: `The answer ${status}`, ...schemas },
          left[type]?.schema,
          right[type]?.schema,
          `${where}/schema`,
        )
    }
  }
}
