import { type SchemaRow, SchemaTree } from '@gatehouse/ui/schema-tree'
import { Markdown } from '../../components/markdown.tsx'
import { flatten, type Schema, type Schemas, typeWords } from './json-schema.ts'
import type { OperationDescription } from './load-version.ts'
import { preferredMedia } from './media-types.ts'
import { anchor, describe, type RowBudget, schemaRows } from './schema-rows.tsx'

type Place = OperationDescription['parameters'][number]['in']
const places: readonly { in: Place; title: string }[] = [
  { in: 'path', title: 'Path' },
  { in: 'query', title: 'Query' },
  { in: 'header', title: 'Headers' },
  { in: 'cookie', title: 'Cookies' },
]

/** What is sent: parameters by place, required first, then the body. */
export function RequestSection({
  operation,
  schemas,
  budget,
}: {
  operation: OperationDescription
  schemas: Schemas
  budget: RowBudget
}) {
  const groups = places.flatMap(({ in: place, title }) => {
    const here = operation.parameters.filter((parameter) => parameter.in === place)
    return here.length > 0 ? [{ place, title, parameters: here }] : []
  })
  return (
    <section aria-labelledby="request" className="mt-8">
      <h2 id="request" className="scroll-mt-20 text-lg">
        Request
      </h2>
      {groups.length === 0 && !operation.requestBody && (
        <p className="mt-2 text-muted">Nothing to send but the request itself.</p>
      )}
      {groups.map(({ place, title, parameters }) => (
        <div key={place} className="mt-4">
          <h3 className="mb-1.5 text-muted text-sm">{title}</h3>
          <SchemaTree label={`${title} parameters`} rows={parameterRows(parameters, schemas)} />
        </div>
      ))}
      {operation.requestBody && <BodyTree body={operation.requestBody} schemas={schemas} budget={budget} />}
    </section>
  )
}

function parameterRows(parameters: OperationDescription['parameters'], schemas: Schemas): SchemaRow[] {
  const ordered = [...parameters.filter(({ required }) => required), ...parameters.filter(({ required }) => !required)]
  return ordered.map((parameter) => {
    const given = (parameter.schema ?? preferredMedia(parameter.content)?.media.schema ?? true) as Schema
    const { schema } = flatten(given, schemas)
    const shown = describe(
      parameter.description ? { ...schema, description: parameter.description } : schema,
      parameter.examples?.[0]?.value,
    )
    return {
      id: `${parameter.in}-${anchor(parameter.name)}`,
      name: parameter.name,
      type: typeWords(given, schemas),
      required: parameter.required,
      deprecated: parameter.deprecated ?? false,
      ...shown,
    }
  })
}

function BodyTree({
  body,
  schemas,
  budget,
}: {
  body: NonNullable<OperationDescription['requestBody']>
  schemas: Schemas
  budget: RowBudget
}) {
  const chosen = preferredMedia(body.content)
  const others = Object.keys(body.content).filter((type) => type !== chosen?.type)
  return (
    <div className="mt-6">
      <h3 className="mb-1.5 flex flex-wrap items-baseline gap-x-2 text-muted text-sm">
        Body <code className="font-normal text-xs">{chosen?.type ?? 'any type'}</code>
        {body.required && <span className="font-medium text-warn-text text-xs">required</span>}
      </h3>
      {body.description && <Markdown inline>{body.description}</Markdown>}
      {chosen?.media.schema !== undefined && (
        <BodySchema
          schema={chosen.media.schema as Schema}
          prefix="body"
          direction="request"
          schemas={schemas}
          budget={budget}
        />
      )}
      {others.length > 0 && <p className="mt-2 text-muted text-sm">Also accepted: {others.join(', ')}.</p>}
    </div>
  )
}

type BodySchemaProps = {
  schema: Schema
  prefix: string
  direction: 'request' | 'response'
  schemas: Schemas
  budget: RowBudget
}

/** A body's schema as rows; a body that is no object is named by its type. */
export function BodySchema({ schema, prefix, direction, schemas, budget }: BodySchemaProps) {
  const flat = flatten(schema, schemas).schema
  const rows = schemaRows(schema, prefix, { schemas, direction, budget })
  const type = typeWords(schema, schemas)
  return (
    <>
      {(rows.length === 0 || !/^[A-Z]/.test(type)) && (
        <p className="mb-1.5 text-sm">
          <span className="text-muted">{type}</span>
        </p>
      )}
      {rows.length > 0 && <SchemaTree label={direction === 'request' ? 'Body' : 'Answer'} rows={rows} />}
      {direction === 'request' && rows.length > 0 && flat.additionalProperties === false && (
        <p className="mt-2 text-muted text-sm">Other properties are refused.</p>
      )}
      {budget.left <= 0 && (
        <p className="mt-2 text-muted text-sm">
          There are more properties than fit here; the page’s Markdown twin lists the schema whole.
        </p>
      )}
    </>
  )
}
