import type { Route } from '../route.ts'

export const portalRoutes: readonly Route[] = []
