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
  /** The installation key in base64, or the file that holds it. */
  secretKey: { value: string | undefined; file: string | undefined }
  trustedProxies: string
  /** Ports of this machine at which identity providers may be, or `all`. */
  identityLoopbackPorts: string
  webhookLoopbackPorts: string
}

export function readSettings(): Settings {
  return {
    adminUrl: required('ADMIN_URL'),
    portalUrl: required('PORTAL_URL'),
    controlUrl: required('CONTROL_URL'),
    databaseUrl: required('DATABASE_URL'),
    sessionSecret: required('SESSION_SECRET'),
    secretKey: { value: process.env.GATEHOUSE_SECRET_KEY, file: process.env.GATEHOUSE_SECRET_KEY_FILE },
    trustedProxies: process.env.TRUSTED_PROXIES ?? '',
    identityLoopbackPorts: process.env.IDENTITY_LOOPBACK_PORTS ?? '',
    webhookLoopbackPorts: process.env.WEBHOOK_LOOPBACK_PORTS ?? '',
  }
}

/** Only for the cookie's name and the redirect of src/proxy.ts, which must work without any other setting. */
export function consoleUrl(): string {
  return process.env.ADMIN_URL ?? 'http://127.0.0.1:4000'
}

export const isDevelopment = process.env.NODE_ENV === 'development'
