import type { KeyObject } from 'node:crypto'
import { openSealed } from '@gatehouse/auth/credentials/sealed'
import { type SnapshotIssue, type StalenessRule, snapshotManifest } from '@gatehouse/contracts/snapshot'
import { type Frame, syncPaths } from '@gatehouse/contracts/sync'
import { verifyManifest } from '@gatehouse/policies/snapshot/verify'
import type { SnapshotChecker } from '../build/snapshot-checker.ts'
import { callerSalt } from '../serving/caller-salt.ts'
import type { ThreadPool } from '../serving/thread-pool.ts'
import {
  type ConfigurationStore,
  type StoredManifest,
  type StoredSecret,
  sha256,
} from '../store/configuration-store.ts'
import type { Ack } from './ack-sender.ts'
import type { ControlClient } from './control-client.ts'
import { stalenessOf } from './freshness.ts'

type SnapshotFrame = Extract<Frame, { type: 'snapshot' }>

export type SnapshotSyncDeps = {
  store: ConfigurationStore
  threads: ThreadPool
  checker: SnapshotChecker
  control: ControlClient
  /** Raw Ed25519 key, pinned at enrolment. */
  snapshotKey: string
  /** Of this gateway's program. */
  version: string
  sealingKey: KeyObject
  acknowledge(ack: NonNullable<Ack['snapshot']>): void
  /** The stage's staleness rule of what is about to serve; resolves when every thread keeps it. */
  obey(rule: StalenessRule): Promise<void>
  warn(message: string): void
}

/**
 * Brings a manifest into force: signature, parts by hash, build in the worker, one swap in every thread, disk, receipt. Whatever fails on
 * the way, the last good one stays and the reason goes back.
 */
export class SnapshotSync {
  readonly #deps: SnapshotSyncDeps
  #current: StoredManifest | undefined
  #waiting: { epoch: string; frame: SnapshotFrame } | undefined
  #running: Promise<void> | undefined
  #secrets = new Map<string, StoredSecret>()
  appliedAt = 0
  issues: SnapshotIssue[] = []

  constructor(deps: SnapshotSyncDeps) {
    this.#deps = deps
  }

  get current(): StoredManifest | undefined {
    return this.#current
  }

  /** From the disk: the newest manifest that still verifies and builds. */
  async restore(): Promise<void> {
    const { store } = this.#deps
    for (const secret of await store.secrets()) this.#secrets.set(secret.id, secret)
    await this.#sendSecrets()
    for (const stored of await store.manifests()) {
      const issues = await this.#tryApply(stored)
      if (issues.length === 0) return
      this.#deps.warn(`configuration on disk not usable: ${issues.map(({ message }) => message).join(' ')}`)
    }
  }

