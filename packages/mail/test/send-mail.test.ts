import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendMail, UnsendableMail } from '../src/send-mail.ts'
import type { TemplateData, TemplateName } from '../src/templates.ts'

interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

const received: Received[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onRcptTo: ({ address }, _session, callback) =>
    callback(address.startsWith('full') ? Object.assign(new Error('mailbox full'), { responseCode: 452 }) : null),
  onData(stream, { envelope }, callback) {
    text(stream).then((raw) => {
      received.push({
        from: envelope.mailFrom ? envelope.mailFrom.address : '',
        to: envelope.rcptTo.map(({ address }) => address),
        raw,
      })
      callback()
    }, callback)
  },
})
let smtpUrl = ''
const from = 'Acme APIs <apis@acme.example>'

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
})
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))
beforeEach(() => {
  received.length = 0
})

const data: TemplateData = {
  'verify-email': {
    place: 'the Acme developer portal',
    verifyUrl: 'https://portal.acme.example/verify?token=abc',
    validHours: 24,
  },
  'password-reset': {
    place: 'the Acme console',
    resetUrl: 'https://admin.acme.example/reset?token=abc',
    validMinutes: 30,
  },
  'campaign-review': {
    occasion: 'first',
    campaign: 'Partner access, autumn',
    owner: 'Sana Moreau',
    items: 12,
    lines: ['Acme Shop: Orders, last call yesterday'],
    more: 11,
    dueOn: '13 December 2026',
    dueIn: '7 days',
    reviewUrl: 'https://admin.acme.example/access/campaigns/cmp_1/review',
  },
  'campaign-closed': {
    campaign: 'Partner access, autumn',
    kept: 10,
    revoked: 1,
    suspended: 1,
    other: 0,
    campaignUrl: 'https://admin.acme.example/access/campaigns/cmp_1',
  },
  'access-suspended': {
    campaign: 'Partner access, autumn',
    lines: ['Acme Shop: Orders'],
    more: 0,
    ask: ['Mira Kovac'],
    url: 'https://portal.acme.example/applications/app_1',
  },
  'email-change': {
    place: 'the console',
    confirmUrl: 'https://admin.acme.example/confirm-email?token=abc',
    validHours: 24,
  },
  'email-changed': {
    place: 'the console',
    undoUrl: 'https://admin.acme.example/undo-email?token=abc',
    validDays: 7,
  },
  'break-glass-sign-in': {
    name: 'Mira Kaur',
    app: 'console',
    at: '2026-11-22 18:00',
    address: '192.0.2.7',
    auditUrl: 'https://admin.acme.example/audit',
  },
  'security-notice': {
    what: 'A passkey was added',
    sentence: 'It signs in to your account at admin.acme.example.',
    accountUrl: 'https://admin.acme.example/settings/profile',
  },
  invitation: {
    invitedBy: 'Ann Lee',
    to: 'the team Payments',
    place: 'Acme',
    acceptUrl: 'https://portal.acme.example/join?token=abc',
    validDays: 7,
  },
  'subscription-requested': {
    requestedBy: 'Ann Lee',
    application: 'Shop',
    product: 'Orders',
    plan: 'Gold',
    message: 'For our new shop',
    reviewUrl: 'https://admin.acme.example/requests/1',
  },
  'account-exists': {
    place: 'the developer portal',
    signInUrl: 'https://portal.example/sign-in',
    resetUrl: 'https://portal.example/forgot-password',
  },
  'credential-ends': {
    kind: 'key',
    name: 'Nightly job',
    shown: 'gh_live_4f2a…9xQz',
    application: 'Shop',
    stage: 'Live',
    when: 'in 7 days',
    at: '29 November 2026, 10:00 UTC',
    inUse: true,
    applicationUrl: 'https://portal.example.com/applications/app_1',
  },
  'secret-stops': {
    kind: 'key',
    name: 'Nightly job',
    shown: 'gh_live_4f2a…9xQz',
    owner: 'Shop',
    stage: 'Live',
    why: 'Noor Idris was switched off',
    when: 'in 3 days',
    at: '29 November 2026, 10:00 UTC',
    url: 'https://portal.example.com/applications/app_1',
  },
  'subscription-decided': {
    decision: 'rejected',
    application: 'Shop',
    product: 'Orders',
    plan: 'Gold',
    reason: 'Please use Silver',
    applicationUrl: 'https://portal.acme.example/applications/1',
  },
  'promotion-approval-asked': {
    title: 'Promote Orders v2 r12 to Production',
    requestedBy: 'Alva Berg',
    changes: '1 breaking, 2 safe',
    rule: 'Production asks for one approval of somebody else than the requester.',
    note: 'For the launch',
    promotionUrl: 'https://admin.acme.example/promotions/prm_1',
  },
  'promotion-notice': {
    version: 'Orders v2',
    stage: 'Production',
    applications: ['Shop', 'Warehouse'],
    changes: ['GET /orders no longer accepts status=open; Shop sent it 1,204 times in 30 days.'],
    more: 2,
    notBefore: '29 November 2026, 10:00 UTC',
    extended: false,
    message: 'Ask us for help on #orders.',
    pageUrl: 'https://portal.acme.example/apis/orders/v2',
  },
  'access-change-asked': {
    title: 'Make the guardrail “No anonymous calls on live”',
    requestedBy: 'Mira Klein',
    reason: 'Orders were listed by anybody last week.',
    effect: '3 applications lose `GET /orders`',
    applied: false,
    changeUrl: 'https://admin.acme.example/access/guardrails/changes/acg_1',
  },
  'access-change-news': {
    title: 'Make the guardrail “No anonymous calls on live”',
    news: 'rejected',
    by: 'Rolf Brandt',
    reason: 'The partner office calls from there.',
    changeUrl: 'https://admin.acme.example/access/guardrails/changes/acg_1',
  },
  'promotion-news': {
    title: 'Promote Orders v2 r12 to Production',
    news: 'rolled-back',
    reason: '3.1 % of 240 calls failed, more than 1 %',
    promotionUrl: 'https://admin.acme.example/promotions/prm_1',
  },
  'version-deprecated': {
    occasion: 'announced',
    version: 'Orders v1',
    applications: ['Shop', 'Till'],
    deprecatedOn: '1 March 2027, 09:00 UTC',
    sunsetOn: '1 June 2027, 09:00 UTC',
    sunsetIn: 'in 92 days',
    successor: 'Orders v2',
    message: 'Totals are strings in v2.',
    brownOuts: ['1 May 2027, 10:00 to 10:30 UTC'],
    guideUrl: 'https://portal.acme.example/apis/orders/v2',
  },
}

