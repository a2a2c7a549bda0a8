import type { Route } from '../route.ts'

export const deploymentRoutes: readonly Route[] = []
