import { code, type ReadyRule, rule, skip } from './rule.ts'

const local =
  /^https?:\/\/(?:localhost|127\.|\[::1\]|0\.0\.0\.0|[^/]*\.(?:local|test|example)(?:[:/]|$)|(?:[^/]*\.)?example\.(?:com|org|net)(?:[:/]|$))/i

/** Rules about the description as a whole, its tags, servers and texts. */
export const descriptionRules = {
  'info-description': rule('info', {
    group: 'Description',
    title: 'The API has a description',
    severity: 'warn',
    why: 'It is the first thing that a developer reads in the portal, and what search finds the API by.',
    fix: 'Say in two or three sentences what the API does, for whom, and what it does not do.',
    bad: { api: { description: 'TODO' } },
    good: { api: { description: 'Takes orders and tells what became of them.' } },
    check: ({ node }) => {
      const length = node.description?.trim().length ?? 0
      if (length === 0) return { message: 'The API has no description' }
      return length < 20
        ? { message: 'The description of the API says next to nothing', at: '/description' }
        : undefined
    },
  }),
  'info-contact': rule('info', {
    group: 'Description',
    title: 'Somebody can be reached',
    severity: 'info',
    why: 'Who is stuck needs to know whom to ask.',
    fix: 'Give `contact` an address or a web page.',
    bad: { api: { contact: { name: 'Orders team' } } },
    good: { api: { contact: { name: 'Orders team', email: 'orders@acme.test' } } },
    check: ({ node }) =>
      node.contact?.email === undefined && node.contact?.url === undefined
        ? 'The API names no contact with an address or a web page'
        : undefined,
  }),
  'info-license': rule('info', {
    group: 'Description',
    title: 'The licence is named',
    severity: 'info',
    why: 'Companies ask for the terms before they build on an API.',
    fix: 'Name the licence, or give `termsOfService`.',
    bad: { api: { license: { name: '' } } },
    good: { api: { license: { name: 'Apache-2.0' } } },
    check: ({ node }) =>
      (node.license?.name ?? '').trim() === '' && node.termsOfService === undefined
        ? 'The API names neither a licence nor terms of service'
        : undefined,
  }),
  'info-version': rule('info', {
    group: 'Description',
    title: 'The version is a semantic version',
    severity: 'info',
    why: 'Readers and tools see from `2.0.0` after `1.4.0` that something breaks.',
    fix: 'Write `major.minor.patch`, such as `1.4.0`.',
    bad: { api: { version: 'latest' } },
    good: { api: { version: '1.4.0' } },
    check: ({ node }) =>
      /^\d+(?:\.\d+){1,2}(?:[-+][0-9A-Za-z.+-]{1,60})?$/.test(node.version)
        ? undefined
        : { message: `The version ${code(node.version)} is no semantic version`, at: '/version' },
  }),
  'server-https': rule('server', {
    group: 'Description',
    title: 'Servers use https',
    severity: 'error',
    why: 'Over http, keys and data are readable on the way.',
    fix: 'Write the address with `https://`.',
    fixable: true,
    bad: { api: { servers: [{ url: 'http://api.acme.com' }] } },
    good: { api: { servers: [{ url: 'https://api.acme.com' }] } },
    check: ({ node, pointer }) =>
      /^http:\/\//i.test(node.url) && !local.test(node.url)
        ? {
            message: `The server ${code(node.url)} is reached without encryption`,
            at: '/url',
            edits: [{ pointer: `${pointer}/url`, value: node.url.replace(/^http:/i, 'https:') }],
          }
        : undefined,
  }),
  'server-public': rule('server', {
    group: 'Description',
    title: 'Servers are real ones',
    severity: 'warn',
    why: 'Examples and generated clients call this address; nobody else reaches your machine, and example.com answers nothing.',
    fix: 'Give the address that callers use, or remove the server.',
    bad: { api: { servers: [{ url: 'https://localhost:3000' }] } },
    good: { api: { servers: [{ url: 'https://api.acme.com' }] } },
    check: ({ node }) =>
      local.test(node.url) && !/\.test(?:[:/]|$)/i.test(node.url)
        ? { message: `The server ${code(node.url)} is no address for callers`, at: '/url' }
        : undefined,
  }),
  'tag-description': rule('tag', {
    group: 'Description',
    title: 'Tags have a description',
    severity: 'info',
    why: 'Tags are the chapters of the reference; a sentence tells what is in one.',
    fix: 'Add a sentence to the tag.',
    bad: { api: { tags: [{ name: 'Orders' }] } },
    good: { api: { tags: [{ name: 'Orders', description: 'Orders of customers.' }] } },
    check: ({ node }) =>
      (node.description ?? '').trim() === '' ? `The tag ${code(node.name)} has no description` : undefined,
  }),
  'text-no-script': rule('text', {
    group: 'Description',
    title: 'Texts carry no script',
    severity: 'error',
    why: 'Other tools than this one show descriptions as HTML; a script in one runs in the reader’s session.',
    fix: 'Remove the script, the event handler or the `javascript:` address.',
    bad: { operation: { description: 'See <script>alert(1)</script> for more.' } },
    good: { operation: { description: 'The order with its lines, as it is now.' } },
    check: ({ text }) =>
      /<\s*(?:script|iframe|object|embed)\b|<[^>]{0,500}\son[a-z]{3,20}\s*=|\bjavascript:/i.test(text)
        ? 'The text carries a script, a frame or an event handler'
        : undefined,
  }),
  'text-no-html': rule('text', {
    group: 'Description',
    title: 'Texts are Markdown without HTML',
    severity: 'info',
    why: 'The portal shows HTML tags as they are written, since it takes none from descriptions.',
    fix: 'Write it as Markdown: `**bold**`, `- list`, a blank line for a paragraph.',
    bad: { operation: { description: 'The <b>whole</b> order.' } },
    good: { operation: { description: 'The **whole** order.' } },
    check: ({ text }) => {
      const tag =
        /<\/?(?:p|br|b|i|a|ul|ol|li|div|span|table|tr|td|th|h[1-6]|strong|em|code|pre|img)\b[^>]{0,300}>/i.exec(
          text,
        )?.[0]
      return tag === undefined ? undefined : `The text has the HTML tag ${code(tag)}`
    },
  }),
  'text-finished': rule('text', {
    group: 'Description',
    title: 'Texts are finished',
    severity: 'warn',
    why: 'A reader takes a placeholder for carelessness in the rest.',
    fix: 'Write the text, or remove it.',
    bad: { operation: { description: 'TODO: describe' } },
    good: { operation: { description: 'The order with its lines, as it is now.' } },
    check: ({ text }) => (/\b(?:TODO|FIXME|TBD|lorem ipsum)\b/.test(text) ? 'The text is a placeholder' : undefined),
  }),
  'tag-unused': rule('tag', {
    group: 'Description',
    title: 'Every tag is used',
    severity: 'info',
    why: 'A tag without operations is an empty chapter.',
    fix: 'Remove the tag, or give it to an operation.',
    bad: {
      api: {
        tags: [
          { name: 'Orders', description: 'Orders.' },
          { name: 'Refunds', description: 'Refunds.' },
        ],
      },
    },
    good: { api: { tags: [{ name: 'Orders', description: 'Orders.' }] } },
    check: ({ node }, { description }) =>
      description.operations.length === 0
        ? skip
        : description.operations.some(({ tags }) => tags.includes(node.name))
          ? undefined
          : `No operation has the tag ${code(node.name)}`,
  }),
} satisfies Record<string, ReadyRule>
