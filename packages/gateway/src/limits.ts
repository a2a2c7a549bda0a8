/** Bounds of one gateway (quality C.1-17). Each has a problem: 431, 414, 408, 503; bodies are bounded per operation (413). */
export type GatewayLimits = {
  /** Bytes of request line and fields. */
  headerBytes: number
  fields: number
  targetBytes: number
  headersTimeoutMs: number
  /** The whole request, body included. */
  requestTimeoutMs: number
  keepAliveTimeoutMs: number
  /** A connection on which nothing moves, either way. */
  idleTimeoutMs: number
  /** Requests at once per serving thread. */
  inFlight: number
  backendConnections: number
  backendQueue: number
}

export const defaultLimits: GatewayLimits = {
  headerBytes: 32 * 1024,
  fields: 100,
  targetBytes: 8 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 300_000,
  keepAliveTimeoutMs: 60_000,
  idleTimeoutMs: 330_000,
  inFlight: 4096,
  backendConnections: 256,
  backendQueue: 512,
}
