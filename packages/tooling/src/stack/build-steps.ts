import { existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { inheritedEnvironment } from '../env.ts'
import { ExpectedFailure, Interrupted } from '../expected-failure.ts'
import { repositoryRoot } from '../repository.ts'
import { acquireLock } from './instance-lock.ts'
import { runScript } from './run-script.ts'
import { hashSources, readStamp, workspaceClosure, writeStamp } from './source-hash.ts'
import { lastLogLine } from './supervised-process.ts'

export interface BuildContext {
  readonly logs: string
  readonly log: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

export const nextApps = ['admin', 'portal'] as const
export type NextApp = (typeof nextApps)[number]

/** Generates the Prisma client when the schema or the generator changed. */
export async function ensurePrismaClient(context: BuildContext): Promise<void> {
  const stamp = join(repositoryRoot, 'packages/db/src/generated/.gatehouse-stamp')
  const script = join('packages', 'db', 'src', 'generate.ts')
  const inputs = [
    'prisma/schema',
    'prisma.config.ts',
    'prisma/prisma.config.ts',
    'packages/db/prisma.config.ts',
    script,
    'packages/db/package.json',
  ]
  await oncePerSource('prisma-client', stamp, hashSources(inputs), context, async (logFile) => {
    context.log('Generating the database client')
    const { code } = await runScript({
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', script],
      cwd: repositoryRoot,
      env: inheritedEnvironment(),
      logFile,
      signal: context.signal,
    })
    if (code !== 0)
      throw new ExpectedFailure(`The database client could not be generated (${lastLogLine(logFile)}): see ${logFile}.`)
  })
}

/** Builds a Next app when anything that goes into it changed since its last build. */
export async function ensureNextBuild(app: NextApp, context: BuildContext): Promise<void> {
  const folder = join('apps', app)
  const stamp = join(repositoryRoot, folder, '.next', 'gatehouse-stamp')
  const inputs = [
    ...workspaceClosure(folder),
    'prisma/schema',
    'packages/tooling/tsconfig.base.json',
    'packages/tooling/tsconfig.react.json',
    'pnpm-lock.yaml',
  ]
  await oncePerSource(`build-${app}`, stamp, hashSources(inputs), context, async (logFile) => {
    context.log(app === 'admin' ? 'Building the console' : 'Building the developer portal')
    rmSync(stamp, { force: true })
    const { code } = await runScript({
      command: process.execPath,
      args: [nextProgram(app), 'build'],
      cwd: join(repositoryRoot, folder),
      env: buildEnvironment(),
      logFile,
      signal: context.signal,
    })
    if (code !== 0)
      throw new ExpectedFailure(`The build of apps/${app} failed (${lastLogLine(logFile)}): see ${logFile}.`)
  })
}

/** Path of Next's own program as the app resolves it. */
export function nextProgram(app: NextApp): string {
  return createRequire(join(repositoryRoot, 'apps', app, 'package.json')).resolve('next/dist/bin/next')
}

/**
 * A build must not depend on where it will run: it sees addresses that lead nowhere, so that whatever would be fixed
 * at build time shows at once.
 */
function buildEnvironment(): NodeJS.ProcessEnv {
  return {
    ...inheritedEnvironment(),
    NODE_ENV: 'production',
    ADMIN_URL: 'http://admin.invalid',
    PORTAL_URL: 'http://portal.invalid',
    CONTROL_URL: 'http://control.invalid',
    NEXTAUTH_URL: 'http://nextauth.invalid',
    NEXTAUTH_SECRET: 'build-time-only-secret-build-time-only',
    SESSION_SECRET: 'build-time-only-secret-build-time-only',
    GATEHOUSE_SECRET_KEY: Buffer.alloc(32).toString('base64'),
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'build@gatehouse.invalid',
  }
}

/** Two commands may want the same build at the same time: the second waits and finds it done. */
async function oncePerSource(
  name: string,
  stamp: string,
  hash: string,
  context: BuildContext,
  build: (logFile: string) => Promise<void>,
): Promise<void> {
  if (readStamp(stamp) === hash) return
  const lockFile = join(repositoryRoot, 'node_modules', '.cache', `gatehouse-${name}.lock`)
  for (;;) {
    const lock = acquireLock(lockFile)
    if ('heldBy' in lock) {
      if (context.signal?.aborted) throw new Interrupted()
      await delay(200)
      continue
    }
    try {
      if (readStamp(stamp) === hash) return
      const logFile = join(context.logs, `${name}.log`)
      if (existsSync(logFile)) rmSync(logFile)
      await build(logFile)
      writeStamp(stamp, hash)
      return
    } finally {
      lock.release()
    }
  }
}
