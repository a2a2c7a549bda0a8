import type { ImportIssue } from '@gatehouse/contracts/import-report'
import type { Json } from '@gatehouse/contracts/json'
import { isObject, member } from './source-tree.ts'

const wanted = 'Gatehouse imports OpenAPI 3.0 and 3.1, as JSON or YAML'

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
  if (/^#%RAML\s+[\d.]+/.test(start))
    return is(
      `${/^#%(RAML\s+[\d.]+)/.exec(start)?.[1] ?? 'RAML'}`,
      'Convert it to OpenAPI 3 first, or wait for a later version of Gatehouse.',
    )
  if (/^FORMAT:\s*1A/i.test(start) || /^# Group\b/m.test(start.slice(0, 400)))
    return is(
      'an API Blueprint',
      'Convert it to OpenAPI 3 first, for example with `npx apib2swagger --open-api-3`, or wait for a later version of Gatehouse.',
    )
  if (/^syntax\s*=\s*"proto/m.test(start))
    return is('a Protocol Buffers file (gRPC)', 'Describe its HTTP operations in OpenAPI first.')
  if (/^(type|schema|interface|enum|extend\s+type|directive)\s*@?\w*[^:]*\{/.test(start))
    return is('a GraphQL schema', 'Describe its HTTP operations in OpenAPI first.')
  return undefined
}

/** Parsed documents that are no OpenAPI 3.0 or 3.1; undefined when it is. */
export function recogniseDocument(value: Json, versionText: string | undefined): ImportIssue | undefined {
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
    if (versionText !== undefined && /^3\.[01](\.|$|-)/.test(versionText)) return undefined
    if (versionText !== undefined && /^3\.2(\.|$)/.test(versionText))
      return not(
        'OpenAPI 3.2',
        'Set `openapi: 3.1.1` if it uses nothing that is new in 3.2, or wait for a later version of Gatehouse.',
      )
    return not(
      `OpenAPI of an unknown version, \`openapi: ${String(versionText ?? JSON.stringify(own('openapi'))).slice(0, 40)}\``,
      'Write the version as a text, such as `openapi: 3.1.1`.',
    )
  }
  if (own('swagger') !== undefined || own('swaggerVersion') !== undefined) {
    const version = String(own('swagger') ?? own('swaggerVersion')).slice(0, 10)
    return not(
      `Swagger ${version}`,
      'Convert it to OpenAPI 3, for example with `npx swagger2openapi swagger.yaml -o openapi.yaml`, or wait for a later version of Gatehouse.',
    )
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
    message: `The document has no key \`openapi\`, so it is no OpenAPI 3 description. ${wanted}.`,
    fix: 'If it is one, add `openapi: 3.1.1` as its first line.',
  }
}
