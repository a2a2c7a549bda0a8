import { Prose } from '@gatehouse/ui/prose'
import type { ReactNode } from 'react'
import ReactMarkdown, { type Options } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'

/** Only addresses that a reader may safely follow; anything else stays text. */
const safeAddress = /^(?:https?:\/\/|mailto:|#)/i

const components: Options['components'] = {
  h1: 'h2',
  h2: 'h3',
  h3: 'h4',
  h4: 'h5',
  // A picture of a third party would tell it who reads what.
  img: ({ alt }) => (alt ? <span>{alt}</span> : null),
  a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
}

/** A link that somebody else wrote: http, https and mail only, opened apart. */
export function OutsideLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href || !safeAddress.test(href)) return <span>{children}</span>
  if (href.startsWith('#')) return <a href={href}>{children}</a>
  return (
    <a href={href} rel="noreferrer noopener nofollow ugc" target="_blank" className="text-accent-text hover:underline">
      {children}
    </a>
  )
}

/** CommonMark of others, rendered without any HTML of theirs. Headings start below the page's own. */
export function Markdown({ children, inline = false }: { children: string; inline?: boolean }) {
  const body = (
    <ReactMarkdown skipHtml remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components}>
      {children}
    </ReactMarkdown>
  )
  return inline ? (
    <div className="gh-prose max-w-none text-inherit text-sm [&>*]:my-1">{body}</div>
  ) : (
    <Prose>{body}</Prose>
  )
}
