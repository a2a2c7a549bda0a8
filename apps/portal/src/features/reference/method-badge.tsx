const looks: Record<string, string> = {
  GET: 'text-info-text',
  POST: 'text-ok-text',
  PUT: 'text-warn-text',
  PATCH: 'text-warn-text',
  DELETE: 'text-bad-text',
}

/** The verb, coloured by what it does; the word itself says it. */
export function Method({ method, short = false }: { method: string; short?: boolean }) {
  return (
    <span
      className={`shrink-0 font-medium font-mono ${short ? 'w-9 text-[10px]' : 'text-xs'} ${looks[method] ?? 'text-muted'}`}
    >
      {short && method === 'DELETE' ? 'DEL' : short && method === 'OPTIONS' ? 'OPT' : method}
    </span>
  )
}

/** A path whose parameters stand out. */
export function PathTemplate({ path }: { path: string }) {
  return (
    <code className="min-w-0 text-[13px] [overflow-wrap:anywhere]">
      {path.split(/(\{[^}]*\})/).map((piece, index) =>
        piece.startsWith('{') ? (
          <span key={index} className="text-accent-text">
            {piece}
          </span>
        ) : (
          piece
        ),
      )}
    </code>
  )
}
