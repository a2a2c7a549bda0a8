export type VersionParams = Promise<{ slug: string; version: string }>
export type OperationParams = Promise<{ slug: string; version: string; operation: string }>

/** Next hands parts of the address over as they were sent: percent-encoded. */
export async function versionParams(params: VersionParams): Promise<[slug: string, version: string]> {
  const { slug, version } = await params
  return [decoded(slug), decoded(version)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
