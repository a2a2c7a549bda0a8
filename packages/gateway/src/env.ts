import { z } from 'zod'
import type { GatewayOptions } from './gateway-options.ts'
import { defaultLimits } from './limits.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const positive = z.coerce.number().int().positive()

const schema = z.object({
  GATEWAY_NAME: z.string().min(1).max(63),
  /** Slug of the stage, for the log lines before the first snapshot; the control plane knows the stage by the token. */
  GATEWAY_STAGE: z.string().optional(),
  GATEWAY_HOST: z.string().default('127.0.0.1'),
  GATEWAY_PORT: port,
  GATEWAY_ADMIN_PORT: port,
  GATEWAY_DATA: z.string().min(1),
  CONTROL_URL: z.url(),
  GATEWAY_ENROLMENT_TOKEN: z.string().optional(),
  GATEWAY_ENROLMENT_TOKEN_FILE: z.string().optional(),
  GATEWAY_THREADS: positive.max(256).default(1),
  GATEWAY_ALLOW_LOOPBACK_BACKENDS: z.stringbool().default(false),
  GATEWAY_ALLOW_CONTROL_BACKEND: z.stringbool().default(false),
  GATEWAY_USAGE: z.enum(['default', 'strict']).default('default'),
  GATEWAY_WHEN_DISK_FULL: z.enum(['drop', 'refuse']).default('drop'),
  TRUSTED_PROXIES: z.string().default(''),
  GATEWAY_LOG_LEVEL: z.string().default('info'),
  GATEWAY_DRAIN_SECONDS: positive.default(30),
  GATEWAY_LIMIT_HEADER_BYTES: positive.default(defaultLimits.headerBytes),
  GATEWAY_LIMIT_HEADER_FIELDS: positive.default(defaultLimits.fields),
  GATEWAY_LIMIT_TARGET_BYTES: positive.default(defaultLimits.targetBytes),
  GATEWAY_LIMIT_HEADERS_MS: positive.default(defaultLimits.headersTimeoutMs),
  GATEWAY_LIMIT_REQUEST_MS: positive.default(defaultLimits.requestTimeoutMs),
  GATEWAY_LIMIT_KEEP_ALIVE_MS: positive.default(defaultLimits.keepAliveTimeoutMs),
  GATEWAY_LIMIT_IDLE_MS: positive.default(defaultLimits.idleTimeoutMs),
  GATEWAY_LIMIT_IN_FLIGHT: positive.default(defaultLimits.inFlight),
  GATEWAY_LIMIT_BACKEND_CONNECTIONS: positive.default(defaultLimits.backendConnections),
  GATEWAY_LIMIT_BACKEND_QUEUE: positive.default(defaultLimits.backendQueue),
})

/** Options from the environment. @throws Error with one sentence per variable that is missing or wrong. */
export function optionsFromEnv(env: Record<string, string | undefined> = process.env): GatewayOptions {
  const parsed = schema.safeParse(env)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
  }
  const value = parsed.data
  return {
    name: value.GATEWAY_NAME,
    host: value.GATEWAY_HOST,
    port: value.GATEWAY_PORT,
    adminPort: value.GATEWAY_ADMIN_PORT,
    data: value.GATEWAY_DATA,
    controlUrl: value.CONTROL_URL.replace(/\/$/, ''),
    enrolmentToken: value.GATEWAY_ENROLMENT_TOKEN,
    enrolmentTokenFile: value.GATEWAY_ENROLMENT_TOKEN_FILE,
    threads: value.GATEWAY_THREADS,
    allowLoopbackBackends: value.GATEWAY_ALLOW_LOOPBACK_BACKENDS,
    allowControlBackend: value.GATEWAY_ALLOW_CONTROL_BACKEND,
    usage: value.GATEWAY_USAGE,
    whenDiskFull: value.GATEWAY_WHEN_DISK_FULL,
    trustedProxies: value.TRUSTED_PROXIES.split(/[\s,]+/).filter((entry) => entry !== ''),
    limits: {
      headerBytes: value.GATEWAY_LIMIT_HEADER_BYTES,
      fields: value.GATEWAY_LIMIT_HEADER_FIELDS,
      targetBytes: value.GATEWAY_LIMIT_TARGET_BYTES,
      headersTimeoutMs: value.GATEWAY_LIMIT_HEADERS_MS,
      requestTimeoutMs: value.GATEWAY_LIMIT_REQUEST_MS,
      keepAliveTimeoutMs: value.GATEWAY_LIMIT_KEEP_ALIVE_MS,
      idleTimeoutMs: value.GATEWAY_LIMIT_IDLE_MS,
      inFlight: value.GATEWAY_LIMIT_IN_FLIGHT,
      backendConnections: value.GATEWAY_LIMIT_BACKEND_CONNECTIONS,
      backendQueue: value.GATEWAY_LIMIT_BACKEND_QUEUE,
    },
    logLevel: value.GATEWAY_LOG_LEVEL,
    drainMs: value.GATEWAY_DRAIN_SECONDS * 1000,
  }
}
