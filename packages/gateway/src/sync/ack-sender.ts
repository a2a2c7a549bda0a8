import { type AckBatch, syncPaths } from '@gatehouse/contracts/sync'
import type { UnknownKey } from '../serving/messages.ts'
import type { DeploymentCounts } from '../serving/serving-thread.ts'
import type { ControlClient } from './control-client.ts'
import { DeploymentTotals } from './deployment-totals.ts'

export type Ack = AckBatch['acks'][number]
type Status = AckBatch['status']

/** The first ack goes at once; those that come while it is under way share the next request. */
const gatherMs = 10
const statusMs = 1000
const mostAcks = 500
const mostUnknownKeys = 20

/** Tells the control plane what runs here: at once for each change, and each second for status and canary counts. */
export class AckSender {
  readonly #control: ControlClient
  readonly #status: () => Status
  #acks: Ack[] = []
  readonly #totals = new DeploymentTotals()
  #unknownKeys = new Map<string, UnknownKey>()
  #timer: NodeJS.Timeout | undefined
  #statusTimer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #connected = false

  constructor(control: ControlClient, status: () => Status) {
    this.#control = control
    this.#status = status
  }

  /** Acks are for one connection: a new one begins with what it is told. */
  connected(connected: boolean): void {
    this.#connected = connected
    clearInterval(this.#statusTimer)
    if (!connected) return
    this.#statusTimer = setInterval(() => this.#schedule(0), statusMs)
  }

  add(ack: Ack): void {
    const last = this.#acks.at(-1)
    // Within one batch the newest position says it all.
    if (last !== undefined && last.snapshot === undefined && ack.snapshot === undefined)
      this.#acks[this.#acks.length - 1] = ack
    else this.#acks.push(ack)
    if (this.#acks.length > mostAcks) this.#acks.splice(0, this.#acks.length - mostAcks)
    this.#schedule(gatherMs)
  }

  /** Calls that a serving thread has counted since it last said so. */
  count(counts: readonly DeploymentCounts[]): void {
    this.#totals.add(counts)
  }

  /** Keys that tokens name and this gateway does not have; said at once, since their callers wait. */
  addUnknownKeys(keys: readonly UnknownKey[]): void {
    for (const key of keys)
      if (this.#unknownKeys.size < mostUnknownKeys) this.#unknownKeys.set(`${key.issuerId} ${key.kid}`, key)
    this.#schedule(gatherMs)
  }

  /** Sends what is left, once. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    clearInterval(this.#statusTimer)
    await this.#sending
    await this.#send()
  }

  #schedule(ms: number): void {
    if (this.#timer !== undefined || this.#sending !== undefined || !this.#connected) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#sending = this.#send().finally(() => {
        this.#sending = undefined
        if (this.#acks.length > 0) this.#schedule(gatherMs)
      })
    }, ms)
  }

  async #send(): Promise<void> {
    const acks = this.#acks
    const { totals, confirm } = this.#totals.unconfirmed()
    const unknownKeys = [...this.#unknownKeys.values()]
    this.#acks = []
    this.#unknownKeys = new Map()
    try {
      const batch: AckBatch = { acks, status: this.#status(), deployments: totals }
      // Only then: a control plane of before does not know the word.
      if (unknownKeys.length > 0) batch.unknownKeys = unknownKeys
      await this.#control.json('POST', syncPaths.acks, batch)
      confirm()
    } catch {
      this.#acks = [...acks, ...this.#acks].slice(-mostAcks)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
