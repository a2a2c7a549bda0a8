import { Prose } from '@gatehouse/ui/prose'
import ReactMarkdown from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'

/** CommonMark of others, rendered without any HTML of theirs. Headings start below the page's own. */
export function Markdown({ children }: { children: string }) {
  return (
    <Prose>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeSanitize]}
        components={{
          h1: 'h2',
          a: ({ href, children: text }) => (
            <a href={href} rel="noreferrer noopener nofollow" target="_blank">
              {text}
            </a>
          ),
        }}
      >
        {children}
      </ReactMarkdown>
    </Prose>
  )
}
