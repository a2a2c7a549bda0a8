import type { Json } from '@gatehouse/contracts/json'
import type { SavedRequest, SavedRequestsReport } from '@gatehouse/contracts/saved-requests'
import { RequestCollector } from './found-request.ts'
import { isHttpFile, readHttpFile } from './http-file.ts'
import type { PathRules } from './path-below.ts'
import { isPostman, readPostman } from './postman.ts'

/** Why a file holds no requests at all, in a sentence. */
export class UnreadableRequestsFile extends Error {}

/**
 * Reads a Postman collection or an `.http` file. Pure; nothing runs. Each request of the file is saved or stands in the report.
 * @throws UnreadableRequestsFile
 */
export function readRequestsFile(
  text: string,
  rules: PathRules,
): { requests: SavedRequest[]; report: SavedRequestsReport } {
  const source = text.replace(/^\uFEFF/, '')
  const collector = new RequestCollector(rules)
  const isJson = /^\s*[{[]/.test(source) && !/^\s*\{\{/.test(source)
  if (isJson) {
    const document = parseJson(source)
    if (!isPostman(document))
      throw new UnreadableRequestsFile('This is JSON, but no Postman collection: export it as “Collection v2.1”.')
    readPostman(document, collector)
  } else if (isHttpFile(source)) readHttpFile(source, collector)
  else
    throw new UnreadableRequestsFile(
      'This is neither a Postman collection (JSON) nor an .http file with lines like “GET {{baseUrl}}/orders”.',
    )
  return {
    requests: collector.requests,
    report: { format: isJson ? 'postman' : 'http', found: collector.found, leftOut: collector.leftOut },
  }
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new UnreadableRequestsFile('This JSON is broken, so no collection could be read.')
  }
}
