import { type ApiDescription, type OperationDescription, operationKey } from '@gatehouse/contracts/api-description'
import { pointerToken } from '../source-tree.ts'
import { below, emptyLists, type MediaType, type Place, type ResponseDescription, type TargetLists } from './targets.ts'
import { SchemaWalk } from './walk-schemas.ts'

/** Lists every place of a description that a rule can look at, in the description's order. */
export function walkDescription(description: ApiDescription): TargetLists {
  const lists = emptyLists()
  const root: Place = { pointer: '', place: '' }
  const schemas = new SchemaWalk(description.schemas, lists)
  const text = (at: Place, value: string | undefined) => {
    if (value !== undefined && value !== '') lists.text.push({ ...at, text: value })
  }
  lists.info.push({ ...root, node: description })
  text(below(root, 'summary'), description.summary)
  text(below(root, 'description'), description.description)
  for (const [index, node] of description.servers.entries()) {
    const at = below(below(root, 'servers'), String(index), pointerToken(node.url))
    lists.server.push({ ...at, node })
    text(below(at, 'description'), node.description)
  }
  for (const [index, node] of description.tags.entries()) {
    const at = below(below(root, 'tags'), String(index), pointerToken(node.name))
    lists.tag.push({ ...at, node })
    text(below(at, 'description'), node.description)
  }
  for (const [name, node] of Object.entries(description.securitySchemes)) {
    const at = below(below(root, 'securitySchemes'), pointerToken(name))
    lists.securityScheme.push({ ...at, name, node })
    text(below(at, 'description'), node.description)
  }
  const paths = new Map<string, OperationDescription[]>()
  for (const [index, node] of description.operations.entries()) {
    const key = operationKey(node)
    const at: Place = {
      ...below(below(root, 'operations'), String(index), pointerToken(key)),
      operation: key,
    }
    const same = paths.get(node.path)
    if (same) same.push(node)
    else {
      const operations = [node]
      paths.set(node.path, operations)
      lists.path.push({ ...below(at, 'path'), path: node.path, operations })
    }
    walkOperation(at, node)
  }
  schemas.shared(below(root, 'schemas'))
  return lists

  function walkOperation(at: Place, node: OperationDescription): void {
    lists.operation.push({ ...at, node })
    text(below(at, 'summary'), node.summary)
    text(below(at, 'description'), node.description)
    for (const [index, parameter] of node.parameters.entries()) {
      const name = pointerToken(`${parameter.in}:${parameter.name}`)
      const place = below(below(at, 'parameters'), String(index), name)
      lists.parameter.push({ ...place, node: parameter, owner: node })
      text(below(place, 'description'), parameter.description)
      if (parameter.schema !== undefined) {
        schemas.inline(below(place, 'schema'), parameter.schema, 'request')
        examples(place, parameter)
      }
      walkContent(place, parameter.content)
    }
    if (node.requestBody) {
      const place = below(at, 'requestBody')
      lists.requestBody.push({ ...place, node: node.requestBody, owner: node })
      text(below(place, 'description'), node.requestBody.description)
      walkContent(place, node.requestBody.content)
    }
    for (const [status, response] of Object.entries(node.responses))
      walkResponse(below(below(at, 'responses'), pointerToken(status)), status, response, node)
  }

  function walkResponse(at: Place, status: string, node: ResponseDescription, owner: OperationDescription): void {
    lists.response.push({ ...at, status, node, owner })
    text(below(at, 'description'), node.description)
    for (const [name, header] of Object.entries(node.headers ?? {})) {
      const place = below(below(at, 'headers'), pointerToken(name))
      lists.header.push({ ...place, name, node: header })
      text(below(place, 'description'), header.description)
      if (header.schema !== undefined) schemas.inline(below(place, 'schema'), header.schema, 'response')
    }
    walkContent(at, node.content, status)
  }

  function walkContent(at: Place, content: Record<string, MediaType> | undefined, response?: string): void {
    for (const [mediaType, node] of Object.entries(content ?? {})) {
      const place = below(below(at, 'content'), pointerToken(mediaType))
      lists.media.push({ ...place, mediaType, node, ...(response !== undefined && { response }) })
      if (node.schema === undefined) continue
      schemas.inline(below(place, 'schema'), node.schema, response === undefined ? 'request' : 'response')
      if (/[/+]json\b/i.test(mediaType)) examples(place, node)
    }
  }

  function examples(at: Place, node: Pick<MediaType, 'schema' | 'examples'>): void {
    for (const [index, example] of (node.examples ?? []).entries()) {
      if (node.schema === undefined) return
      const place = below(
        below(below(at, 'examples'), String(index), pointerToken(example.name ?? String(index))),
        'value',
      )
      lists.example.push({ ...place, value: example.value, schema: node.schema, kind: 'example' })
    }
  }
}
