'use client'
import type { ProviderTest } from '@gatehouse/contracts/endpoints/identity-providers'
import { Banner } from '@gatehouse/ui/banner'
import { KeyValue } from '@gatehouse/ui/key-value'

/** What a look at the provider found: what stands in the way first, then what is worth knowing, then the facts. */
export function ProviderTestResult({ result, note }: { result: ProviderTest; note: string | undefined }) {
  const bad = result.findings.filter(({ level }) => level === 'bad')
  const warn = result.findings.filter(({ level }) => level === 'warn')
  return (
    <div role="status" className="flex flex-col gap-3">
      {bad.map(({ sentence }) => (
        <Banner key={sentence} tone="bad" title={sentence} />
      ))}
      {result.passed && (
        <Banner tone="ok" title={`It answers, and the settings fit (${result.tookMs} ms).`}>
          {note ?? 'Nobody was signed in. The client id and secret are only proved by a sign-in.'}
        </Banner>
      )}
      {warn.map(({ sentence }) => (
        <Banner key={sentence} compact tone="warn">
          {sentence}
        </Banner>
      ))}
      {result.facts.length > 0 && (
        <KeyValue
          items={result.facts.map(({ name, value }) => ({
            label: name,
            value: <span className="[overflow-wrap:anywhere]">{value}</span>,
          }))}
        />
      )}
    </div>
  )
}
