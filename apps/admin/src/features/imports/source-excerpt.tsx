import { CodeBlock } from '@gatehouse/ui/code-block'

/** A line of the source with its neighbours, lit. Line numbers are those of the file. */
export function SourceExcerpt({
  source,
  line,
  tone = 'warn',
}: {
  source: string
  line: number
  tone?: 'bad' | 'warn'
}) {
  const lines = source.split(/\r\n|\n|\r/)
  const start = Math.max(1, line - 3)
  const end = Math.min(lines.length, line + 3)
  const width = String(end).length
  const shown = lines
    .slice(start - 1, end)
    .map(
      (text, index) =>
        `${String(start + index).padStart(width)}  ${text.length > 200 ? `${text.slice(0, 200)}…` : text}`,
    )
  return <CodeBlock code={shown.join('\n')} language="text" copy={false} marks={{ [line - start + 1]: tone }} />
}
