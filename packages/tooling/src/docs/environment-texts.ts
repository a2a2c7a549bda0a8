/** What a variable means; `fallback` where the source's own words would not tell a reader what holds without it. */
export type VariableText = { text: string; fallback?: string }

const address = 'Public address of '

/** By name, for whichever process reads it. A test holds that each name that an `env.ts` reads has a line and that no line is idle. */
export const variableTexts: Readonly<Record<string, VariableText>> = {
  ADMIN_URL: { text: `${address}the console.` },
  PORTAL_URL: { text: `${address}the developer portal. Problems and mails link to it.` },
  CONTROL_URL: {
    text: `${address}the control plane: management API and gateway sync. A gateway’s tokens are made for exactly this address.`,
  },
  GATEHOUSE_URL: { text: 'Address of the control plane that the command line talks to.' },
  GATEHOUSE_KEY: { text: 'The management key that the command line acts with; never an argument.' },
  ORDERS_URL: { text: 'Address of the example backend.' },
  CONTROL_HOST: { text: 'Address to listen on.' },
  CONTROL_PORT: { text: 'Port to listen on.', fallback: '`PORT`, else 4002' },
  PORT: { text: 'Port to listen on.' },
  DATABASE_URL: {
    text: 'The PostgreSQL, `postgresql://user:password@host:5432/database`. A session connection: no pooler in transaction mode, because `LISTEN` needs it.',
    fallback: 'an embedded PostgreSQL',
  },
  TEST_DATABASE_URL: { text: 'A PostgreSQL server for the tests.', fallback: 'an embedded one' },
  GATEHOUSE_SECRET_KEY: {
    text: '32 bytes in base64. Seals secrets at rest; the same in all processes that have it. Lost, stored secrets cannot be opened.',
  },
  SESSION_SECRET: {
    text: 'Encrypts the session cookies of the console and the portal. Changed, everybody signs in anew.',
  },
  TRUSTED_PROXIES: {
    text: 'Addresses and CIDR ranges, separated by commas or spaces, of proxies whose `X-Forwarded-*` headers are believed.',
    fallback: 'none',
  },
  SMTP_URL: { text: 'Where mails go.' },
  MAIL_FROM: { text: 'Sender of mails.' },
  ORGANIZATION_NAME: { text: 'Name of the organization, used when an empty database is set up.' },
  LOG_LEVEL: { text: 'Lowest level that is logged: trace, debug, info, warn, error, fatal or silent.' },
  GATEHOUSE_GATEWAYS: {
    text: 'JSON list of `{stage, url}`: the public address of each stage’s gateways, used when an empty database is set up. The seed also reads `name` and `enrolmentTokenFile`.',
    fallback: 'ports 4101 to 4103 of this machine',
  },
  GATEHOUSE_DATA: {
    text: 'The data folder: embedded database, secrets, logs, the gateways’ disks.',
    fallback: '`.gatehouse` in the repository; for root in a folder closed to others, one below `/var/lib`',
  },
  GATEHOUSE_PORT_BASE: { text: 'First port, 1024 to 65000; all others follow from it.', fallback: '4000' },
  GATEHOUSE_CHROMIUM: { text: 'Browser for the journeys.', fallback: 'Playwright’s own, else the system’s' },
  PLAYWRIGHT_BROWSERS_PATH: { text: 'Where Playwright keeps its browsers.', fallback: 'its usual place' },
  PATH: { text: 'Where programs are looked for.' },
  NODE_ENV: { text: 'Set by Next: `development` under `next dev`, else `production`.' },
  GATEHOUSE_E2E_STACK: { text: 'Internal: how a test run tells its workers about the stack that it started.' },
  MAIL_CATCHER_PORT: { text: 'Port of the pages that show the mails.' },
  MAIL_CATCHER_SMTP_PORT: { text: 'Port that takes mails.' },
  GATEWAY_NAME: { text: 'Name of this gateway, 1 to 63 characters; told at enrolment.' },
  GATEWAY_STAGE: {
    text: 'Slug of the stage. For the reader only: the enrolment token decides the stage.',
  },
  GATEWAY_HOST: { text: 'Address to listen on, for traffic and for health.' },
  GATEWAY_PORT: { text: 'Port for traffic.' },
  GATEWAY_ADMIN_PORT: { text: 'Port for `/healthz`, `/readyz` and `/metrics`. Not for clients.' },
  GATEWAY_DATA: { text: 'Folder of this gateway alone: its keys, last-known-good configuration, usage log.' },
  GATEWAY_ENROLMENT_TOKEN: { text: 'One-time token of the first start.' },
  GATEWAY_ENROLMENT_TOKEN_FILE: { text: 'File that holds it, or will hold it: the gateway waits.' },
  GATEWAY_THREADS: { text: 'Serving threads, 1 to 256; they share port, access table and counters.' },
  GATEWAY_ALLOW_LOOPBACK_BACKENDS: {
    text: '1: backends may be on loopback addresses. For development. The gateway’s own value decides what it connects to.',
    fallback: 'off',
  },
  GATEWAY_ALLOW_CONTROL_BACKEND: {
    text: 'Whether the control plane’s address may be a backend: to publish the management API through this gateway.',
    fallback: 'off',
  },
  GATEWAY_USAGE: {
    text: '`strict`: a usage record is in the log’s file before the last byte of its answer leaves. `default`: within 50 ms.',
  },
  GATEWAY_WHEN_DISK_FULL: {
    text: 'When the disk takes no usage records: `drop` and count them, or `refuse` traffic with 503.',
  },
  GATEWAY_LOG_LEVEL: { text: 'Lowest level that is logged.' },
  GATEWAY_DRAIN_SECONDS: { text: 'How long SIGTERM waits for requests that are being served.' },
  GATEWAY_LIMIT_HEADER_BYTES: { text: 'Bytes of request line and headers; beyond: 431.' },
  GATEWAY_LIMIT_HEADER_FIELDS: { text: 'Header lines; beyond: 431.' },
  GATEWAY_LIMIT_TARGET_BYTES: { text: 'Bytes of path and query; beyond: 414.' },
  GATEWAY_LIMIT_HEADERS_MS: { text: 'Time for the headers to arrive; beyond: 408.' },
  GATEWAY_LIMIT_REQUEST_MS: { text: 'Time for the whole request to arrive; beyond: 408.' },
  GATEWAY_LIMIT_KEEP_ALIVE_MS: { text: 'An idle client connection is closed after it.' },
  GATEWAY_LIMIT_IDLE_MS: { text: 'A busy client connection on which nothing moves is closed after it.' },
  GATEWAY_LIMIT_IN_FLIGHT: { text: 'Requests at once per thread; beyond: 503 `overloaded`.' },
  GATEWAY_LIMIT_BACKEND_CONNECTIONS: { text: 'Connections per backend origin and thread.' },
  GATEWAY_LIMIT_BACKEND_QUEUE: { text: 'Requests that wait for one of them; beyond: 503 `overloaded`.' },
}
