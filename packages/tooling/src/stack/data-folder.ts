import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ExpectedFailure, fileFailure } from '../expected-failure.ts'

export interface DataFolder {
  readonly path: string
  readonly lockFile: string
  readonly logs: string
  readonly cache: string
  readonly postgres: string
  gateway(name: string): string
}

export interface Secrets {
  /** Envelope key: 32 bytes, base64. */
  readonly secretKey: string
  readonly sessionSecret: string
}

export function dataFolder(path: string): DataFolder {
  return {
    path,
    lockFile: join(path, 'lock.json'),
    logs: join(path, 'logs'),
    cache: join(path, 'cache'),
    postgres: join(path, 'postgres'),
    gateway: (name) => join(path, 'gateways', name),
  }
}

/**
 * Makes the folders and proves that they can be written. The folder itself stays readable for others, because an
 * embedded PostgreSQL started by root runs as another user; what is secret has its own permissions.
 */
export function prepareDataFolder(folder: DataFolder, gatewayNames: readonly string[]): void {
  try {
    mkdirSync(folder.path, { recursive: true, mode: 0o755 })
    for (const path of [
      folder.logs,
      folder.cache,
      join(folder.path, 'gateways'),
      ...gatewayNames.map(folder.gateway),
    ]) {
      mkdirSync(path, { recursive: true, mode: 0o700 })
    }
    const probe = join(folder.path, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    throw fileFailure(error, folder.path) ?? error
  }
}

/** Made once and kept: a new envelope key would make every stored secret unreadable. */
export function loadOrCreateSecrets(folder: DataFolder): Secrets {
  const path = join(folder.path, 'secrets.json')
  if (existsSync(path)) return parseSecrets(path)
  const secrets: Secrets = {
    secretKey: randomBytes(32).toString('base64'),
    sessionSecret: randomBytes(32).toString('base64url'),
  }
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, path)
  return secrets
}

function parseSecrets(path: string): Secrets {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Secrets>
    if (typeof value.secretKey === 'string' && typeof value.sessionSecret === 'string') {
      return { secretKey: value.secretKey, sessionSecret: value.sessionSecret }
    }
  } catch (error) {
    const failure = fileFailure(error, path)
    if (failure) throw failure
  }
  throw new ExpectedFailure(
    `${path} is damaged: restore it from a backup, or give up all data and make a new one with "npm run reset".`,
  )
}
