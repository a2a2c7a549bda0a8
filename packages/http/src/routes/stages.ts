import type { Route } from '../route.ts'

export const stageRoutes: readonly Route[] = []
