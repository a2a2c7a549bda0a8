import { mailCatcherPorts } from './env.ts'
import { startMailCatcher } from './start-mail-catcher.ts'

const catcher = await startMailCatcher(mailCatcherPorts())
console.log(`catching mails at ${catcher.smtpUrl}, shown at ${catcher.webUrl}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void catcher.stop().then(() => process.exit(0)))
