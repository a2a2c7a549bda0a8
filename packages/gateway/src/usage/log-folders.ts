import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listSegments, repairSegment } from '@gatehouse/analytics/events/log-segments'
import { readSealedJson, sealedJson, syncFolder, writeFileAtomically } from '../store/atomic-file.ts'

/**
 * One usage log on disk. `logId` and `base` are what the store knows it by: normally the folder's own name and 0. When the store's head and
 * the log no longer fit (a restored database), the log goes on under a new id from the first byte that is still here.
 */
export type LogFolder = {
  folder: string
  logId: string
  base: number
  segmentFrom: number
  end: number
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Repairs the torn tails of all logs. Logs that no thread writes any more are only shipped. */
export async function openLogFolders(root: string): Promise<LogFolder[]> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const names = (await readdir(root)).filter((name) => uuid.test(name)).sort()
  const logs: LogFolder[] = []
  for (const name of names) logs.push(await openLogFolder(join(root, name), name))
  return logs
}

async function openLogFolder(folder: string, name: string): Promise<LogFolder> {
  const segments = await listSegments(folder)
  const last = segments.at(-1)
  const identity = (await readSealedJson(join(folder, 'identity'))) as { logId: string; base: number } | undefined
  const end = last === undefined ? 0 : await repairSegment(last)
  return {
    folder,
    logId: identity?.logId ?? name,
    base: identity?.base ?? 0,
    segmentFrom: last?.from ?? 0,
    end,
  }
}

/** A log of its own random id; the id is the folder's name, so both are made in one step. */
export async function newLogFolder(root: string): Promise<LogFolder> {
  const logId = randomUUID()
  const folder = join(root, logId)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await syncFolder(root)
  return { folder, logId, base: 0, segmentFrom: 0, end: 0 }
}

/** From here on the store sees the log as a new one that begins at `base`. */
export async function renameLog(log: LogFolder, base: number): Promise<void> {
  const logId = randomUUID()
  await writeFileAtomically(join(log.folder, 'identity'), [sealedJson({ logId, base })])
  log.logId = logId
  log.base = base
}

/** Removes a log that is stored to its end and that nobody writes. */
export async function removeLogFolder(log: LogFolder): Promise<void> {
  for (const segment of await listSegments(log.folder)) await rm(segment.path)
  await rm(join(log.folder, 'identity'), { force: true })
  await rmdir(log.folder)
}
