import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type GitServer = {
  /** `http://127.0.0.1:port/shop.git` */
  readonly url: string
  readonly port: number
  /** Commits these files (and symbolic links) on `main`, and says the commit's id. */
  commit: (files: Record<string, string>, links?: Record<string, string>) => string
  git: (...args: string[]) => string
  /** What was asked, as method and path. */
  readonly asked: string[]
  stop: () => Promise<void>
}

/** A real Git server for tests: `git http-backend` behind node:http, on loopback, with one repository. */
export async function startGitServer(options: { filters?: boolean } = {}): Promise<GitServer> {
  const folder = mkdtempSync(join(tmpdir(), 'gh-git-'))
  const bare = join(folder, 'shop.git')
  const work = join(folder, 'work')
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Noor',
    GIT_AUTHOR_EMAIL: 'noor@example.com',
    GIT_COMMITTER_NAME: 'Noor',
    GIT_COMMITTER_EMAIL: 'noor@example.com',
  }
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: work, env, encoding: 'utf8', stdio: 'pipe' }).trim()
  mkdirSync(work)
  git('init', '-q', '-b', 'main')
  git('init', '-q', '--bare', '-b', 'main', bare)
  git('--git-dir', bare, 'config', 'uploadpack.allowFilter', String(options.filters ?? true))
  git('remote', 'add', 'origin', bare)
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    serve(request, response, folder, env.PATH)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/shop.git`,
    port,
    git,
    asked,
    commit(files, links = {}) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(work, path)), { recursive: true })
        writeFileSync(join(work, path), text)
      }
      for (const [path, target] of Object.entries(links)) symlinkSync(target, join(work, path))
      git('add', '-A')
      git('commit', '-q', '--allow-empty', '-m', 'Files')
      git('push', '-q', '--tags', 'origin', 'main')
      return git('rev-parse', 'HEAD')
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** CGI, as far as `git http-backend` speaks it. */
function serve(request: IncomingMessage, response: ServerResponse, root: string, path: string): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: path,
      HOME: root,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  })
  request.pipe(backend.stdin)
  backend.stdin.on('error', () => undefined)
  const chunks: Buffer[] = []
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  backend.on('close', () => {
    const answer = Buffer.concat(chunks)
    const split = answer.indexOf('\r\n\r\n')
    const headers = answer.toString('latin1', 0, Math.max(split, 0)).split('\r\n')
    const status = Number(/^Status: (\d+)/m.exec(headers.join('\n'))?.[1] ?? 200)
    for (const line of headers) {
      const [name = '', value = ''] = line.split(/:\s*/, 2)
      if (name !== '' && name !== 'Status') response.setHeader(name, value)
    }
    response.writeHead(status).end(answer.subarray(split + 4))
  })
}
