export interface GatewayPlace {
  readonly name: string
  /** Slug of the stage that this gateway serves. */
  readonly stage: string
}

export interface GatewayAddress extends GatewayPlace {
  readonly port: number
  readonly adminPort: number
  readonly url: string
  readonly adminUrl: string
}

export interface ControlAddress {
  readonly name: string
  readonly port: number
  readonly url: string
}

export interface Addresses {
  readonly admin: string
  readonly portal: string
  /** Address of the first control plane instance: the management API and the OAuth issuer. */
  readonly control: string
  readonly controls: readonly ControlAddress[]
  readonly mail: string
  readonly smtp: string
  readonly orders: string
  readonly gateways: readonly GatewayAddress[]
  readonly ports: {
    readonly admin: number
    readonly portal: number
    readonly mail: number
    readonly smtp: number
    readonly orders: number
    readonly database: number
  }
}

export const host = '127.0.0.1'

/** One gateway for each stage of the demonstration. Which stages exist is data; these are the ones that the seed makes. */
export const defaultGateways: readonly GatewayPlace[] = [
  { name: 'development', stage: 'development' },
  { name: 'staging', stage: 'staging' },
  { name: 'production', stage: 'production' },
]

/** Two stacks never meet when their bases are this far apart. */
export const basesApart = 300

/** Where everything listens, all derived from one base. */
export function addressesFrom(base: number, gateways: readonly GatewayPlace[], controlCount: number): Addresses {
  const url = (port: number) => `http://${host}:${port}`
  const ports = {
    admin: base,
    portal: base + 1,
    mail: base + 3,
    smtp: base + 25,
    orders: base + 10,
    database: base + 32,
  }
  const controls = Array.from({ length: controlCount }, (_, index) => {
    const port = index === 0 ? base + 2 : base + 12 + index
    return { name: index === 0 ? 'control' : `control-${index + 1}`, port, url: url(port) }
  })
  return {
    admin: url(ports.admin),
    portal: url(ports.portal),
    control: url(base + 2),
    controls,
    mail: url(ports.mail),
    smtp: `smtp://${host}:${ports.smtp}`,
    orders: url(ports.orders),
    gateways: gateways.map((place, index) => ({
      ...place,
      port: base + 101 + index,
      adminPort: base + 201 + index,
      url: url(base + 101 + index),
      adminUrl: url(base + 201 + index),
    })),
    ports,
  }
}
