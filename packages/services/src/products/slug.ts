/** Lower-case words joined by hyphens, at most 60 characters; `item` when nothing is left. */
export function toSlug(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
  return slug === '' ? 'item' : slug
}

/** The slug, or the slug with the first number that is free. */
export async function freeSlug(slug: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  if (!(await isTaken(slug))) return slug
  for (let n = 2; ; n += 1) {
    const candidate = `${slug.slice(0, 55)}-${n}`
    if (!(await isTaken(candidate))) return candidate
  }
}
