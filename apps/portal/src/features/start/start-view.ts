import type { Id } from '@gatehouse/contracts/ids'
import type { Schemas } from '../reference/json-schema.ts'
import { keyPlaceholder } from '../reference/key-placeholder.ts'
import { limitsInWords } from '../reference/limit-words.ts'
import type { PortalVersionView } from '../reference/load-version.ts'
import { operationTitle } from '../reference/load-version.ts'
import { safestOperation, sampleRequest } from '../reference/operation-sample.ts'
import { renderSample } from '../reference/render-sample.ts'

/** What the first steps need to know, small enough to travel to the browser. */
export type StartView = {
  api: { slug: string; name: string; version: string }
  here: string
  plans: {
    id: Id<'plan'>
    name: string
    description: string
    approval: 'automatic' | 'manual'
    free: boolean
    limits: string
  }[]
  stages: { id: Id<'stage'>; name: string; exposure: 'sandbox' | 'live'; curl: string }[]
  call: { title: string; method: string; path: string } | null
  access: PortalVersionView['access']
  contact: PortalVersionView['contact']
}

export function startView(view: PortalVersionView, here: string): StartView {
  const operation = safestOperation(view)
  return {
    api: { slug: view.api.slug, name: view.api.name, version: view.versionName },
    here,
    plans: view.products.flatMap(({ name: product, plans }) =>
      plans.map(({ id, name, description, approval, free, limits }) => ({
        id,
        name: view.products.length > 1 ? `${product} · ${name}` : name,
        description,
        approval,
        free,
        limits: limits[0] ? limitsInWords(limits[0].limits) : 'no limits',
      })),
    ),
    stages: view.stages.map((stage) => ({
      id: stage.id,
      name: stage.name,
      exposure: stage.exposure,
      curl: operation ? safeCurl(view, stage.baseUrl, operation) : '',
    })),
    call: operation ? { title: operationTitle(operation), method: operation.method, path: operation.path } : null,
    access: view.access,
    contact: view.contact,
  }
}

/** A call that changes nothing, ready to run but for the key. `-i` shows status and request id. */
export function safeCurl(
  view: PortalVersionView,
  baseUrl: string,
  operation: PortalVersionView['description']['operations'][number],
): string {
  const request = sampleRequest(operation, {
    schemas: view.description.schemas as Schemas,
    baseUrl,
    key: keyPlaceholder,
    keyLocation: view.keyLocations[0] ?? { in: 'header', name: 'x-api-key' },
  })
  return renderSample(request, 'shell/curl').replace(/^curl /, 'curl -i ')
}
