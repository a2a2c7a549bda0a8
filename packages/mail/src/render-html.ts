import { Body, Button, Container, Head, Heading, Hr, Html, Link, Preview, Section, Text } from '@react-email/components'
import { render } from '@react-email/render'
import { type CSSProperties, createElement as h, type ReactElement } from 'react'
import type { MailContent } from './mail-content.ts'

// Written with createElement: these files run under Node's type stripping, which knows no JSX.

const text = '#18181b'
const muted = '#63636b'
const font = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"

const styles = {
  body: { backgroundColor: '#f4f4f5', fontFamily: font, margin: 0, padding: '32px 12px' },
  card: {
    backgroundColor: '#ffffff',
    border: '1px solid #e4e4e7',
    borderRadius: '12px',
    maxWidth: '520px',
    padding: '32px',
  },
  product: { color: muted, fontSize: '13px', lineHeight: '20px', margin: '0 0 20px' },
  heading: { color: text, fontSize: '20px', fontWeight: 600, lineHeight: '28px', margin: '0 0 16px' },
  paragraph: { color: text, fontSize: '15px', lineHeight: '24px', margin: '0 0 16px' },
  button: {
    backgroundColor: text,
    borderRadius: '8px',
    color: '#ffffff',
    fontSize: '15px',
    fontWeight: 500,
    padding: '11px 18px',
    textDecoration: 'none',
  },
  small: { color: muted, fontSize: '13px', lineHeight: '20px', margin: '16px 0 0', overflowWrap: 'anywhere' },
  rule: { borderColor: '#e4e4e7', margin: '24px 0 0' },
  link: { color: muted },
} satisfies Record<string, CSSProperties>

/** One calm look for every mail. All text passes through React, so nobody's name becomes markup. */
export function renderHtml(content: MailContent, installation: string): Promise<string> {
  return render(layout(content, installation))
}

function layout(content: MailContent, installation: string): ReactElement {
  const { action } = content
  return h(
    Html,
    { lang: 'en' },
    h(Head, null, h('meta', { name: 'color-scheme', content: 'light' })),
    h(Preview, null, content.preview),
    h(
      Body,
      { style: styles.body },
      h(
        Container,
        { style: styles.card },
        h(Text, { style: styles.product }, installation),
        h(Heading, { as: 'h1', style: styles.heading }, content.heading),
        ...content.paragraphs.map((paragraph, index) => h(Text, { key: index, style: styles.paragraph }, paragraph)),
        action
          ? h(
              Section,
              null,
              h(Button, { href: action.url, style: styles.button }, action.label),
              h(
                Text,
                { style: styles.small },
                'If the button does not work: ',
                h(Link, { href: action.url, style: styles.link }, action.url),
              ),
            )
          : null,
        h(Hr, { style: styles.rule }),
        h(Text, { style: styles.small }, content.footnote),
      ),
    ),
  )
}