  /** Newer manifests overtake one that waits; the one that is being built is finished. */
  offer(epoch: string, frame: SnapshotFrame): void {
    this.#waiting = { epoch, frame }
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined
    })
  }

  /** What runs speaks for `seq` too; false when it is another than the control plane believes. */
  same(seq: number, hash: string): boolean {
    if (this.#waiting === undefined && this.#running === undefined && this.#current?.hash !== hash) return false
    if (this.#current?.hash === hash) {
      this.#current = { ...this.#current, seq }
      this.#deps.acknowledge({ seq, hash, outcome: 'applied', issues: [] })
    }
    return true
  }

  async secrets(items: readonly StoredSecret[]): Promise<void> {
    for (const item of items) {
      const before = this.#secrets.get(item.id)
      if (before === undefined || before.version <= item.version) this.#secrets.set(item.id, { ...item })
    }
    await this.#deps.store.keepSecrets([...this.#secrets.values()])
    await this.#sendSecrets()
  }

  /** Plain values live in the serving threads' memory alone. */
  async sendSecretsTo(thread: number): Promise<void> {
    await this.#sendSecrets(thread)
  }

  async #sendSecrets(only?: number): Promise<void> {
    const items: [string, string][] = []
    for (const secret of this.#secrets.values()) {
      try {
        items.push([secret.id, openSealed(this.#deps.sealingKey, secret, secret.sealed)])
      } catch {
        this.#deps.warn(`secret ${secret.id} version ${secret.version} does not open`)
      }
    }
    await this.#deps.threads.send({ type: 'secrets', items }, only)
  }

  async #drain(): Promise<void> {
    for (;;) {
      const next = this.#waiting
      this.#waiting = undefined
      if (next === undefined) return
      const { seq, hash, signature, manifest } = next.frame
      const stored = { epoch: next.epoch, seq, hash, signature, manifest }
      this.issues = await this.#tryApply(stored).catch((error: unknown): SnapshotIssue[] => [
        { code: 'internal', message: error instanceof Error ? error.message : String(error) },
      ])
      const outcome = this.issues.length === 0 ? 'applied' : 'refused'
      if (outcome === 'refused') this.#deps.warn(`snapshot ${hash} refused: ${this.issues[0]?.message}`)
      this.#deps.acknowledge({ seq, hash, outcome, issues: this.issues.slice(0, 20) })
    }
  }

  async #tryApply(stored: StoredManifest): Promise<SnapshotIssue[]> {
    const { threads, checker, store, snapshotKey, obey } = this.#deps
    const salt = callerSalt(snapshotKey)
    const forged = verifyManifest({
      manifestText: stored.manifest,
      hash: stored.hash,
      signature: stored.signature,
      publicKey: snapshotKey,
    })
    if (forged !== null) return [forged]
    const before = this.#current
    if (before?.hash === stored.hash) {
      this.#current = { ...stored, checkedBy: this.#deps.version }
      await store.keepManifest(this.#current)
      return []
    }
    const missing = await this.#fetchParts(stored.manifest)
    if (missing.length > 0) return missing
    if (stored.checkedBy !== this.#deps.version) {
      const issues = await checker.check(stored.manifest)
      if (issues.length > 0) return issues
    }
    // Before it serves: a configuration from the disk that is too old must not answer even once.
    await obey(stalenessOf(stored.manifest))
    const refused = await threads.send({ type: 'snapshot', manifestText: stored.manifest, salt })
    if (refused.length > 0) {
      // What one thread cannot serve, none may.
      if (before !== undefined) {
        await obey(stalenessOf(before.manifest))
        await threads.send({ type: 'snapshot', manifestText: before.manifest, salt })
      }
      return refused
    }
    const checked = { ...stored, checkedBy: this.#deps.version }
    this.#current = checked
    this.appliedAt = Date.now()
    if (stored.checkedBy === undefined) await store.keepManifest(checked)
    await store.dropPartsBut(new Set([...partHashes(stored.manifest), ...(before ? partHashes(before.manifest) : [])]))
    return []
  }

  /** Each part once: immutable, named by its hash, judged by it. */
  async #fetchParts(manifestText: string): Promise<SnapshotIssue[]> {
    const { store, control } = this.#deps
    const issues: SnapshotIssue[] = []
    const fetchOne = async (hash: string) => {
      if ((await store.part(hash)) !== undefined) return
      const { bytes } = await control.bytes('GET', `${syncPaths.parts}/${hash}`, {})
      if (sha256(bytes) === hash) await store.keepPart(hash, bytes)
      else issues.push({ code: 'hash', message: 'a part’s bytes do not have its hash', where: hash })
    }
    const hashes = [...new Set(partHashes(manifestText))]
    for (let i = 0; i < hashes.length; i += 4) await Promise.all(hashes.slice(i, i + 4).map(fetchOne))
    return issues
  }
}

/** Hashes of the parts; none when the text is no manifest, which the build then says. */
function partHashes(manifestText: string): string[] {
  try {
    const parsed = snapshotManifest.pick({ parts: true }).loose().safeParse(JSON.parse(manifestText))
    return parsed.success ? parsed.data.parts.map(({ hash }) => hash) : []
  } catch {
    return []
  }
}
