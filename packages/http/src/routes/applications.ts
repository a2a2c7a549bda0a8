import type { Route } from '../route.ts'

export const applicationRoutes: readonly Route[] = []
