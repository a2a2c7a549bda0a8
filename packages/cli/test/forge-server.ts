import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Comment = { id: number; body: string }
export type Seen = { method: string; path: string; headers: IncomingMessage['headers']; body: Record<string, unknown> }

const perPage = 30

/**
 * A server that speaks as much of the APIs of GitHub and GitLab as is asked of them: statuses, and comments by pages with `Link`. `refuse`
 * makes it answer that instead.
 */
export async function startForge() {
  const comments: Comment[] = []
  const statuses: Seen[] = []
  const seen: Seen[] = []
  const state: { refuse?: { on: RegExp; status: number; text: string } } = {}
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString())
    const call = { method: request.method ?? '', path: url.pathname, headers: request.headers, body }
    seen.push(call)
    const answer = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
    if (state.refuse?.on.test(url.pathname)) return answer(state.refuse.status, { message: state.refuse.text })
    if (!request.headers.authorization && !request.headers['private-token'])
      return answer(401, { message: 'Bad credentials' })
    if (/\/statuses\//.test(url.pathname)) {
      statuses.push(call)
      return answer(201, {})
    }
    const one = /\/(?:comments|notes)\/(\d+)$/.exec(url.pathname)?.[1]
    if (one !== undefined) {
      const comment = comments.find(({ id }) => id === Number(one))
      if (!comment) return answer(404, { message: 'Not Found' })
      comment.body = String(body.body)
      return answer(200, comment)
    }
    if (request.method === 'POST') {
      comments.push({ id: comments.length + 1, body: String(body.body) })
      return answer(201, comments.at(-1))
    }
    const page = Number(url.searchParams.get('page') ?? 1)
    url.searchParams.set('page', String(page + 1))
    const more = comments.length > page * perPage
    return answer(
      200,
      comments.slice((page - 1) * perPage, page * perPage),
      more ? { link: `<${url.href}>; rel="next"` } : {},
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    comments,
    statuses,
    seen,
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset() {
      comments.length = 0
      statuses.length = 0
      seen.length = 0
      delete state.refuse
    },
    end() {
      server.closeAllConnections()
      server.close()
    },
  }
}
