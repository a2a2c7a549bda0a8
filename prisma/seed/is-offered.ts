import type { Context } from '@gatehouse/services/grammar/context'

/** Whether `v1` of the API is in a product: the last step of the seed's way with it. */
export async function isOffered(ctx: Context, slug: string): Promise<boolean> {
  const items = await ctx.db.prisma.productItem.count({ where: { version: { api: { slug }, name: 'v1' } } })
  return items > 0
}
