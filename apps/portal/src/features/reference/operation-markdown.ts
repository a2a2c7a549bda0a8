import { gatewayAnswers } from './gateway-answers.ts'
import { flatten, limitWords, type Schema, type Schemas, typeWords } from './json-schema.ts'
import { keyPlaceholder } from './key-placeholder.ts'
import type { PortalVersionView, ShownOperation } from './load-version.ts'
import { preferredMedia } from './media-types.ts'
import { sampleRequest } from './operation-sample.ts'
import { renderSample } from './render-sample.ts'

/** An operation's page as Markdown: the same facts, for machines and for people who read in a terminal. */
export function operationMarkdown(view: PortalVersionView, { operation, listed, title }: ShownOperation): string {
  const schemas = view.description.schemas as Schemas
  const keyLocation = view.keyLocations[0] ?? { in: 'header' as const, name: 'x-api-key' }
  const stage = view.stages[0]
  const lines = [
    `# ${title}`,
    '',
    `\`${operation.method} ${operation.path}\` · ${view.api.name} ${view.versionName}${operation.deprecated ? ' · deprecated' : ''}`,
    '',
    listed.anonymous ? 'Needs no key.' : `Needs an API key in the ${keyLocation.in} \`${keyLocation.name}\`.`,
    '',
    ...view.stages.map(({ name, baseUrl }) => `- ${name}: ${baseUrl}`),
    '',
  ]
  if (operation.description) lines.push(operation.description.trim(), '')
  if (operation.parameters.length > 0) {
    lines.push('## Parameters', '')
    for (const parameter of operation.parameters) {
      const schema = (parameter.schema ?? true) as Schema
      const facts = [typeWords(schema, schemas), ...limitWords(flatten(schema, schemas).schema)]
      if (parameter.required) facts.unshift('required')
      lines.push(
        `- \`${parameter.name}\` (${parameter.in}; ${facts.join('; ')}) ${oneLine(parameter.description)}`.trim(),
      )
    }
    lines.push('')
  }
  const body = preferredMedia(operation.requestBody?.content)
  if (body) {
    lines.push(`## Body`, '', `\`${body.type}\`${operation.requestBody?.required ? ', required' : ''}`, '')
    lines.push(...schemaBlock(body.media.schema as Schema | undefined, schemas))
  }
  lines.push('## Example', '', '```sh')
  lines.push(
    renderSample(
      sampleRequest(operation, {
        schemas,
        baseUrl: stage?.baseUrl ?? `https://api.example.com/${view.api.slug}`,
        key: listed.anonymous ? null : keyPlaceholder,
        keyLocation,
      }),
      'shell/curl',
    ),
  )
  lines.push('```', '', '## Responses', '')
  for (const [status, answer] of Object.entries(operation.responses)) {
    lines.push(`### ${status}`, '', oneLine(answer.description), '')
    const media = preferredMedia(answer.content)
    if (media) lines.push(...schemaBlock(media.media.schema as Schema | undefined, schemas))
  }
  lines.push('## Answers of the gateway', '')
  for (const { status, codes } of gatewayAnswers(operation, listed)) {
    for (const { code, why } of codes) lines.push(`- ${status} \`${code}\`: ${why}`)
  }
  return `${lines.join('\n')}\n`
}

/** The schema and each shared one that it names, as JSON Schema. */
function schemaBlock(schema: Schema | undefined, schemas: Schemas): string[] {
  if (schema === undefined) return []
  const text = JSON.stringify(withShared(schema, schemas), null, 2)
  const cut = text.length > 20_000 ? `${text.slice(0, 20_000)}\n…` : text
  return ['```json', cut, '```', '']
}

function withShared(schema: Schema, schemas: Schemas): Schema {
  const used: Record<string, Schema> = {}
  const visit = (text: string) => {
    for (const [, token = ''] of text.matchAll(/"#\/schemas\/([^"]+)"/g)) {
      const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
      const shared = schemas[name]
      if (used[name] !== undefined || shared === undefined || Object.keys(used).length > 60) continue
      used[name] = shared
      visit(JSON.stringify(shared))
    }
  }
  visit(JSON.stringify(schema))
  if (typeof schema === 'boolean' || Object.keys(used).length === 0) return schema
  return { ...schema, schemas: used } as Schema
}

const oneLine = (text: string | undefined) => (text ?? '').trim().replace(/\s*\n\s*/g, ' ')
