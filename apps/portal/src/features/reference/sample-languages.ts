import type { CodeLanguage } from '@gatehouse/ui/code-tokens'

/** A language and client for code samples. `id` is what snippetz calls it and what the address and the cookie hold. */
export type SampleLanguage = { id: string; label: string; group: string; colouring: CodeLanguage }

const language = (id: string, label: string, group: string, colouring: CodeLanguage = 'text'): SampleLanguage => ({
  id,
  label,
  group,
  colouring,
})

/** The first four stand as tabs, all others in a list. */
export const sampleLanguages: readonly SampleLanguage[] = [
  language('shell/curl', 'Shell', 'Shell · curl', 'shell'),
  language('js/fetch', 'JavaScript', 'JavaScript · fetch', 'javascript'),
  language('python/requests', 'Python', 'Python · Requests', 'python'),
  language('go/native', 'Go', 'Go · net/http', 'go'),
  language('c/libcurl', 'C', 'C · libcurl'),
  language('csharp/httpclient', 'C#', 'C# · HttpClient', 'csharp'),
  language('csharp/restsharp', 'C#', 'C# · RestSharp', 'csharp'),
  language('clojure/clj_http', 'Clojure', 'Clojure · clj-http'),
  language('dart/http', 'Dart', 'Dart · http'),
  language('fsharp/httpclient', 'F#', 'F# · HttpClient'),
  language('http/http1.1', 'HTTP', 'HTTP/1.1', 'http'),
  language('java/nethttp', 'Java', 'Java · java.net.http', 'java'),
  language('java/okhttp', 'Java', 'Java · OkHttp', 'java'),
  language('js/axios', 'JavaScript', 'JavaScript · axios', 'javascript'),
  language('julia/http', 'Julia', 'Julia · HTTP.jl'),
  language('kotlin/okhttp', 'Kotlin', 'Kotlin · OkHttp', 'java'),
  language('node/undici', 'Node.js', 'Node.js · undici', 'javascript'),
  language('objc/nsurlsession', 'Objective-C', 'Objective-C · NSURLSession'),
  language('ocaml/cohttp', 'OCaml', 'OCaml · Cohttp'),
  language('php/curl', 'PHP', 'PHP · cURL', 'php'),
  language('php/guzzle', 'PHP', 'PHP · Guzzle', 'php'),
  language('powershell/restmethod', 'PowerShell', 'PowerShell · Invoke-RestMethod'),
  language('python/httpx_sync', 'Python', 'Python · HTTPX', 'python'),
  language('python/aiohttp', 'Python', 'Python · aiohttp', 'python'),
  language('r/httr2', 'R', 'R · httr2'),
  language('ruby/native', 'Ruby', 'Ruby · net/http', 'ruby'),
  language('rust/reqwest', 'Rust', 'Rust · reqwest'),
  language('shell/httpie', 'Shell', 'Shell · HTTPie', 'shell'),
  language('shell/wget', 'Shell', 'Shell · wget', 'shell'),
  language('swift/nsurlsession', 'Swift', 'Swift · URLSession'),
]

export const sampleIds: ReadonlySet<string> = new Set(sampleLanguages.map(({ id }) => id))
export const sampleCookie = 'gatehouse-portal.sample'
export const tabCount = 4

export function sampleLanguage(...wishes: (string | undefined)[]): SampleLanguage {
  const found = wishes.flatMap((wish) => sampleLanguages.filter(({ id }) => id === wish))[0]
  return found ?? (sampleLanguages[0] as SampleLanguage)
}
