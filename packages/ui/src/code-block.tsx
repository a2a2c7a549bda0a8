import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type CodeLanguage, tokenizeLine } from './code-tokens.ts'
import { CopyButton } from './copy-button.tsx'

type CodeBlockProps = {
  code: string
  language?: CodeLanguage
  /** Head of the block: a file name, "Request", language tabs. */
  title?: ReactNode
  actions?: ReactNode
  /** What is copied when it differs from what is shown (a masked key). */
  copyValue?: string
  copy?: boolean
  lineNumbers?: boolean
  /** Lines to light up, from 1, with the tone of what happened there. */
  marks?: Record<number, 'bad' | 'ok' | 'warn' | 'info'>
  maxHeight?: number
  wrap?: boolean
  className?: string
}

const markLooks = {
  bad: 'bg-bad-soft shadow-[inset_2px_0_0_var(--bad)]',
  ok: 'bg-ok-soft shadow-[inset_2px_0_0_var(--ok)]',
  warn: 'bg-warn-soft shadow-[inset_2px_0_0_var(--warn)]',
  info: 'bg-info-soft shadow-[inset_2px_0_0_var(--info)]',
}

/** Code with light colouring, lit lines and a copy button; rendered on the server. */
export function CodeBlock({
  code,
  language = 'text',
  title,
  actions,
  copyValue,
  copy = true,
  lineNumbers = false,
  marks = {},
  maxHeight,
  wrap = false,
  className,
}: CodeBlockProps) {
  const lines = code.replace(/\n$/, '').split('\n')
  const button = copy && <CopyButton value={copyValue ?? code} label="Copy code" />
  const headed = title !== undefined || actions !== undefined
  return (
    <figure
      className={classNames(
        'group/code relative min-w-0 overflow-hidden rounded-lg border border-line bg-sunken',
        className,
      )}
    >
      {headed && (
        <figcaption className="flex min-h-9 items-center justify-between gap-2 border-line border-b py-1 pr-1 pl-3 text-muted text-sm">
          <div className="min-w-0 truncate">{title}</div>
          <div className="flex shrink-0 items-center gap-1">
            {actions}
            {button}
          </div>
        </figcaption>
      )}
      {!headed && button && (
        <div className="absolute top-1 right-1 z-10 rounded-md bg-sunken opacity-0 transition-opacity focus-within:opacity-100 group-hover/code:opacity-100 max-sm:opacity-100">
          {button}
        </div>
      )}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="overflow-auto py-2.5 text-[12.5px] leading-5 focus-visible:-outline-offset-2"
        style={maxHeight ? { maxHeight } : undefined}
      >
        <code className={classNames('block w-max min-w-full text-[1em]', wrap && 'w-auto')}>
          {lines.map((line, index) => {
            const mark = marks[index + 1]
            return (
              <span key={`line-${index + 1}`} className={classNames('flex min-h-5 px-3', mark && markLooks[mark])}>
                {lineNumbers && (
                  <span className="w-8 shrink-0 select-none pr-3 text-right text-subtle">{index + 1}</span>
                )}
                <span className={wrap ? 'min-w-0 whitespace-pre-wrap break-words' : 'whitespace-pre'}>
                  {tokenizeLine(line, language).map((token, position) =>
                    token.kind ? (
                      <span key={`${position}-${token.kind}`} className={`gh-token-${token.kind}`}>
                        {token.text}
                      </span>
                    ) : (
                      token.text
                    ),
                  )}
                  {mark && <span className="sr-only"> (marked)</span>}
                </span>
              </span>
            )
          })}
        </code>
      </pre>
    </figure>
  )
}
