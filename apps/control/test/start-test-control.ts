import { createDatabase } from '@gatehouse/db/client'
import { listen } from '@gatehouse/db/listen'
import { startPolling } from '@gatehouse/db/poll'
import { createEnrolment } from '@gatehouse/services/gateways/create-enrolment'
import type { TestInstallation } from '@gatehouse/services/testing'
import { pino } from 'pino'
import { startControl } from '../src/control.ts'
import { FakeGateway } from './fake-gateway.ts'

/** A control plane process's inside, with pools of its own, on a free port. */
export async function startTestControl(app: TestInstallation) {
  const db = createDatabase({ url: app.url })
  const control = await startControl(
    {
      db,
      installation: app.installation,
      trustedProxies: () => false,
      log: pino({ level: 'silent' }),
      startPolling,
      listen: (channel, onNotify) => listen(app.url, channel, onNotify),
    },
    { host: '127.0.0.1', port: 0 },
  )
  return {
    url: `http://127.0.0.1:${control.port}`,
    async close() {
      await control.close()
      await db.end()
    },
  }
}

export async function enrolGateway(app: TestInstallation, base: string, stage: string): Promise<FakeGateway> {
  const { token } = await createEnrolment({ ctx: app.ctx(), input: { stage } })
  const gateway = new FakeGateway(app.installation.controlUrl)
  const response = await gateway.enrol(base, token)
  if (!response.ok) throw new Error(`enrolment: ${response.status} ${await response.text()}`)
  return gateway
}
