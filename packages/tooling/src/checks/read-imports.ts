export interface Import {
  readonly specifier: string
  readonly line: number
  /** `import type`: gone at run time, but a dependency of thought all the same. */
  readonly typeOnly: boolean
}

const importForms: readonly RegExp[] = [
  // import … from 'x', export … from 'x'; `from` may stand lines below, but no quote or semicolon lies between.
  /(?:^|[;}\n])\s*(?:import|export)(\s+type\b)?[\s\w*{},$]*?\bfrom\s*(['"])([^'"\n]+)\2/g,
  // import 'x'
  /(?:^|[;}\n])\s*import()\s*(['"])([^'"\n]+)\2/g,
  // import('x') and typeof import('x')
  /\bimport()\s*\(\s*(['"])([^'"\n]+)\2/g,
  // require('x'), require.resolve('x'), createRequire(…)('x') written with a name
  /\brequire()(?:\.resolve)?\s*\(\s*(['"])([^'"\n]+)\2/g,
]

/** Everything that a TypeScript file imports, whatever form it takes. */
export function readImports(text: string): Import[] {
  const code = withoutComments(text)
  return importForms.flatMap((form) =>
    [...code.matchAll(form)].map((match) => ({
      specifier: match[3] ?? '',
      line: code.slice(0, match.index + match[0].length).split('\n').length,
      typeOnly: (match[1] ?? '') !== '',
    })),
  )
}

/** The same text with comments blanked, so that positions stay. Strings are stepped over: they may hold `//`. */
export function withoutComments(text: string): string {
  return text.replace(
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (token) => (token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token),
  )
}

/** Quoted strings blanked as well. Template literals stay: code may stand in them. */
export function withoutStrings(code: string): string {
  return code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, (token) => ' '.repeat(token.length))
}
