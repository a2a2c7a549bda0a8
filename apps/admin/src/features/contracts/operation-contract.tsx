'use client'
import type { OperationDescription } from '@gatehouse/contracts/api-description'
import { Card } from '@gatehouse/ui/card'
import { SchemaTree } from '@gatehouse/ui/schema-tree'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Tabs } from '@gatehouse/ui/tabs'
import { childRows, schemaRow, typeText } from './schema-rows.ts'

type Schemas = Readonly<Record<string, unknown>>
type Content = NonNullable<OperationDescription['requestBody']>['content']
const placeWords = { path: 'Path', query: 'Query', header: 'Headers', cookie: 'Cookies' } as const

/** Parameters, body and answers as the contract declares them. */
export function OperationContract({ operation, schemas }: { operation: OperationDescription; schemas: Schemas }) {
  const places = (['path', 'query', 'header', 'cookie'] as const).filter((place) =>
    operation.parameters.some((parameter) => parameter.in === place),
  )
  return (
    <>
      {places.map((place) => (
        <Card key={place} title={placeWords[place]}>
          <SchemaTree
            label={`${placeWords[place]} parameters`}
            rows={operation.parameters
              .filter((parameter) => parameter.in === place)
              .sort((a, b) => Number(b.required) - Number(a.required))
              .map((parameter) =>
                schemaRow(
                  parameter.name,
                  parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema,
                  schemas,
                  {
                    path: `${place}.${parameter.name}`,
                    required: parameter.required,
                    ...(parameter.description ? { description: parameter.description } : {}),
                    ...(parameter.deprecated ? { deprecated: true } : {}),
                  },
                ),
              )}
          />
        </Card>
      ))}
      {operation.requestBody && (
        <Card title="Body" description={operation.requestBody.required ? 'Required' : 'May be left out'}>
          {operation.requestBody.description && <p className="pb-3 text-sm">{operation.requestBody.description}</p>}
          <Bodies content={operation.requestBody.content} schemas={schemas} path="body" />
        </Card>
      )}
      {!operation.requestBody && places.length === 0 && (
        <p className="text-muted text-sm">It takes no parameters and no body.</p>
      )}
      <Card title="Answers">
        <ul className="flex flex-col gap-5">
          {Object.entries(operation.responses).map(([status, response]) => (
            <li key={status}>
              <p className="flex flex-wrap items-center gap-x-2 pb-2 text-sm">
                <StatusWord tone={status.startsWith('2') ? 'ok' : status.startsWith('3') ? 'info' : 'warn'}>
                  {status}
                </StatusWord>
                <span className="text-muted">{response.description}</span>
              </p>
              {response.content && <Bodies content={response.content} schemas={schemas} path={`answer.${status}`} />}
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}

function Bodies({ content, schemas, path }: { content: Content; schemas: Schemas; path: string }) {
  const types = Object.entries(content)
  if (types.length === 1 && types[0])
    return <Body type={types[0][0]} schema={types[0][1].schema} schemas={schemas} path={path} />
  return (
    <Tabs
      label="Media type"
      look="pills"
      tabs={types.map(([type, media]) => ({
        value: type,
        label: type,
        content: <Body type={type} schema={media.schema} schemas={schemas} path={`${path}.${type}`} />,
      }))}
    />
  )
}

type BodyProps = { type: string; schema: Content[string]['schema']; schemas: Schemas; path: string }

function Body({ type, schema, schemas, path }: BodyProps) {
  const rows = schema === undefined ? [] : childRows(schema, schemas, path, 0)
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted text-sm">
        <code>{type}</code>
        {schema === undefined ? ', no schema: anything passes' : ` · ${typeText(schema, schemas)}`}
      </p>
      {rows.length > 0 && <SchemaTree label={`Schema of ${type}`} rows={rows} />}
    </div>
  )
}
