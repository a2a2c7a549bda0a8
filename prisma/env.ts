import { join, resolve } from 'node:path'
import type { Installation } from '@gatehouse/services/grammar/installation'
import { z } from 'zod'

const gateways = z.array(
  z.object({ name: z.string(), stage: z.string(), url: z.url(), enrolmentTokenFile: z.string() }),
)
export type GatewayPlace = z.infer<typeof gateways>[number]

const schema = z.object({
  DATABASE_URL: z.string().startsWith('postgres'),
  GATEHOUSE_DATA: z.string().default(resolve(import.meta.dirname, '..', '.gatehouse')),
  GATEHOUSE_SECRET_KEY: z.string().transform((text) => Buffer.from(text, 'base64')),
  ADMIN_URL: z.url().default('http://127.0.0.1:4000'),
  PORTAL_URL: z.url().default('http://127.0.0.1:4001'),
  CONTROL_URL: z.url().default('http://127.0.0.1:4002'),
  ORDERS_URL: z.url().default('http://127.0.0.1:4010'),
  GATEHOUSE_GATEWAYS: z.string().optional(),
})

/** What the seed gets from its environment. */
export function readSeedEnvironment() {
  const env = schema.parse(process.env)
  const plain = (url: string) => url.replace(/\/+$/, '')
  const installation: Installation = {
    adminUrl: plain(env.ADMIN_URL),
    portalUrl: plain(env.PORTAL_URL),
    controlUrl: plain(env.CONTROL_URL),
    secretKey: env.GATEHOUSE_SECRET_KEY,
  }
  const places =
    env.GATEHOUSE_GATEWAYS === undefined
      ? ['development', 'staging', 'production'].map((stage, index) => ({
          name: stage,
          stage,
          url: `http://127.0.0.1:${4101 + index}`,
          enrolmentTokenFile: join(env.GATEHOUSE_DATA, 'gateways', stage, 'enrolment-token'),
        }))
      : gateways.parse(JSON.parse(env.GATEHOUSE_GATEWAYS))
  return {
    databaseUrl: env.DATABASE_URL,
    dataFolder: env.GATEHOUSE_DATA,
    ordersUrl: plain(env.ORDERS_URL),
    installation,
    gateways: places,
  }
}
