import { createServer } from 'node:net'
import { ExpectedFailure } from '../expected-failure.ts'
import { type Addresses, addressesFrom, basesApart, defaultGateways, host } from './addresses.ts'

export interface NamedPort {
  readonly what: string
  readonly port: number
}

export function namedPorts(addresses: Addresses, parts: { apps: boolean; embeddedDatabase: boolean }): NamedPort[] {
  const { ports } = addresses
  return [
    ...(parts.apps
      ? [
          { what: 'console', port: ports.admin },
          { what: 'developer portal', port: ports.portal },
        ]
      : []),
    ...addresses.controls.map(({ port }) => ({ what: 'control plane', port })),
    { what: 'mail catcher', port: ports.mail },
    { what: "mail catcher's SMTP", port: ports.smtp },
    { what: 'example backend', port: ports.orders },
    ...addresses.gateways.flatMap(({ name, port, adminPort }) => [
      { what: `gateway ${name}`, port },
      { what: `health of gateway ${name}`, port: adminPort },
    ]),
    ...(parts.embeddedDatabase ? [{ what: 'embedded PostgreSQL', port: ports.database }] : []),
  ]
}

/** Refuses before anything is started: a stack that is half up is worse than none. */
export async function requireFreePorts(ports: readonly NamedPort[]): Promise<void> {
  const states = await Promise.all(ports.map(async (one) => ({ ...one, free: await canListen(one.port) })))
  const taken = states.find((one) => !one.free)
  if (!taken) return
  throw new ExpectedFailure(
    `Port ${taken.port} (${taken.what}) is already taken: stop the program that uses it, or move all of Gatehouse's ports with GATEHOUSE_PORT_BASE, for example GATEHOUSE_PORT_BASE=5000 npm start.`,
  )
}

/**
 * A base whose whole range is free, below the range from which the system hands out ports of its own. It stays this process's own as long
 * as the process lives: its last port is held, so that two test runners that look at the same moment cannot choose the same. For tests.
 */
export async function claimPortBase(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const base = 10_000 + basesApart * Math.floor(Math.random() * 70)
    if (!(await holdPort(base + basesApart - 1))) continue
    const ports = namedPorts(addressesFrom(base, defaultGateways, 1), { apps: true, embeddedDatabase: true })
    const free = await Promise.all(ports.map(({ port }) => canListen(port)))
    if (free.every(Boolean)) return base
  }
  throw new ExpectedFailure(
    'No free range of ports was found: stop programs that listen on many ports and run the command again.',
  )
}

/** Takes a port until the process ends, if nobody has it. */
function holdPort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => {
      server.unref()
      resolve(true)
    })
  })
}

/** One free port, chosen by the system. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
