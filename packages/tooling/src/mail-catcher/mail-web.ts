import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { listPage, mailPage, missingPage } from './mail-pages.ts'
import type { Mailbox } from './mailbox.ts'

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** The page of caught mails, and the same as JSON for tests: `GET /api/mails?to=…`, `DELETE /api/mails`. */
export function createMailWeb(mailbox: Mailbox): Server {
  return createServer((request, response) => {
    // A page of another origin must not read mails (sign-in links) through a name that it points to this machine.
    const allowed = isLoopbackHost(request.headers.host)
    send(response, allowed ? answerTo(mailbox, request) : plain(403, 'This page is for this machine only.'))
  })
}

function answerTo(mailbox: Mailbox, request: IncomingMessage): Answer {
  const url = new URL(request.url ?? '/', 'http://mails')
  const route = `${request.method} ${url.pathname}`
  if (route === 'GET /healthz') return plain(200, 'ok')
  if (route === 'GET /') return html(200, listPage(mailbox.list()))
  if (route === 'GET /api/mails') {
    const mails = mailbox.list({ to: url.searchParams.get('to') ?? undefined })
    return { status: 200, type: 'application/json', body: JSON.stringify({ mails }) }
  }
  if (route === 'DELETE /api/mails') {
    mailbox.clear()
    return plain(200, 'empty')
  }
  const [, id] = /^GET \/mails\/([\w-]+)$/.exec(route) ?? []
  const mail = id === undefined ? undefined : mailbox.find(id)
  return mail ? html(200, mailPage(mail)) : html(404, missingPage())
}

function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '')
}

const html = (status: number, body: string): Answer => ({ status, type: 'text/html', body })
const plain = (status: number, body: string): Answer => ({ status, type: 'text/plain', body })

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response
    .writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      // Mails may show pictures; they run nothing, here or in their frame.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; frame-ancestors 'none'",
    })
    .end(body)
}
