import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Permission } from '@gatehouse/contracts/permissions'
import { createManagementKey } from '@gatehouse/services/service-accounts/create-management-key'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { createKeyResolver } from '@gatehouse/services/service-accounts/key-resolver'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation } from '@gatehouse/services/testing'
import { parseTrustedProxies } from '../src/client-address.ts'
import { mountKey } from '../src/mount-key.ts'
import { routes } from '../src/routes.ts'

export type Ran = { code: number; out: string; err: string }

/** An installation whose management API listens on a socket, with a team, a key, and a folder to run commands in. */
export async function serveInstallation(scopes: readonly Permission[]) {
  const app = await createTestInstallation()
  const keys = createKeyResolver({ db: app.db })
  const handler = mountKey({
    routes,
    ...app,
    log: () => undefined,
    trustedProxies: parseTrustedProxies(''),
    resolveKey: keys.resolve,
  })
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = await handler(
      new Request(`http://${request.headers.host}${request.url}`, {
        method: request.method ?? 'GET',
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      }),
      '127.0.0.1',
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const ctx = app.ctx()
  const team = await createTeam({ ctx, input: { name: 'Commerce' } })
  const account = await createServiceAccount({ ctx, input: { name: 'ci', teamId: team.id } })
  const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Admin' } })
  await app.db.prisma.roleAssignment.create({
    data: { id: 'ra_cli', roleId: role.id, serviceAccountId: account.id, scope: 'organization' },
  })
  const { key } = await createManagementKey({
    ctx,
    input: { serviceAccountId: account.id, name: 'ci', scopes: [...scopes] },
  })
  const folder = mkdtempSync(join(tmpdir(), 'gh-cli-'))
  const { port } = server.address() as AddressInfo
  return {
    app,
    team,
    /** Its socket closes, with every connection, until it opens again at the same place. */
    async away() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
    back: () => new Promise<void>((done) => server.listen(port, '127.0.0.1', done)),
    folder,
    env: {
      GATEHOUSE_URL: `http://127.0.0.1:${port}`,
      GATEHOUSE_KEY: key,
      XDG_CONFIG_HOME: join(folder, '.config'),
    } as Record<string, string>,
    async end() {
      server.closeAllConnections()
      server.close()
      await keys.close()
      await app.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A program in a process of its own. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; input?: string },
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: options.cwd, env: options.env })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.stdin.end(options.input ?? '')
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }))
  })
}
