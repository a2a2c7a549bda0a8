import { type AvailableClient, snippetz } from '@scalar/snippetz'
import type { SampleRequest } from './operation-sample.ts'

let printer: ReturnType<typeof snippetz> | undefined

/** A request as code. The first languages are completed, so that they run as they stand and show what comes back. */
export function renderSample(request: SampleRequest, id: string): string {
  printer ??= snippetz()
  const [target = 'shell', client = 'curl'] = id.split('/')
  const code = printer.print(target as never, client as never, {
    method: request.method,
    url: request.url,
    headers: request.headers,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    queryString: [],
    headersSize: -1,
    bodySize: -1,
    ...(request.body === undefined
      ? {}
      : { postData: { mimeType: contentType(request), text: request.body, params: [] as never } }),
  })
  return complete(id as AvailableClient, (code ?? '').trim())
}

function complete(id: AvailableClient, code: string): string {
  if (id === ('js/fetch' as AvailableClient)) {
    return `const response = await ${code.replace(/;$/, '')}\n\nconsole.log(response.status, await response.text())`
  }
  if (id === ('python/requests' as AvailableClient)) {
    return `import requests\n\nresponse = ${code}\n\nprint(response.status_code, response.text)`
  }
  return code
}

function contentType(request: SampleRequest): string {
  return request.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? 'application/json'
}
