import type { Readable } from 'node:stream'
import { capabilities } from '@gatehouse/contracts/snapshot'
import { type Frame, syncPaths, syncProtocol } from '@gatehouse/contracts/sync'
import type { Counters } from '@gatehouse/policies/limits/counters'
import { pause } from '../identity/enrolment.ts'
import { type AccessSync, ResyncNeeded } from './access-sync.ts'
import type { AckSender } from './ack-sender.ts'
import type { ControlClient } from './control-client.ts'
import { FrameReader } from './frames.ts'
import type { SnapshotSync } from './snapshot-sync.ts'

const silenceMs = 15_000
const shortestWaitMs = 50
/** Short, so that a gateway that was away knows of revocations within a second of being back. */
const longestWaitMs = 800

export type SyncClientDeps = {
  control: ControlClient
  snapshots: SnapshotSync
  access: AccessSync
  acks: AckSender
  counters: Counters
  version: string
  stageId: string
  warn(message: string): void
  /** Something was heard: what runs here is as new as the control plane's word. */
  heard(nowMs: number): void
}

/** Holds the one stream to the control plane: connects, gives each frame to what it concerns, and connects again. */
export class SyncClient {
  readonly #deps: SyncClientDeps
  #close: (() => void) | undefined
  #epoch = ''
  #askSnapshot = true
  connected = false
  clockOffsetMs = 0
  headSeq = 0
  connects = 0

  constructor(deps: SyncClientDeps) {
    this.#deps = deps
    deps.access.onError = (error) => {
      deps.warn(`access table: ${error.message}`)
      this.#close?.()
    }
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#close?.())
    let wait = shortestWaitMs
    let said = ''
    while (!signal.aborted) {
      const began = performance.now()
      try {
        await this.#session(signal)
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error)
        if (text !== said && !signal.aborted) this.#deps.warn(`control plane stream: ${text}`)
        said = text
        if (error instanceof ResyncNeeded) wait = shortestWaitMs
      }
      if (this.connected) said = ''
      this.connected = false
      this.#deps.acks.connected(false)
      if (performance.now() - began > 5000) wait = shortestWaitMs
      await pause(wait * (0.5 + Math.random()), signal)
      wait = Math.min(longestWaitMs, wait * 2)
    }
  }

  async #session(signal: AbortSignal): Promise<void> {
    const { control, snapshots, access } = this.#deps
    const query = new URLSearchParams()
    const position = access.position
    const current = snapshots.current
    if (position !== undefined) query.set('access', String(position.seq))
    const epoch = position?.epoch ?? current?.epoch
    if (epoch !== undefined) query.set('epoch', epoch)
    if (current !== undefined && this.#askSnapshot && current.epoch === epoch) query.set('snapshot', current.hash)
    const { opened, close } = control.stream(`${syncPaths.stream}?${query}`, {
      'gatehouse-gateway-version': this.#deps.version,
      'gatehouse-protocol': String(syncProtocol),
      'gatehouse-capabilities': capabilities.join(','),
    })
    let silence: NodeJS.Timeout | undefined
    let failure: Error | undefined
    const end = (error?: Error) => {
      failure ??= error
      close()
    }
    this.#close = end
    if (signal.aborted) end()
    try {
      const stream = await opened
      silence = setTimeout(() => end(new Error('silence')), silenceMs)
      const timer = silence
      await this.#read(stream, () => timer.refresh())
    } catch (error) {
      throw failure ?? error
    } finally {
      clearTimeout(silence)
      close()
      this.#close = undefined
    }
    if (failure !== undefined) throw failure
  }

  async #read(stream: Readable, alive: () => void): Promise<void> {
    const reader = new FrameReader()
    for await (const chunk of stream) {
      alive()
      for (const frame of reader.push(chunk as Buffer)) {
        this.#deps.heard(Date.now())
        this.#handle(frame)
      }
    }
    throw new Error('closed')
  }

  #handle(frame: Frame): void {
    const { snapshots, access, acks, counters } = this.#deps
    if (frame.type !== 'hello' && !this.connected) throw new Error('the stream does not begin with hello')
    switch (frame.type) {
      case 'hello':
        if (frame.protocol !== syncProtocol) throw new Error(`protocol ${frame.protocol} is not spoken here`)
        if (frame.stageId !== this.#deps.stageId) throw new Error('the control plane speaks for another stage')
        this.#epoch = frame.epoch
        this.clockOffsetMs = Date.now() - frame.time
        this.connected = true
        this.connects += 1
        this.#askSnapshot = true
        access.hello(frame.epoch)
        acks.connected(true)
        return
      case 'snapshot':
        snapshots.offer(this.#epoch, frame)
        return
      case 'snapshot.same':
        if (!snapshots.same(frame.seq, frame.hash)) {
          this.#askSnapshot = false
          throw new ResyncNeeded('another snapshot runs here')
        }
        return
      case 'access.reset':
        access.reset(frame.seq, frame.url)
        return
      case 'access':
        access.increment(frame.seq, frame.upserts, frame.deletes)
        return
      case 'secrets':
        snapshots.secrets(frame.items).catch((error: unknown) => this.#deps.warn(`secrets: ${String(error)}`))
        return
      case 'counts':
        counters.gateways = frame.gateways
        for (const { subscriptionId, windowStart, used } of frame.others) {
          counters.setOthers(subscriptionId, windowStart, used, Date.now())
        }
        return
      case 'checksum':
        access.checksum(frame.seq, frame.value)
        return
      case 'ping':
        this.clockOffsetMs = Date.now() - frame.time
        this.headSeq = frame.headSeq
    }
  }
}
