import { parseTrustedProxies, type TrustedProxies } from '@gatehouse/http/client-address'
import type { Installation } from '@gatehouse/services/grammar/installation'
import { identityNetwork } from '@gatehouse/services/identity-providers/identity-network'
import { readSecretKey } from '@gatehouse/services/secrets/read-secret-key'
import { webhookNetwork } from '@gatehouse/services/webhooks/webhook-network'
import { z } from 'zod'

/** What the control plane gets from its environment. */
export type ControlEnvironment = {
  host: string
  port: number
  databaseUrl: string
  installation: Installation
  trustedProxies: TrustedProxies
  smtpUrl: string
  mailFrom: string
  logLevel: string
  /** Public address of each stage's gateways, for an installation that is set up by this start. */
  gatewayUrls: { development: string; staging: string; production: string }
  organizationName: string
}

const webAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
const gateways = z.array(z.object({ stage: z.string(), url: webAddress }))

const schema = z.object({
  CONTROL_HOST: z.string().default('127.0.0.1'),
  CONTROL_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  DATABASE_URL: z.string().startsWith('postgres'),
  ADMIN_URL: webAddress.default('http://127.0.0.1:4000'),
  PORTAL_URL: webAddress.default('http://127.0.0.1:4001'),
  CONTROL_URL: webAddress.default('http://127.0.0.1:4002'),
  GATEHOUSE_SECRET_KEY: z.string().optional(),
  GATEHOUSE_SECRET_KEY_FILE: z.string().optional(),
  TRUSTED_PROXIES: z.string().default(''),
  IDENTITY_LOOPBACK_PORTS: z.string().default(''),
  WEBHOOK_LOOPBACK_PORTS: z.string().default(''),
  SMTP_URL: z.string().default('smtp://127.0.0.1:4025'),
  MAIL_FROM: z.string().default('Gatehouse <gatehouse@localhost.example>'),
  ORGANIZATION_NAME: z.string().trim().min(1).max(120).default('My organization'),
  GATEHOUSE_GATEWAYS: z
    .string()
    .default('[]')
    .transform((text) => gateways.parse(JSON.parse(text))),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

/** Reads the environment; what is wrong is said by name, never with its value. */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): ControlEnvironment {
  const parsed = schema.safeParse(source)
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new Error(`The environment is not complete: ${places.join('; ')}`)
  }
  const env = parsed.data
  const urlOf = (stage: string, port: number) =>
    env.GATEHOUSE_GATEWAYS.find((gateway) => gateway.stage === stage)?.url ?? `http://127.0.0.1:${port}`
  return {
    host: env.CONTROL_HOST,
    port: env.CONTROL_PORT ?? env.PORT ?? 4002,
    databaseUrl: env.DATABASE_URL,
    installation: {
      adminUrl: env.ADMIN_URL,
      portalUrl: env.PORTAL_URL,
      controlUrl: env.CONTROL_URL,
      secretKey: readSecretKey({ value: env.GATEHOUSE_SECRET_KEY, file: env.GATEHOUSE_SECRET_KEY_FILE }),
      webhookNetwork: webhookNetwork({
        loopbackPorts: env.WEBHOOK_LOOPBACK_PORTS,
        ownUrls: [env.DATABASE_URL, env.CONTROL_URL, env.ADMIN_URL, env.PORTAL_URL, env.SMTP_URL],
      }),
      identity: {
        network: identityNetwork({
          loopbackPorts: env.IDENTITY_LOOPBACK_PORTS,
          ownUrls: [env.DATABASE_URL, env.CONTROL_URL, env.ADMIN_URL, env.PORTAL_URL, env.SMTP_URL],
        }),
      },
    },
    trustedProxies: parseTrustedProxies(env.TRUSTED_PROXIES),
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    logLevel: env.LOG_LEVEL,
    organizationName: env.ORGANIZATION_NAME,
    gatewayUrls: {
      development: urlOf('development', 4101),
      staging: urlOf('staging', 4102),
      production: urlOf('production', 4103),
    },
  }
}

/** The installation key before this one; given once, to the command that changes it. */
export function previousSecretKey(source: NodeJS.ProcessEnv = process.env): Uint8Array | undefined {
  const given = { value: source.GATEHOUSE_SECRET_KEY_PREVIOUS, file: source.GATEHOUSE_SECRET_KEY_PREVIOUS_FILE }
  return given.value || given.file ? readSecretKey(given) : undefined
}
