export type CodeToken = { text: string; kind?: 'key' | 'string' | 'number' | 'keyword' | 'comment' }
export type CodeLanguage =
  | 'json'
  | 'shell'
  | 'http'
  | 'text'
  | 'javascript'
  | 'python'
  | 'go'
  | 'java'
  | 'csharp'
  | 'php'
  | 'ruby'
  | 'yaml'

const json =
  /("(?:\\.|[^"\\])*"\s*(?=:))|("(?:\\.|[^"\\])*")|(-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|\b(true|false|null)\b/g
const shell =
  /((?:^|\s)#.*)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|((?:^|\s)--?[\w-]+)|(^\s*(?:curl|export|npx|npm|pnpm|echo)\b)/g
const http = /(^[\w-]+(?=:))|(^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b|^HTTP\/[\d.]+)|(\b\d{3}\b)/g
const words =
  'const|let|var|function|return|await|async|import|from|export|new|if|else|for|in|of|def|class|func|package|public|static|void|using|try|catch|except|throw|raise|with|as|print|require|end|do|foreach|string|int|true|false|null|nil|None|True|False'
const programming = new RegExp(
  `((?:^|\\s)(?://|#(?!\\w)).*)|("(?:\\\\.|[^"\\\\])*"|'(?:\\\\.|[^'\\\\])*'|\`(?:\\\\.|[^\`\\\\])*\`)|\\b(${words})\\b|\\b(\\d+(?:\\.\\d+)?)\\b`,
  'g',
)
const yaml = /((?:^|\s)#.*)|(^\s*(?:- )?[\w./-]+(?=:))|("(?:\\.|[^"\\])*"|'[^']*')|\b(true|false|null|\d+(?:\.\d+)?)\b/g

type Grammar = { pattern: RegExp; kinds: NonNullable<CodeToken['kind']>[] }

const grammars: Partial<Record<CodeLanguage, Grammar>> = {
  json: { pattern: json, kinds: ['key', 'string', 'number', 'keyword'] },
  shell: { pattern: shell, kinds: ['comment', 'string', 'key', 'keyword'] },
  http: { pattern: http, kinds: ['key', 'keyword', 'number'] },
  yaml: { pattern: yaml, kinds: ['comment', 'key', 'string', 'number'] },
}

/** Splits one line of code into coloured pieces; light on purpose, the text always survives unchanged. */
export function tokenizeLine(line: string, language: CodeLanguage): CodeToken[] {
  if (language === 'text' || line.length > 4000) return [{ text: line }]
  const grammar: Grammar = grammars[language] ?? {
    pattern: programming,
    kinds: ['comment', 'string', 'keyword', 'number'],
  }
  const tokens: CodeToken[] = []
  let end = 0
  for (const match of line.matchAll(grammar.pattern)) {
    if (match.index > end) tokens.push({ text: line.slice(end, match.index) })
    const group = match.slice(1).findIndex((part) => part !== undefined)
    const kind = grammar.kinds[group]
    tokens.push(kind ? { text: match[0], kind } : { text: match[0] })
    end = match.index + match[0].length
  }
  if (end < line.length) tokens.push({ text: line.slice(end) })
  return tokens.length > 0 ? tokens : [{ text: line }]
}
