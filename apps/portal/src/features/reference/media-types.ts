import type { ApiDescription } from '@gatehouse/contracts/api-description'

type Body = NonNullable<ApiDescription['operations'][number]['requestBody']>
export type MediaTypeLike = Body['content'][string]

/** JSON first: that is what nearly everybody sends and reads. */
export function preferredMedia(
  content: Record<string, MediaTypeLike> | undefined,
): { type: string; media: MediaTypeLike } | undefined {
  const all = Object.entries(content ?? {})
  const found = all.find(([type]) => isJson(type)) ?? all[0]
  return found ? { type: found[0], media: found[1] } : undefined
}

export const isJson = (type: string) => /^application\/(?:[\w.+-]+\+)?json\b|^\*\/\*$|^application\/\*$/i.test(type)
