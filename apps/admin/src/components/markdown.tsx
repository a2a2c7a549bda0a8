import { Prose } from '@gatehouse/ui/prose'
import ReactMarkdown, { type Options } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'

/** Only addresses that a reader may safely follow; anything else stays text. */
const safeAddress = /^(?:https?:\/\/|mailto:|#)/i

const components: Options['components'] = {
  h1: 'h2',
  // A picture of a third party would tell it who reads what, and the page's policy refuses it.
  img: ({ alt }) => (alt ? <span>{alt}</span> : null),
  a: ({ href, children }) =>
    href && safeAddress.test(href) ? (
      <a href={href} rel="noreferrer noopener nofollow" target="_blank">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
}

/** CommonMark of others, rendered without any HTML of theirs. Headings start below the page's own. */
export function Markdown({ children }: { children: string }) {
  return (
    <Prose>
      <ReactMarkdown skipHtml remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components}>
        {children}
      </ReactMarkdown>
    </Prose>
  )
}
