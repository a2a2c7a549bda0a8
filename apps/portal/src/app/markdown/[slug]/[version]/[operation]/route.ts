import { findOperation, loadVersion } from '../../../../../features/reference/load-version.ts'
import { operationMarkdown } from '../../../../../features/reference/operation-markdown.ts'
import { type OperationParams, versionParams } from '../../../../../features/reference/version-params.ts'

/** The plain-text twin of an operation's page; reached as the page's address + `.md`. */
export async function GET(_request: Request, { params }: { params: OperationParams }): Promise<Response> {
  const view = await loadVersion(...(await versionParams(params)))
  const shown = view && findOperation(view, (await params).operation)
  const headers = { 'content-type': 'text/markdown; charset=utf-8', 'cache-control': 'private, no-store' }
  if (!view || !shown) return new Response('# Not found\n', { status: 404, headers })
  return new Response(operationMarkdown(view, shown), { headers })
}
