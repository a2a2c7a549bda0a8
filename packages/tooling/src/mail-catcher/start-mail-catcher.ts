import type { AddressInfo } from 'node:net'
import { createMailWeb } from './mail-web.ts'
import { Mailbox } from './mailbox.ts'
import { createSmtpListener } from './smtp-listener.ts'

export interface MailCatcher {
  readonly webUrl: string
  readonly smtpUrl: string
  readonly mailbox: Mailbox
  stop(): Promise<void>
}

const host = '127.0.0.1'

/** Catches mails on this machine; port 0 takes a free one. */
export async function startMailCatcher(ports: { web: number; smtp: number }): Promise<MailCatcher> {
  const mailbox = new Mailbox()
  const smtp = createSmtpListener(mailbox)
  const web = createMailWeb(mailbox)
  await new Promise<void>((resolve, reject) => {
    smtp.once('error', reject)
    smtp.listen(ports.smtp, host, () => resolve())
  })
  // A client that breaks off is no reason to end.
  smtp.on('error', (error: Error) => console.error(`smtp: ${error.message}`))
  await new Promise<void>((resolve, reject) => web.once('error', reject).listen(ports.web, host, () => resolve()))
  return {
    webUrl: `http://${host}:${(web.address() as AddressInfo).port}`,
    smtpUrl: `smtp://${host}:${(smtp.server.address() as AddressInfo).port}`,
    mailbox,
    async stop() {
      web.closeAllConnections()
      await Promise.all([
        new Promise((resolve) => web.close(resolve)),
        new Promise<void>((resolve) => smtp.close(() => resolve())),
      ])
    },
  }
}
