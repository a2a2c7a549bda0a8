/**
 * Header fields that no contract needs to declare: HTTP's own (RFC 9110, 9111, 9112, 6265, 7240, 9218 …), what browsers and agents add by
 * themselves (Fetch, Client Hints, CORS), tracing (W3C Trace Context, B3), and what proxies say. They are never undeclared.
 */
const names = [
  // RFC 9110 to 9112 and their registries.
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'authorization', 'cache-control', 'connection'],
  ...['content-digest', 'content-disposition', 'content-encoding', 'content-language', 'content-length'],
  ...['content-location', 'content-range', 'content-type', 'cookie', 'date', 'digest', 'expect', 'from', 'host'],
  ...[
    'http2-settings',
    'if-match',
    'if-modified-since',
    'if-none-match',
    'if-range',
    'if-unmodified-since',
    'keep-alive',
  ],
  ...[
    'last-modified',
    'link',
    'max-forwards',
    'pragma',
    'prefer',
    'priority',
    'proxy-authorization',
    'proxy-connection',
  ],
  ...[
    'range',
    'referer',
    'repr-digest',
    'signature',
    'signature-input',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ],
  ...['user-agent', 'via', 'want-content-digest', 'want-repr-digest', 'warning', 'dpop', 'idempotency-key'],
  // Browsers.
  ...['access-control-request-headers', 'access-control-request-method', 'access-control-request-private-network'],
  ...['alt-used', 'dnt', 'last-event-id', 'origin', 'ping-from', 'ping-to', 'purpose', 'save-data', 'service-worker'],
  ...['upgrade-insecure-requests', 'x-requested-with'],
  // Tracing.
  ...['b3', 'baggage', 'request-id', 'traceparent', 'tracestate', 'uber-trace-id', 'x-amzn-trace-id', 'x-b3-flags'],
  ...['x-b3-parentspanid', 'x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid', 'x-cloud-trace-context', 'x-correlation-id'],
  ...['x-datadog-origin', 'x-datadog-parent-id', 'x-datadog-sampling-priority', 'x-datadog-trace-id', 'x-request-id'],
  // Proxies; what of this goes upstream the gateway writes itself.
  ...['forwarded', 'x-real-ip'],
]

export const exemptHeaders: ReadonlySet<string> = new Set(names)

/** Client hints, fetch metadata and forwarding by prefix. */
export const exemptPrefixes: readonly string[] = ['sec-', 'x-forwarded-', 'proxy-', 'x-gatehouse-']
