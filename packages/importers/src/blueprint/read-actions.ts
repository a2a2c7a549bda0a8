import {
  type ApiDescription,
  httpMethod,
  type OperationDescription,
  operationKey,
} from '@gatehouse/contracts/api-description'
import { enforced } from '../import-context.ts'
import { normalisedTemplate } from '../path-template.ts'
import { type Block, blockText, type Item, trimmed } from './blueprint-blocks.ts'
import { type Action, type Resource, splitBlocks } from './blueprint-containers.ts'
import type { BlueprintLedger } from './blueprint-ledger.ts'
import { describeTag, headerParameters, requestBodyOf, responsesOf } from './build-operation.ts'
import { bindParameters, type DeclaredParameter, dropParameter, readParameterSection } from './read-parameters.ts'
import { type Payload, type PayloadReader, readPayload, useOfPayload } from './read-payloads.ts'
import { parseUriTemplate } from './uri-template.ts'

interface ReadResource {
  parameters: Map<string, DeclaredParameter>
  words: string
}

/** Reads actions into operations, with what their resources declare. */
export class ActionReader {
  readonly operations: OperationDescription[] = []
  readonly tags: ApiDescription['tags'] = []
  readonly #payloads: PayloadReader
  readonly #ledger: BlueprintLedger
  readonly #resources = new Map<Resource, ReadResource>()
  readonly #bound = new Set<DeclaredParameter>()
  readonly #known = new Map<string, string>()

  constructor(payloads: PayloadReader) {
    this.#payloads = payloads
    this.#ledger = payloads.types.ledger
  }

