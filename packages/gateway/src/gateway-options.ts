import type { GatewayLimits } from './limits.ts'

export type GatewayOptions = {
  /** Name given at enrolment. */
  name: string
  host: string
  port: number
  adminPort: number
  /** Folder of this gateway alone: keys, last-known-good, usage log. */
  data: string
  controlUrl: string
  /** One-time token; or the file that will hold it. Only needed before the first enrolment. */
  enrolmentToken?: string | undefined
  enrolmentTokenFile?: string | undefined
  threads: number
  allowLoopbackBackends: boolean
  /** The control plane's address may be a backend: for publishing its management API through this gateway. */
  allowControlBackend: boolean
  /** `strict`: a record is in the log's file before the last byte of its answer leaves. */
  usage: 'default' | 'strict'
  /** When the disk takes no records. */
  whenDiskFull: 'drop' | 'refuse'
  trustedProxies: readonly string[]
  limits: GatewayLimits
  logLevel: string
  /** How long SIGTERM waits for requests that are being served. */
  drainMs: number
}
