import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { configFolder } from './env.ts'

export type Login = { url: string; key: string }

function place(): { folder: string; file: string } {
  const folder = join(configFolder() || join(homedir(), '.config'), 'gatehouse')
  return { folder, file: join(folder, 'login.json') }
}

/** What `gatehouse login` kept, or undefined. */
export async function readLogin(): Promise<Login | undefined> {
  const text = await readFile(place().file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const { url, key } = JSON.parse(text) as Partial<Login>
    return typeof url === 'string' && typeof key === 'string' ? { url, key } : undefined
  } catch {
    return undefined
  }
}

/** Keeps it where only this person reads it; answers the file. */
export async function writeLogin(login: Login): Promise<string> {
  const { folder, file } = place()
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(file, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 })
  // A file that was there keeps its mode otherwise.
  await chmod(file, 0o600)
  return file
}

export async function forgetLogin(): Promise<void> {
  await rm(place().file, { force: true })
}
