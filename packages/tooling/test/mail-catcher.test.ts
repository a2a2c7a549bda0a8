import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Mailbox } from '../src/mail-catcher/mailbox.ts'
import { type MailCatcher, startMailCatcher } from '../src/mail-catcher/start-mail-catcher.ts'

let catcher: MailCatcher
beforeAll(async () => {
  catcher = await startMailCatcher({ web: 0, smtp: 0 })
})
afterAll(() => catcher.stop())
beforeEach(() => catcher.mailbox.clear())

/** A client as plain as the protocol allows: a command after each reply. */
function send(to: string, data: string): Promise<void> {
  const commands = ['EHLO test', 'MAIL FROM:<from@example.com>', `RCPT TO:<${to}>`, 'DATA', `${data}\r\n.`, 'QUIT']
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(catcher.smtpUrl).port), '127.0.0.1')
    socket.setEncoding('utf8').on('data', (text: string) => {
      if (/^[45]/m.test(text)) reject(new Error(text))
      if (/^\d{3} /m.test(text)) socket.write(`${commands.shift() ?? ''}\r\n`)
    })
    socket.on('error', reject).on('close', () => resolve())
  })
}

const htmlMail = [
  'From: Gatehouse <gatehouse@example.com>',
  'To: dev@example.com',
  'Subject: Confirm <b>this</b>',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Hello</p><script>parent.document.title = "owned"</script>',
].join('\r\n')

test('a mail that is sent appears for its recipient, whatever the case of the address', async () => {
  await send('Dev@Example.com', htmlMail)
  const mails = async (to: string) => {
    const response = await fetch(`${catcher.webUrl}/api/mails?to=${encodeURIComponent(to)}`)
    return ((await response.json()) as { mails: { subject: string; to: string[] }[] }).mails
  }
  expect(await mails('dev@EXAMPLE.com')).toMatchObject([{ subject: 'Confirm <b>this</b>', to: ['dev@example.com'] }])
  expect(await mails('other@example.com')).toEqual([])
})

test('a mail is shown in a frame that runs nothing, and its words are never markup', async () => {
  await send('dev@example.com', htmlMail)
  const [mail] = catcher.mailbox.list()
  const page = await (await fetch(`${catcher.webUrl}/mails/${mail?.id}`)).text()
  expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
  expect(page).not.toContain('<script>')
  expect(page).toContain('Confirm &lt;b&gt;this&lt;/b&gt;')
  expect(await (await fetch(catcher.webUrl)).text()).toContain(`/mails/${mail?.id}`)
})

test('a page that reaches this machine by another name reads nothing', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${catcher.webUrl}/api/mails`, { headers: { host: 'evil.example' } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(403)
})

test('only the latest mails are kept', () => {
  const mailbox = new Mailbox(2)
  for (const subject of ['one', 'two', 'three']) mailbox.add({ from: '', to: [], subject, text: '', html: '' })
  expect(mailbox.list().map(({ subject }) => subject)).toEqual(['three', 'two'])
})
