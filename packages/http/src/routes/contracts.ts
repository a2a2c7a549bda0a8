import type { Route } from '../route.ts'

export const contractRoutes: readonly Route[] = []
