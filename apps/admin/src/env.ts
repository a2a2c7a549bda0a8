/** Settings of this process. Read when first needed, so that a build depends on none of them. */

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`The environment variable ${name} is not set.`)
  return value
}

export type Settings = {
  adminUrl: string
  portalUrl: string
  controlUrl: string
  databaseUrl: string
  sessionSecret: string
  /** 32 bytes. */
  secretKey: Uint8Array
  trustedProxies: string
  /** Ports of this machine at which identity providers may be, or `all`. */
  identityLoopbackPorts: string
}

export function readSettings(): Settings {
  const secretKey = Buffer.from(required('GATEHOUSE_SECRET_KEY'), 'base64')
  if (secretKey.length !== 32) throw new Error('GATEHOUSE_SECRET_KEY must be 32 bytes in base64.')
  return {
    adminUrl: required('ADMIN_URL'),
    portalUrl: required('PORTAL_URL'),
    controlUrl: required('CONTROL_URL'),
    databaseUrl: required('DATABASE_URL'),
    sessionSecret: required('SESSION_SECRET'),
    secretKey,
    trustedProxies: process.env.TRUSTED_PROXIES ?? '',
    identityLoopbackPorts: process.env.IDENTITY_LOOPBACK_PORTS ?? '',
  }
}

/** Only for the cookie's name and the redirect of src/proxy.ts, which must work without any other setting. */
export function consoleUrl(): string {
  return process.env.ADMIN_URL ?? 'http://127.0.0.1:4000'
}

export const isDevelopment = process.env.NODE_ENV === 'development'
