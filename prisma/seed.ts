import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createDatabase } from '@gatehouse/db/client'
import { createContext } from '@gatehouse/services/grammar/context'
import { ensureInstallation } from '@gatehouse/services/installation/ensure-installation'
import { ensureJobSchema } from '@gatehouse/services/jobs/add-job'
import { readSeedEnvironment } from './env.ts'
import { seedEnrolmentTokens } from './seed/enrolment-tokens.ts'
import { isOffered } from './seed/is-offered.ts'
import { demoPeople, developerActor, memberActor, seedPerson, seedTeam } from './seed/people.ts'

/** Fills an installation with the demonstration, through the services. What is there stays; a run that broke off is finished. */
const env = readSeedEnvironment()
const { installation, gateways } = env
const db = createDatabase({ url: env.databaseUrl, applicationName: 'gatehouse-seed', poolSize: 4 })
const system = createContext({ actor: { kind: 'system', task: 'seed' }, db, installation })
const urlOf = (stage: string) => gateways.find((gateway) => gateway.stage === stage)?.url ?? 'http://127.0.0.1:4100'

await ensureJobSchema(db.pool)
await ensureInstallation(system, {
  organization: 'Hedgerow',
  gatewayUrls: { development: urlOf('development'), staging: urlOf('staging'), production: urlOf('production') },
})
// First of all: the gateways wait for them.
await seedEnrolmentTokens(system, gateways)

const people = {
  admin: await seedPerson(system, demoPeople.admin),
  owner: await seedPerson(system, demoPeople.owner),
  viewer: await seedPerson(system, demoPeople.viewer),
  security: await seedPerson(system, demoPeople.security),
  reviewer: await seedPerson(system, demoPeople.reviewer),
  developer: await seedPerson(system, demoPeople.developer),
}
const admin = { ...system, actor: memberActor(people.admin, 'Admin') }
const commerce = await seedTeam(admin, 'Commerce', people.owner)
const platform = await seedTeam(admin, 'Platform', people.admin)

const second = (limit: number) => ({ limit, periodSeconds: 1, burst: 2 * limit })
const free = {
  name: 'Free',
  description: 'For trying it out.',
  limits: { default: { rate: second(10), quota: { limit: 10_000, period: 'month' as const } }, stages: {} },
  approval: 'automatic' as const,
}
const pro = {
  name: 'Pro',
  description: 'For production traffic; somebody looks at each request for access.',
  limits: { default: { rate: second(200), quota: { limit: 5_000_000, period: 'month' as const } }, stages: {} },
  approval: 'manual' as const,
}

// What imports and deploys takes a second to load: a start that finds everything made does without.
if (!(await isOffered(system, 'orders'))) {
  const { seedOfferedApi } = await import('./seed/offered-api.ts')
  await seedOfferedApi(
    { ...system, actor: memberActor(people.owner, 'Product owner') },
    {
      slug: 'orders',
      name: 'Orders',
      fileName: 'openapi.yaml',
      source: readFileSync(resolve(import.meta.dirname, '..', 'examples', 'orders', 'openapi.yaml'), 'utf8'),
      backendUrl: env.ordersUrl,
      teamId: commerce,
      audience: 'public',
      tags: ['demo', 'shop'],
      plans: [free, pro],
    },
  )
}
if (!(await isOffered(system, 'gatehouse'))) {
  const { seedOfferedApi } = await import('./seed/offered-api.ts')
  const { openApiDocument } = await import('@gatehouse/http/openapi')
  const { routes } = await import('@gatehouse/http/routes')
  await seedOfferedApi(admin, {
    slug: 'gatehouse',
    name: 'Gatehouse Management API',
    fileName: 'gatehouse-management-api.json',
    source: JSON.stringify(openApiDocument(routes, { serverUrl: installation.controlUrl }), null, 2),
    backendUrl: `${installation.controlUrl}/api/v1`,
    teamId: platform,
    audience: 'public',
    tags: ['platform'],
    plans: [free],
  })
}

if ((await db.prisma.accessChange.count({ where: { act: 'guardrail.create' } })) === 0) {
  const { seedGuardrail } = await import('./seed/guardrail.ts')
  await seedGuardrail(system)
}

const keyFile = join(env.dataFolder, 'demo', 'sandbox-key')
if (!existsSync(keyFile)) {
  const { seedDemoApplication } = await import('./seed/demo-application.ts')
  const developer = { ...system, actor: await developerActor(system, people.developer) }
  await seedDemoApplication(developer, { name: 'Acme Shop', apiSlug: 'orders', plan: 'Free', keyFile })
}
await db.end()

const signIns = Object.values(demoPeople).map(({ email, password, hat, who }) => ({
  where: hat === 'member' ? installation.adminUrl : installation.portalUrl,
  email,
  password,
  who,
}))
const notes = existsSync(keyFile)
  ? [`A call: curl -H "x-api-key: $(cat ${keyFile})" ${urlOf('staging')}/orders/v1/orders`]
  : []
console.log(JSON.stringify({ signIns, notes }))
