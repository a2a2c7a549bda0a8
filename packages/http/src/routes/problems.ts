import type { Route } from '../route.ts'

export const problemRoutes: readonly Route[] = []
