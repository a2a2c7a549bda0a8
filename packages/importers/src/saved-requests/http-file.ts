import { assertedStatus } from './asserted-status.ts'
import { type FoundRequest, nameOf, type RequestCollector } from './found-request.ts'
import { Variables } from './variables.ts'

const requestLine =
  /^(?:([A-Z]{3,10})[ \t]+)?((?=https?:|\/|\{\{)(?:\{\{[^{}]*\}\}|[^\s{]|\{(?!\{))+)(?:[ \t]+HTTP\/\d(?:\.\d)?)?[ \t]*$/
const baseOfAddress = /^(?:\{\{[^{}]*\}\}|https?:\/\/[^/]*)/
const variableLine = /^@([\w.-]{1,100})[ \t]*=(.*)$/
const nameLine = /^(?:#|\/\/)[ \t]*@name[ \t=]+(.+)$/

/** Whether a text has a line that is a request of an `.http` file. */
export function isHttpFile(text: string): boolean {
  return text.split(/\r?\n/).some((line) => requestLine.test(line.slice(0, 4_000).trim()))
}

/** A file of requests as editors run them (`.http`, `.rest`): requests between `###`, variables in `@name = value`. */
export function readHttpFile(text: string, collector: RequestCollector): void {
  const lines = text.split(/\r?\n/)
  const values = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = variableLine.exec(line.trim()) ?? []
    if (name !== undefined && value !== undefined && value.trim() !== '') values.set(name, value.trim())
  }
  const variables = new Variables(values)
  let block: string[] = []
  let title = ''
  const end = () => {
    const found = requestOf(block, title, variables, collector)
    if (found) collector.take(found)
    block = []
  }
  for (const line of lines) {
    if (!line.startsWith('###')) {
      block.push(line)
      continue
    }
    end()
    title = line.replace(/^#+/, '').trim()
  }
  end()
}

function requestOf(
  block: readonly string[],
  title: string,
  variables: Variables,
  collector: RequestCollector,
): FoundRequest | undefined {
  const { lines, scripts } = withoutScripts(block)
  const named = lines.map((line) => nameLine.exec(line.trim())?.[1]).find((one) => one !== undefined)
  const at = lines.findIndex((line) => !isAside(line))
  if (at === -1) return undefined
  const [, method = 'GET', first = ''] = requestLine.exec((lines[at] ?? '').slice(0, 4_000).trim()) ?? []
  const name =
    nameOf(named ?? '') ||
    nameOf(title) ||
    nameOf(`${method} ${(first.split('?')[0] ?? '').replace(baseOfAddress, '')}`)
  if (first === '') {
    collector.leave(`A part was not read, since no request begins it: ${nameOf(lines[at] ?? '').slice(0, 60)}`)
    return undefined
  }
  let url = first
  let next = at + 1
  // A query may go on in further lines.
  for (; /^[ \t]+[?&/]/.test(lines[next] ?? ''); next += 1)
    url += (lines[next] ?? '').trim().replace(/[ \t]+HTTP\/\d(?:\.\d)?$/, '')
  const headers: { name: string; value: string }[] = []
  for (; next < lines.length && (lines[next] ?? '').trim() !== ''; next += 1) {
    const line = lines[next] ?? ''
    const colon = line.indexOf(':')
    if (isAside(line)) continue
    if (colon > 0) headers.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() })
    else collector.leave(`“${name}” goes without a line that is no header.`)
  }
  const rest = lines.slice(next + 1)
  const body = rest
    .filter((line) => !/^(?:<>|>>!?)[ \t]/.test(line))
    .join('\n')
    .trim()
  const file = rest.some((line) => /^<@?[ \t]+\S/.test(line))
  const handler = rest.some((line) => /^>[ \t]+\S/.test(line))
  const status = scripts.map(assertedStatus).find((one) => one !== undefined)
  if (scripts.length > 0 || handler)
    collector.leave(
      status === undefined
        ? `“${name}” goes without its scripts: scripts do not run.`
        : `“${name}” goes without its scripts, of which only the expected status ${status} was taken.`,
    )
  const text = body
    .split('\n')
    .filter((line) => !/^>[ \t]+\S/.test(line))
    .join('\n')
    .trim()
  return {
    name,
    method,
    url,
    query: [],
    headers,
    ...(text === '' ? {} : { body: text }),
    variables,
    ...(status === undefined ? {} : { status }),
    ...(file ? { refused: 'its body is a file' } : {}),
  }
}

/** Comments, variables and blank lines before a request. */
function isAside(line: string): boolean {
  const text = line.trim()
  return text === '' || text.startsWith('#') || text.startsWith('//') || variableLine.test(text)
}

/** Scripts stand between `{%` and `%}`, before a request (`<`) or behind it (`>`). */
function withoutScripts(block: readonly string[]): { lines: string[]; scripts: string[] } {
  const lines: string[] = []
  const scripts: string[] = []
  let open: string[] | undefined
  for (const line of block) {
    if (open === undefined && !/^[<>][ \t]*\{%/.test(line)) {
      lines.push(line)
      continue
    }
    open = [...(open ?? []), line]
    if (!line.includes('%}')) continue
    scripts.push(open.join('\n'))
    open = undefined
  }
  if (open !== undefined) scripts.push(open.join('\n'))
  return { lines, scripts }
}
