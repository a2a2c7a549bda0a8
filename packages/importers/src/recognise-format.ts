import type { ImportIssue } from '@gatehouse/contracts/import-report'
import type { Json } from '@gatehouse/contracts/json'
import type { OpenApiVersion } from './import-context.ts'
import type { ImportFamily } from './importers.ts'
import { isObject, member } from './source-tree.ts'

const wanted = 'Gatehouse imports OpenAPI 2.0 to 3.2, API Blueprint, and RAML 0.8 and 1.0'

/**
 * The family of a text by its first lines; `openapi` is also what is none of the others, whose importer says what it is instead.
 */
export function recogniseFamily(text: string, fileName?: string): ImportFamily {
  const start = text
    .slice(0, 20_000)
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (/^#%RAML\s/.test(start)) return 'raml'
  if (/^["']?(openapi|swagger)["']?\s*:/m.test(start) || start.startsWith('{')) return 'openapi'
  if (/^FORMAT:\s*1A/i.test(start) || /\.apib$/i.test(fileName ?? '')) return 'api-blueprint'
  // A blueprint without its first line: headings with a method or a path in brackets.
  if (
    /^#+\s+(Group\s+\S|.*\[(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)?\s*\/[^\]]*\]|(GET|POST|PUT|PATCH|DELETE)\s+\/)/m.test(
      start,
    )
  )
    return 'api-blueprint'
  return 'openapi'
}

/** True when a text is a whole description of an API, rather than a part that others refer to. */
export function isWholeDescription(text: string): boolean {
  const start = text.replace(/^\uFEFF/, '').trimStart()
  if (/^#%RAML\s+(0\.8|1\.0)\s*(\r?\n|$)/.test(start) || /^FORMAT:\s*1A/i.test(start)) return true
  if (!start.startsWith('{')) return /^["']?(openapi|swagger)["']?\s*:/m.test(start)
  try {
    const value: unknown = JSON.parse(start)
    return isObject(value) && (Object.hasOwn(value, 'openapi') || Object.hasOwn(value, 'swagger'))
  } catch {
    return /^\{\s*["']?(openapi|swagger)["']?\s*:/.test(start)
  }
}

/** Files that are something else by their first bytes, before any parser sees them. */
export function recogniseText(text: string): ImportIssue | undefined {
  const start = text.slice(0, 2_000).trimStart()
  const is = (what: string, fix: string): ImportIssue => ({
    rule: 'format.other',
    message: `This is ${what}. ${wanted}.`,
    line: 1,
    fix,
  })
  if (start === '')
    return {
      rule: 'format.empty',
      message: `The file is empty. ${wanted}.`,
      fix: 'Choose the file that holds the description of your API.',
    }
  if (/^(<!doctype html|<html|<head|<body)/i.test(start)) {
    return is(
      'a web page (HTML)',
      'A link to a file often shows a page around it: download the raw file and import that.',
    )
  }
  if (/^<\?xml|^<[a-z]/i.test(start)) {
    if (/<(\w+:)?definitions|wsdl/i.test(start))
      return is('a WSDL description of a SOAP service', 'Describe its operations in OpenAPI first.')
    return is('an XML document', 'Export your API as OpenAPI and import that.')
  }
  if (/^syntax\s*=\s*"proto/m.test(start))
    return is('a Protocol Buffers file (gRPC)', 'Describe its HTTP operations in OpenAPI first.')
  if (/^(type|schema|interface|enum|extend\s+type|directive)\s*@?\w*[^:]*\{/.test(start))
    return is('a GraphQL schema', 'Describe its HTTP operations in OpenAPI first.')
  return undefined
}

/** The version of a parsed document, or what it is instead. `versionText`: its key `openapi`, else `swagger`, as a text. */
export function recogniseDocument(value: Json, versionText: string | undefined): OpenApiVersion | ImportIssue {
  const not = (what: string, fix: string, line?: number): ImportIssue => ({
    rule: 'format.other',
    message: `This is ${what}. ${wanted}.`,
    ...(line && { line }),
    fix,
  })
  if (!isObject(value))
    return not(
      Array.isArray(value) ? 'a list, not a description of an API' : 'plain text, not a description of an API',
      'Choose the file that begins with `openapi: 3…`.',
    )
  const own = (key: string) => member(value, key)
  if (own('openapi') !== undefined) {
    const known = /^3\.[012](?=\.|$|-)/.exec(versionText ?? '')?.[0]
    if (known === '3.0' || known === '3.1' || known === '3.2') return known
    return not(
      `OpenAPI of an unknown version, \`openapi: ${String(versionText ?? JSON.stringify(own('openapi'))).slice(0, 40)}\``,
      'Write the version as a text, such as `openapi: 3.1.1`.',
    )
  }
  if (own('swagger') !== undefined || own('swaggerVersion') !== undefined) {
    if (own('swagger') !== undefined && /^2(\.0)?$/.test(versionText ?? '')) return '2.0'
    const version = String(own('swagger') ?? own('swaggerVersion')).slice(0, 10)
    return not(`Swagger ${version}`, 'Convert it to OpenAPI 2.0 or 3 first.')
  }
  const info = own('info')
  if (
    isObject(info) &&
    (member(info, '_postman_id') !== undefined || /getpostman\.com/.test(String(member(info, 'schema') ?? '')))
  ) {
    return not('a Postman collection', 'Export the API from Postman as OpenAPI 3 and import that.')
  }
  if (own('asyncapi') !== undefined)
    return not('AsyncAPI, which describes messages', 'Describe its HTTP operations in OpenAPI.')
  if (
    own('log') !== undefined &&
    isObject(own('log')) &&
    member(value.log as { [key: string]: Json }, 'entries') !== undefined
  )
    return not('a HAR recording of requests', 'Describe the operations in OpenAPI.')
  if (own('_type') === 'export' && own('resources') !== undefined)
    return not('an Insomnia export', 'Export the API from Insomnia as OpenAPI 3.')
  if (own('$schema') !== undefined && own('paths') === undefined)
    return not('a JSON Schema without operations', 'Put it under `components.schemas` of an OpenAPI description.')
  if (own('kind') !== undefined && own('apiVersion') !== undefined)
    return not('a Kubernetes resource', 'Choose the file that begins with `openapi: 3…`.')
  if (
    own('__schema') !== undefined ||
    (isObject(own('data')) && member(value.data as { [key: string]: Json }, '__schema') !== undefined)
  )
    return not('a GraphQL introspection result', 'Describe its HTTP operations in OpenAPI first.')
  return {
    rule: 'openapi.version',
    message: `The document has neither a key \`openapi\` nor \`swagger\`, so it is no OpenAPI description. ${wanted}.`,
    fix: 'If it is one, add its version as the first line, for example `openapi: 3.1.1`.',
  }
}