async function send<Name extends TemplateName>(template: Name, to = 'dev@example.com') {
  await sendMail({ smtpUrl, from, to, template, data: data[template] })
  const [mail] = received
  if (!mail) throw new Error('nothing was received')
  return { ...mail, parsed: await simpleParser(mail.raw, { skipTextToHtml: true }) }
}

describe('a mail arrives', () => {
  test.each(Object.keys(data) as TemplateName[])('%s with its link in HTML and in text', async (template) => {
    const { parsed, from: envelopeFrom, to } = await send(template)
    const link = /https:\S+/.exec(parsed.text ?? '')?.[0] ?? 'no link'
    expect({ envelopeFrom, to }).toEqual({ envelopeFrom: 'apis@acme.example', to: ['dev@example.com'] })
    expect(parsed.from?.text).toBe('"Acme APIs" <apis@acme.example>')
    expect(parsed.subject).toBeTruthy()
    expect(parsed.html).toContain(link.replaceAll('&', '&amp;'))
    expect(parsed.html).toContain('Acme APIs')
  })

  test('marked as automatic, so that no absence note answers it', async () => {
    expect((await send('verify-email')).raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m)
  })

  test('with the reason in the words of the approver', async () => {
    const { parsed } = await send('subscription-decided')
    expect(parsed.text).toContain('Please use Silver')
    expect(parsed.subject).toBe('Access to Orders was not granted')
  })

  test('on a version that ends: which applications call it, until when, and where to go', async () => {
    const { parsed } = await send('version-deprecated')
    expect(parsed.subject).toBe('Orders v1 is deprecated and ends on 1 June 2027, 09:00 UTC')
    for (const said of [
      'Shop and Till call',
      'answered 410',
      '10:00 to 10:30',
      'Move to Orders v2',
      'Totals are strings',
    ])
      expect(parsed.text).toContain(said)
  })
})

describe('D6: nothing is sent', () => {
  test.each([
    '"e@attacker.com"@victim.com',
    'a＠evil.com@victim.com',
    'a@victim.com\r\nBcc: b@evil.com',
    'a@b@victim.com',
  ])('to %j', async (to) => {
    await expect(send('verify-email', to)).rejects.toThrow(UnsendableMail)
    expect(received).toEqual([])
  })

  test('with a link that runs something', async () => {
    const mail = { smtpUrl, from, to: 'dev@example.com', template: 'verify-email' } as const
    await expect(
      sendMail({ ...mail, data: { ...data['verify-email'], verifyUrl: 'javascript:alert(1)' } }),
    ).rejects.toThrow(UnsendableMail)
    expect(received).toEqual([])
  })
})

describe("other people's words", () => {
  test('never become markup', async () => {
    await sendMail({
      smtpUrl,
      from,
      to: 'dev@example.com',
      template: 'invitation',
      data: { ...data.invitation, invitedBy: '<img src=x onerror=alert(1)>' },
    })
    const parsed = await simpleParser(received[0]?.raw ?? '')
    expect(parsed.html).not.toContain('<img')
    expect(parsed.html).toContain('&lt;img')
  })

  test('never become headers or recipients', async () => {
    await sendMail({
      smtpUrl,
      from,
      to: 'dev@example.com',
      template: 'subscription-requested',
      data: { ...data['subscription-requested'], application: 'Shop\r\nBcc: evil@example.com\r\n\r\nbody' },
    })
    const headers = received[0]?.raw.split(/\r?\n\r?\n/)[0] ?? ''
    expect(headers).not.toMatch(/^Bcc:/im)
    expect(received[0]?.to).toEqual(['dev@example.com'])
  })
})

test("the server's refusal is the caller's to see, so that a job tries again", async () => {
  await expect(send('verify-email', 'full@example.com')).rejects.toMatchObject({ responseCode: 452 })
})

test('a server that is not there is an error, not a hang', async () => {
  await expect(
    sendMail({
      smtpUrl: 'smtp://127.0.0.1:1',
      from,
      to: 'a@b.example',
      template: 'verify-email',
      data: data['verify-email'],
    }),
  ).rejects.toMatchObject({ code: 'ESOCKET' })
})
