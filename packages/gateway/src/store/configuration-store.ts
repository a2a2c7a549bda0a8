import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readSealedJson, rotateAndWrite, sealedJson, writeFileAtomically } from './atomic-file.ts'

const storedManifest = z.object({
  epoch: z.string(),
  seq: z.number(),
  hash: z.string(),
  signature: z.string(),
  manifest: z.string(),
  /** Version of the gateway that built and checked it: the same one need not do so again at its start. */
  checkedBy: z.string().optional(),
})
export type StoredManifest = z.infer<typeof storedManifest>

const storedSecrets = z.array(z.object({ id: z.string(), version: z.number(), sealed: z.string() }))
export type StoredSecret = z.infer<typeof storedSecrets>[number]

/**
 * Last-known-good configuration on disk: manifest (current and previous), parts and validator code by hash, sealed secrets. Every file is
 * whole or absent and carries its own checksum; what does not match is not there.
 */
export class ConfigurationStore {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async prepare(): Promise<void> {
    for (const name of ['parts', 'validators']) await mkdir(join(this.#root, name), { recursive: true, mode: 0o700 })
  }

  /** Current, then previous; damaged ones are left out. Their signatures are judged by the reader. */
  async manifests(): Promise<StoredManifest[]> {
    const found: StoredManifest[] = []
    for (const name of ['manifest.json', 'manifest.previous.json']) {
      const parsed = storedManifest.safeParse(await readSealedJson(join(this.#root, name)).catch(() => undefined))
      if (parsed.success) found.push(parsed.data)
    }
    return found
  }

  async keepManifest(manifest: StoredManifest): Promise<void> {
    const current = join(this.#root, 'manifest.json')
    await rotateAndWrite(current, join(this.#root, 'manifest.previous.json'), [sealedJson(manifest)])
  }

  /** Text of a part, or undefined when it is not here or does not hash to its name. */
  async part(hash: string): Promise<string | undefined> {
    const bytes = await readFile(join(this.#root, 'parts', `${hash}.json`)).catch(() => undefined)
    if (bytes === undefined || sha256(bytes) !== hash) return undefined
    return bytes.toString('utf8')
  }

  async keepPart(hash: string, bytes: Buffer): Promise<void> {
    await writeFileAtomically(join(this.#root, 'parts', `${hash}.json`), [bytes])
  }

  /** Drops parts that neither the current nor the previous manifest names. */
  async dropPartsBut(hashes: ReadonlySet<string>): Promise<void> {
    const folder = join(this.#root, 'parts')
    for (const name of await readdir(folder)) {
      if (!hashes.has(name.slice(0, 64))) await rm(join(folder, name), { force: true })
    }
  }

  /** Folder of generated validator code, one file per schema set key, its checksum in the first line. */
  get validatorFolder(): string {
    return join(this.#root, 'validators')
  }

  async secrets(): Promise<StoredSecret[]> {
    const parsed = storedSecrets.safeParse(
      await readSealedJson(join(this.#root, 'secrets.json')).catch(() => undefined),
    )
    return parsed.success ? parsed.data : []
  }

  async keepSecrets(secrets: StoredSecret[]): Promise<void> {
    await writeFileAtomically(join(this.#root, 'secrets.json'), [sealedJson(secrets)])
  }

  /** Remembers, over a restart, when the control plane was last heard. */
  async touchFresh(nowMs: number): Promise<void> {
    const path = join(this.#root, 'fresh')
    await utimes(path, nowMs / 1000, nowMs / 1000).catch(() => writeFile(path, '', { mode: 0o600 }))
  }

  /** Without the mark: when the configuration came, so that losing the mark makes an old one no younger. */
  async freshAt(): Promise<number | undefined> {
    for (const name of ['fresh', 'manifest.json']) {
      const found = await stat(join(this.#root, name)).catch(() => undefined)
      if (found !== undefined) return found.mtimeMs
    }
    return undefined
  }
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
