import type { Route } from '../route.ts'

export const serviceAccountRoutes: readonly Route[] = []
