const token =
  /--[^\n]*|\/\*|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|;/g

/** Block comments nest in PostgreSQL. */
function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = start
  for (let depth = 1; depth > 0; ) {
    const found = mark.exec(sql)
    if (!found) return sql.length
    depth += found[0] === '/*' ? 1 : -1
  }
  return mark.lastIndex
}

/** `E'…'` strings escape their quotes with a backslash. */
function endOfEscapeString(sql: string, quote: number): number {
  const string = /'(?:[^'\\]|''|\\[\s\S])*'/y
  string.lastIndex = quote
  return string.exec(sql) ? string.lastIndex : sql.length
}

/**
 * Splits a script into its statements: a semicolon in a string, a quoted name, a dollar-quoted body or a comment does not end one.
 * Needed where a script cannot be sent whole: the server wraps several statements that come together into one transaction.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = []
  let start = 0
  let hasCode = false
  const close = (end: number, next: number) => {
    if (hasCode) statements.push(sql.slice(start, end).trim())
    start = next
    hasCode = false
  }
  const scan = new RegExp(token)
  for (let found = scan.exec(sql); found; found = scan.exec(sql)) {
    const text = found[0]
    if (text === ';') close(found.index, scan.lastIndex)
    else if (text === '/*') scan.lastIndex = endOfComment(sql, scan.lastIndex)
    else if (!text.startsWith('--')) {
      hasCode = true
      if (text.startsWith('$')) {
        const end = sql.indexOf(text, scan.lastIndex)
        scan.lastIndex = end === -1 ? sql.length : end + text.length
      } else if (/^e$/i.test(text) && sql[scan.lastIndex] === "'") {
        scan.lastIndex = endOfEscapeString(sql, scan.lastIndex)
      }
    }
  }
  close(sql.length, sql.length)
  return statements
}
