import { join } from 'node:path'
import { inheritedEnvironment } from '../env.ts'
import { repositoryRoot } from '../repository.ts'
import { type Addresses, type ControlAddress, type GatewayAddress, host } from './addresses.ts'
import { nextApps, nextProgram } from './build-steps.ts'
import type { DataFolder, Secrets } from './data-folder.ts'
import type { ProcessSpec } from './supervised-process.ts'

/** What every process of a stack finds in its environment. Values given by the caller win. */
export function stackEnvironment(stack: {
  addresses: Addresses
  folder: DataFolder
  secrets: Secrets
  databaseUrl: string
  extra: Readonly<Record<string, string>>
}): NodeJS.ProcessEnv {
  const { addresses, folder, secrets } = stack
  const inherited = inheritedEnvironment()
  return {
    GATEHOUSE_SECRET_KEY: secrets.secretKey,
    SESSION_SECRET: secrets.sessionSecret,
    MAIL_FROM: 'Gatehouse <gatehouse@localhost.example>',
    ORGANIZATION_NAME: 'Hedgerow',
    SMTP_URL: addresses.smtp,
    ...inherited,
    NODE_ENV: 'production',
    // Stripping types is done once per file, not at every start.
    NODE_COMPILE_CACHE: join(folder.cache, 'node'),
    GATEHOUSE_DATA: folder.path,
    DATABASE_URL: stack.databaseUrl,
    ADMIN_URL: addresses.admin,
    PORTAL_URL: addresses.portal,
    CONTROL_URL: addresses.control,
    ORDERS_URL: addresses.orders,
    // The example backend listens on this machine; who saves a backend's address and who connects to it must agree.
    GATEWAY_ALLOW_LOOPBACK_BACKENDS: '1',
    // For trying sign-in with a provider on this machine; everything of Gatehouse itself stays refused.
    IDENTITY_LOOPBACK_PORTS: 'all',
    // Gatehouse publishes its own management API in its portal: here, and only by this setting, a gateway may call the control plane.
    GATEWAY_ALLOW_CONTROL_BACKEND: '1',
    // For the seed: which gateways there are, what stage each serves, where its public address and enrolment token are.
    GATEHOUSE_GATEWAYS: JSON.stringify(
      addresses.gateways.map(({ name, stage, url }) => ({
        name,
        stage,
        url,
        enrolmentTokenFile: enrolmentTokenFile(folder, name),
      })),
    ),
    ...stack.extra,
  }
}

export function controlSpec(control: ControlAddress, folder: DataFolder, env: NodeJS.ProcessEnv): ProcessSpec {
  return {
    name: control.name,
    label: control.name === 'control' ? 'The control plane' : `The control plane ${control.name}`,
    args: [join('src', 'main.ts')],
    cwd: join(repositoryRoot, 'apps', 'control'),
    env: { ...env, CONTROL_HOST: host, CONTROL_PORT: String(control.port), PORT: String(control.port) },
    logFile: join(folder.logs, `${control.name}.log`),
    healthUrl: `${control.url}/healthz`,
  }
}

export function gatewaySpec(gateway: GatewayAddress, folder: DataFolder, env: NodeJS.ProcessEnv): ProcessSpec {
  return {
    name: `gateway-${gateway.name}`,
    label: `The gateway ${gateway.name}`,
    args: [join('src', 'main.ts')],
    cwd: join(repositoryRoot, 'packages', 'gateway'),
    env: {
      ...withoutSecrets(env),
      GATEWAY_NAME: gateway.name,
      GATEWAY_STAGE: gateway.stage,
      GATEWAY_HOST: host,
      GATEWAY_PORT: String(gateway.port),
      GATEWAY_ADMIN_PORT: String(gateway.adminPort),
      GATEWAY_DATA: folder.gateway(gateway.name),
      // Ends by itself before it would be killed.
      GATEWAY_DRAIN_SECONDS: '5',
      GATEWAY_ENROLMENT_TOKEN_FILE: enrolmentTokenFile(folder, gateway.name),
    },
    logFile: join(folder.logs, `gateway-${gateway.name}.log`),
    // Ready, not only alive: it has something to serve.
    healthUrl: `${gateway.adminUrl}/readyz`,
  }
}

export function mailSpec(addresses: Addresses, folder: DataFolder, env: NodeJS.ProcessEnv): ProcessSpec {
  return {
    name: 'mail',
    label: 'The mail catcher',
    args: [join('src', 'mail-catcher', 'main.ts')],
    cwd: join(repositoryRoot, 'packages', 'tooling'),
    env: {
      ...withoutSecrets(env),
      MAIL_CATCHER_PORT: String(addresses.ports.mail),
      MAIL_CATCHER_SMTP_PORT: String(addresses.ports.smtp),
    },
    logFile: join(folder.logs, 'mail.log'),
    healthUrl: `${addresses.mail}/healthz`,
  }
}

export function ordersSpec(addresses: Addresses, folder: DataFolder, env: NodeJS.ProcessEnv): ProcessSpec {
  return {
    name: 'orders',
    label: 'The example backend',
    args: [join('src', 'main.ts')],
    cwd: join(repositoryRoot, 'examples', 'orders'),
    env: { ...withoutSecrets(env), PORT: String(addresses.ports.orders) },
    logFile: join(folder.logs, 'orders.log'),
    healthUrl: `${addresses.orders}/health`,
  }
}

export function appSpecs(
  addresses: Addresses,
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
  mode: 'start' | 'dev',
): ProcessSpec[] {
  return nextApps.map((app) => ({
    name: app,
    label: app === 'admin' ? 'The console' : 'The developer portal',
    args: [nextProgram(app), mode, '-H', host, '-p', String(addresses.ports[app])],
    cwd: join(repositoryRoot, 'apps', app),
    env: {
      ...env,
      NODE_ENV: mode === 'dev' ? 'development' : 'production',
      NEXTAUTH_URL: addresses[app],
      NEXTAUTH_SECRET: env.SESSION_SECRET,
    },
    logFile: join(folder.logs, `${app}.log`),
    healthUrl: `${addresses[app]}/`,
  }))
}

function enrolmentTokenFile(folder: DataFolder, gateway: string): string {
  return join(folder.gateway(gateway), 'enrolment-token')
}

/** A gateway never opens the database, and a process that needs no secret gets none. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DATABASE_URL: _database, GATEHOUSE_SECRET_KEY: _key, SESSION_SECRET: _session, ...rest } = env
  return rest
}