  resource(resource: Resource): void {
    const path = pathOf(resource)
    this.#ledger.use(resource.section.lines, path, enforced, 'Resource')
    const { items, words } = splitBlocks(resource.blocks, 'resource')
    const parameters = this.#parameters(items, path)
    const description = describe(this.#ledger, words, path, 'Description of a resource')
    this.#resources.set(resource, { parameters, words: description })
    const tag = resource.group ?? resource.name
    if (tag === '') return
    const titled =
      resource.group === undefined
        ? description
        : description && `### ${resource.name || resource.template}\n\n${description}`
    describeTag(this.tags, tag, titled)
  }

  action(action: Action): void {
    const path = [...(action.resource ? pathOf(action.resource) : groupPath(action.group)), action.section.title]
    const fault = this.#fault(action)
    if (fault !== undefined) {
      const lines = [...action.section.lines, ...action.blocks.flatMap(linesOfBlock)]
      this.#ledger.drop(lines, path, `Action \`${action.section.title}\``, fault)
      return
    }
    this.#ledger.use(action.section.lines, path, enforced, 'Action')
    const { items, words } = splitBlocks(action.blocks, 'action')
    const description = describe(this.#ledger, words, path, 'Description of an action')
    const { requests, responses } = this.#transactions(items, path)
    const template = parseUriTemplate(templateOf(action))
    if (template === undefined) return
    const declared = new Map([
      ...(action.resource ? (this.#resources.get(action.resource)?.parameters ?? []) : []),
      ...this.#parameters(items, path),
      ...requests.flatMap((request) => [...request.parameters]),
    ])
    for (const name of [...template.variables.map((variable) => variable.name), ...template.unsent]) {
      const parameter = declared.get(name)
      if (parameter) this.#bound.add(parameter)
    }
    const body = requestBodyOf(requests)
    const tag = action.group ?? action.resource?.name ?? ''
    this.operations.push({
      method: httpMethod.parse(action.method),
      path: template.path,
      ...(action.name !== '' && { summary: action.name }),
      ...(description !== '' && { description }),
      tags: tag === '' ? [] : [tag],
      deprecated: false,
      parameters: [...bindParameters(this.#payloads.types, template, declared), ...headerParameters(requests)],
      ...(body && { requestBody: body }),
      responses: responsesOf(responses),
      security: [],
    })
    for (const parameter of declared.values()) this.#declared.add(parameter)
  }

  readonly #declared = new Set<DeclaredParameter>()

  /** Parameters that no URI template has a place for. */
  dropUnbound(): void {
    for (const { parameters } of this.#resources.values())
      for (const one of parameters.values()) this.#declared.add(one)
    for (const parameter of this.#declared)
      if (!this.#bound.has(parameter))
        dropParameter(this.#payloads.types, parameter, 'the URI template has no such variable')
  }

  /** Why no request can match an action; undefined when one can. */
  #fault(action: Action): string | undefined {
    if (!httpMethod.safeParse(action.method).success) return `\`${action.method}\` is no method that the gateway serves`
    const template = templateOf(action)
    if (template === '') return 'it belongs to no resource, and its heading names no URI template'
    const parsed = parseUriTemplate(template)
    if (parsed === undefined) return 'braces of its URI template do not come in pairs around a name'
    if (!parsed.path.startsWith('/')) return 'its URI template begins with no slash'
    const key = `${action.method} ${normalisedTemplate(parsed.path)}`
    const earlier = this.#known.get(key)
    if (earlier !== undefined) return `it takes the same requests as \`${earlier}\`; the first one counts`
    this.#known.set(key, operationKey({ method: action.method, path: parsed.path }))
    return undefined
  }

  #parameters(items: Item[], path: readonly string[]): Map<string, DeclaredParameter> {
    const sections = items.filter(({ text }) => /^Parameters?\b/i.test(text))
    return new Map(sections.flatMap((section) => [...readParameterSection(this.#payloads.types, section, path)]))
  }

  /** Requests and responses in order; attributes of the action describe the requests that have none of their own. */
  #transactions(items: Item[], path: readonly string[]): { requests: Payload[]; responses: Payload[] } {
    const requests: Payload[] = []
    const responses: Payload[] = []
    const shared = items.find(({ text }) => /^Attributes?\b/i.test(text))
    for (const item of items) {
      if (/^Request\b/i.test(item.text)) requests.push(readPayload(this.#payloads, item, 'request', path))
      else if (/^Response\b/i.test(item.text)) responses.push(readPayload(this.#payloads, item, 'response', path))
      else if (/^Relation\b/i.test(item.text))
        this.#ledger.drop([item.line, ...item.nested], path, 'Relation', 'link relations of actions are not shown')
      else if (/^Headers\b/i.test(item.text))
        this.#ledger.drop(
          [item.line, ...item.nested],
          path,
          'Headers of an action',
          'write them in its requests; API Blueprint gave this up',
        )
    }
    if (shared === undefined) return { requests, responses }
    const mediaType = requests.find((request) => request.schema === undefined)?.mediaType
    const schema = this.#payloads.types.attributes(shared, useOfPayload('request', mediaType), [...path, shared.text])
    for (const request of requests) request.schema ??= schema
    if (requests.length === 0)
      requests.push({
        label: '',
        mediaType: undefined,
        headers: [],
        body: undefined,
        schema,
        description: '',
        parameters: new Map(),
      })
    return { requests, responses }
  }
}

function templateOf(action: Action): string {
  return action.template ?? action.resource?.template ?? ''
}

export function groupPath(group: string | undefined): string[] {
  return group === undefined ? [] : [`Group ${group}`]
}

export function pathOf(resource: Resource): string[] {
  return [...groupPath(resource.group), resource.section.title]
}

/** Words of blocks, claimed as shown. */
export function describe(ledger: BlueprintLedger, blocks: Block[], path: readonly string[], construct: string): string {
  for (const block of blocks) ledger.show(linesOfBlock(block), path, construct)
  return blocks
    .map((block, index) => {
      const [first] = linesOfBlock(block)
      const before = blocks[index - 1]
      const last = before && trimmed(linesOfBlock(before)).at(-1)
      // Bullets without a blank line between them stay one tight list.
      const tight = first !== undefined && last !== undefined && first.number === last.number + 1
      return `${index === 0 ? '' : tight ? '\n' : '\n\n'}${blockText(block)}`
    })
    .join('')
}

export function linesOfBlock(block: Block) {
  return block.kind === 'text' ? block.lines : [block.line, ...block.nested]
}
