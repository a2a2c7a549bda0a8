/**
 * The table "Layout" of the architecture as data. A package imports only what stands in `may`; names are those of the
 * packages without scope, with a subpath where only that part is open, `*` for one segment of it.
 */
export interface ImportRule {
  readonly folder: string
  readonly may: readonly string[] | 'anything'
  /** External packages (or Node modules) that no file of it imports. */
  readonly never?: readonly string[]
  /** The same, but also not through any file that it reaches. */
  readonly neverReaches?: readonly string[]
}

const web = ['next', 'react', 'react-dom']
const database = ['pg', 'pg-copy-streams', '@prisma/client', '@prisma/adapter-pg', 'graphile-worker']
const network = [
  'undici',
  'node:http',
  'node:https',
  'node:http2',
  'node:net',
  'node:tls',
  'node:dgram',
  'node:dns',
  'node:dns/promises',
]
const frontend = [
  'auth/permissions',
  'auth/session/sign-in-client',
  'contracts',
  'policies/definitions',
  'policies/policies/*/definition',
  // Rules of access as sentences, and their examples: pure, for editors.
  'policies/policies/access-rules/rule-names',
  'policies/policies/access-rules/run-example',
  'policies/policies/access-rules/sentence',
  'policies/policy-sentences',
  'ui',
]

export const importTable: readonly ImportRule[] = [
  { folder: 'packages/contracts', may: [], neverReaches: [...web, ...database, ...network] },
  { folder: 'packages/patterns', may: [], neverReaches: [...web, ...database, ...network] },
  {
    folder: 'packages/policies',
    may: ['contracts', 'auth/credentials', 'net/address', 'patterns'],
    neverReaches: [...web, ...database],
  },
  { folder: 'packages/importers', may: ['contracts', 'patterns'], neverReaches: [...web, ...database, ...network] },
  {
    folder: 'packages/compiler',
    may: ['contracts', 'patterns', 'policies/definitions', 'policies/*/definition'],
    neverReaches: [...web, ...database, ...network],
  },
  {
    folder: 'packages/gateway',
    may: ['contracts', 'policies', 'auth/credentials', 'analytics/events', 'net/address'],
    neverReaches: [...web, ...database, 'next-auth'],
  },
  { folder: 'packages/db', may: ['contracts'], never: web },
  { folder: 'packages/auth', may: ['contracts', 'net', 'db'] },
  { folder: 'packages/billing', may: ['contracts'], neverReaches: [...web, ...database, ...network] },
  { folder: 'packages/analytics', may: ['contracts', 'db'], never: web },
  {
    folder: 'packages/services',
    may: ['contracts', 'policies', 'importers', 'compiler', 'db', 'auth', 'billing', 'analytics', 'mail', 'net'],
    never: [...web, 'next-auth'],
  },
  { folder: 'packages/http', may: ['contracts', 'services', 'auth/permissions'], never: [...web, ...database] },
  { folder: 'packages/ui', may: [] },
  { folder: 'packages/mail', may: ['contracts'] },
  { folder: 'packages/net', may: [] },
  { folder: 'packages/cli', may: ['contracts', 'importers'], neverReaches: database },
  { folder: 'packages/tooling', may: ['db'] },
  { folder: 'apps/admin', may: ['http', 'services', 'auth/session', ...frontend], never: database },
  { folder: 'apps/portal', may: ['http', 'services', 'auth/session', ...frontend], never: database },
  { folder: 'apps/control', may: ['http', 'services', 'auth', 'analytics', 'contracts', 'db'], never: web },
  { folder: 'examples/orders', may: [] },
  { folder: 'prisma', may: 'anything' },
  { folder: 'e2e', may: 'anything' },
]

/** Narrower rules for parts of a package. The longest place that holds a file decides, before the package's own rule. */
export const partRules: readonly ImportRule[] = [
  // Pure parts that the gateway and browsers load: they must not drag the rest of their package along.
  { folder: 'packages/auth/src/credentials', may: ['contracts'], neverReaches: [...database, ...web, ...network] },
  { folder: 'packages/auth/src/permissions', may: ['contracts'], neverReaches: [...database, ...web, ...network] },
  { folder: 'packages/analytics/src/events', may: ['contracts'], neverReaches: [...database, ...web] },
  // Lists what the code declares, so it reads the declarations; nothing else of the tooling may.
  {
    folder: 'packages/tooling/src/docs',
    may: [
      'contracts',
      'policies/definitions',
      'importers',
      'gateway/limits',
      'http/openapi',
      'http/route',
      'http/routes',
      'cli/run-command',
    ],
  },
  {
    folder: 'packages/net/src/address',
    may: [],
    neverReaches: ['undici', 'node:dns', 'node:dns/promises', 'node:http'],
  },
]

/** In the apps: files that run in a browser, and what they reach, import only this. */
export const browserFiles = { folders: ['apps/admin', 'apps/portal'], may: frontend }

/** An external package → the only places that may import it. */
export const soleImporters: Readonly<Record<string, readonly string[]>> = {
  'next-auth': ['packages/auth/src/session'],
  'oidc-provider': ['packages/auth/src/issuer', 'packages/auth/src/directory/testing'],
  recharts: ['packages/ui/src'],
  '@prisma/client': ['packages/db'],
  '@prisma/adapter-pg': ['packages/db'],
  nodemailer: ['packages/mail/src'],
  undici: ['packages/net', 'packages/gateway', 'e2e'],
}

/**
 * Who may use the database at all (tests aside). The verbs of services are the writers; beside them write only usage
 * ingest, the issuer's adapter, sessions, last-used and the job queue. The control plane's main file opens it.
 */
export const databaseUsers: readonly string[] = [
  'packages/services/src',
  'packages/analytics/src/store',
  'packages/auth/src/session',
  'packages/auth/src/issuer',
  'packages/auth/src/directory',
  'apps/control/src/main.ts',
  'packages/tooling/src/stack/database.ts',
  'packages/tooling/src/suites',
  'packages/tooling/src/commands',
]

/** Places whose business is the database itself or that may do anything. */
export const databaseUsersFreely: readonly string[] = ['packages/db', 'prisma', 'e2e']
