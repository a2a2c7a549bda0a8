const pages: Readonly<Record<string, { label: string; href: (id: string) => string }>> = {
  req: { label: 'Request', href: (id) => `/requests/${id}` },
  api: { label: 'API', href: (id) => `/apis/${id}` },
  prd: { label: 'Product', href: (id) => `/products/${id}` },
  app: { label: 'Application', href: (id) => `/applications/${id}` },
  crd: { label: 'Credential', href: (id) => `/traffic/requests?credentialId=${id}` },
  sub: { label: 'Subscription', href: (id) => `/applications/access?open=${id}` },
  per: { label: 'Person', href: (id) => `/access/people/${id}` },
  team: { label: 'Team', href: (id) => `/access/teams/${id}` },
  sa: { label: 'Service account', href: (id) => `/access/service-accounts/${id}` },
  stg: { label: 'Stage', href: (id) => `/stages/${id}` },
  gw: { label: 'Gateway', href: (id) => `/stages?gateway=${id}` },
  op: { label: 'Operation’s requests', href: (id) => `/traffic/requests?operationId=${id}` },
}

/** Where an id that someone pasted leads; its prefix says what it names. */
export function placeOfId(text: string): { label: string; href: string } | undefined {
  const id = text.trim().toLowerCase()
  const prefix = /^([a-z]+)_[0-9a-f]{32}$/.exec(id)?.[1]
  const page = prefix === undefined ? undefined : pages[prefix]
  return page && { label: page.label, href: page.href(id) }
}
