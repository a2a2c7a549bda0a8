const tones: Readonly<Record<string, string>> = {
  GET: 'text-info-text',
  HEAD: 'text-info-text',
  POST: 'text-ok-text',
  PUT: 'text-warn-text',
  PATCH: 'text-warn-text',
  DELETE: 'text-bad-text',
}

/** `GET /orders/{orderId}`: the verb in its colour (and always as a word), the path in code. */
export function OperationName({ text, strong = false }: { text: string; strong?: boolean }) {
  const [verb = '', ...path] = text.split(' ')
  if (path.length === 0) return <code>{text}</code>
  return (
    <code className="[overflow-wrap:anywhere]">
      <span className={`font-semibold ${tones[verb] ?? 'text-muted'}`}>{verb}</span>{' '}
      <span className={strong ? 'font-semibold' : ''}>{path.join(' ')}</span>
    </code>
  )
}
