/** `:name` in a path is filled in by page-ids.ts with what the installation has. */
export type AppPage = {
  name: string
  path: string
  signedOut?: true
  /** What the page asks for is refused on purpose: the browser notes the status on its console. */
  refused?: true
}

/** Every page of the console. */
export const consolePages: readonly AppPage[] = [
  { name: 'overview', path: '/' },
  { name: 'apis', path: '/apis' },
  { name: 'import', path: '/apis/new' },
  { name: 'api', path: '/apis/orders/v1' },
  { name: 'api-contract', path: '/apis/orders/v1/contract' },
  { name: 'api-operation', path: '/apis/orders/v1/contract/:operation' },
  { name: 'api-reimport', path: '/apis/orders/v1/contract/import' },
  { name: 'api-lint', path: '/apis/orders/v1/contract/lint' },
  { name: 'api-backends', path: '/apis/orders/v1/backends' },
  { name: 'api-policies', path: '/apis/orders/v1/policies' },
  { name: 'api-products', path: '/apis/orders/v1/products' },
  { name: 'api-deployments', path: '/apis/orders/v1/deployments' },
  { name: 'api-lifecycle', path: '/apis/orders/v1/lifecycle' },
  { name: 'api-traffic', path: '/apis/orders/v1/traffic' },
  { name: 'api-docs', path: '/apis/orders/v1/docs' },
  { name: 'api-audit', path: '/apis/orders/v1/audit' },
  { name: 'api-settings', path: '/apis/orders/v1/settings' },
  { name: 'products', path: '/products' },
  { name: 'product', path: '/products/:product' },
  { name: 'new-product', path: '/products/new' },
  { name: 'applications', path: '/applications' },
  { name: 'application', path: '/applications/:application' },
  { name: 'access-requests', path: '/applications/access' },
  { name: 'people', path: '/access/people' },
  { name: 'person', path: '/access/people/:person' },
  { name: 'teams', path: '/access/teams' },
  { name: 'team', path: '/access/teams/:team' },
  { name: 'roles', path: '/access/roles' },
  { name: 'service-accounts', path: '/access/service-accounts' },
  { name: 'service-account', path: '/access/service-accounts/:serviceAccount' },
  { name: 'stages', path: '/stages' },
  { name: 'stage', path: '/stages/staging' },
  { name: 'requests', path: '/traffic/requests' },
  { name: 'request', path: '/requests/:request' },
  { name: 'errors', path: '/traffic/errors' },
  { name: 'usage', path: '/traffic/usage' },
  { name: 'audit', path: '/audit' },
  { name: 'organization', path: '/settings/organization' },
  { name: 'lint-rules', path: '/settings/lint' },
  { name: 'profile', path: '/settings/profile' },
  { name: 'sign-in', path: '/sign-in', signedOut: true },
  { name: 'forgot-password', path: '/forgot-password', signedOut: true },
  { name: 'reset-password', path: '/reset-password?token=expired', signedOut: true },
  { name: 'accept-invitation', path: '/accept-invitation?token=expired', signedOut: true, refused: true },
]

/** Every page of the portal. */
export const portalPages: readonly AppPage[] = [
  { name: 'home', path: '/' },
  { name: 'home-visitor', path: '/', signedOut: true },
  { name: 'catalogue', path: '/apis' },
  { name: 'search', path: '/apis?q=orders' },
  { name: 'api', path: '/apis/orders/v1' },
  { name: 'api-visitor', path: '/apis/orders/v1', signedOut: true },
  { name: 'operation', path: '/apis/orders/v1/list-orders' },
  { name: 'operation-with-body', path: '/apis/orders/v1/create-order' },
  { name: 'start', path: '/apis/orders/v1/start' },
  { name: 'start-visitor', path: '/apis/orders/v1/start', signedOut: true },
  { name: 'applications', path: '/applications' },
  { name: 'application', path: '/applications/:application' },
  { name: 'usage', path: '/usage' },
  { name: 'requests', path: '/requests' },
  { name: 'request', path: '/requests/:request' },
  { name: 'problems', path: '/problems' },
  { name: 'problem', path: '/problems/key_missing' },
  { name: 'profile', path: '/profile' },
  { name: 'sign-in', path: '/sign-in', signedOut: true },
  { name: 'sign-up', path: '/sign-up', signedOut: true },
  { name: 'forgot-password', path: '/forgot-password', signedOut: true },
  { name: 'reset-password', path: '/reset-password?token=expired', signedOut: true },
  { name: 'verify-email', path: '/verify-email?token=expired', signedOut: true },
]
