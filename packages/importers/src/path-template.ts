/** `/orders/{id}` and `/orders/{orderId}` take the same requests: `/orders/{}`. */
export function normalisedTemplate(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}')
}

/** Names in braces, in order. */
export function templateParameters(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '')
}

/** Identity of a parameter: header names know no case (RFC 9110 §5.1). */
export function parameterKey(parameter: { in: string; name: string }): string {
  return `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`
}
