const patterns = [
  /\bhave\.status\(\s*(\d{3})\s*\)/,
  /\bresponse\.(?:code|status)\)?\s*(?:\.to\.(?:be\.)?(?:eql?|equals?)\(|===?)\s*(\d{3})\b/,
  /\bresponseCode\.code\s*===?\s*(\d{3})\b/,
]

/** The status that a test script asks for in the usual words; scripts themselves never run. */
export function assertedStatus(script: string): number | undefined {
  const text = script.slice(0, 20_000)
  for (const pattern of patterns) {
    const status = Number(pattern.exec(text)?.[1])
    if (status >= 100 && status <= 599) return status
  }
  return undefined
}
