'use client'
import type { KeyFilePreview } from '@gatehouse/contracts/endpoints/key-imports'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { formatCount, plural } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'

/** What the file holds, before anything is decided. */
export function FoundStep({ found, onNext }: { found: KeyFilePreview; onNext: () => void }) {
  const usable = found.records - found.refused.total
  return (
    <div className="flex flex-col gap-4">
      <KeyValue
        items={[
          {
            label: 'Keys',
            value: formatCount(usable),
            note: found.byHash > 0 ? `${formatCount(found.byHash)} of them as SHA-256` : 'by value',
          },
          {
            label: 'Consumers',
            value: formatCount(found.consumers.total),
            note: `${found.consumers.items.filter(({ application }) => application).length} have the name of an application here`,
          },
          {
            label: 'Groups, plans and tags',
            value:
              found.groups.length === 0
                ? 'none'
                : found.groups
                    .slice(0, 12)
                    .map(({ name, keys }) => `${name} (${keys})`)
                    .join(', '),
          },
          { label: 'Already here', value: formatCount(found.already) },
          {
            label: 'Not keys',
            value: found.leftOut.map(({ what, count }) => `${what} (${count})`).join(', ') || 'nothing',
          },
        ]}
      />
      {found.weak > 0 && (
        <Banner tone="warn" title={`${plural(found.weak, 'key')} with fewer than 16 characters`} compact>
          They may be guessed. They work as they did; ask their owners to rotate them.
        </Banner>
      )}
      {found.refused.total > 0 && (
        <Banner tone="warn" title={`${plural(found.refused.total, 'record')} cannot be taken`}>
          <ul className="max-h-56 overflow-y-auto">
            {found.refused.items.slice(0, 50).map(({ at, reason }) => (
              <li key={at}>
                <code className="text-xs">{at}</code> {reason}
              </li>
            ))}
          </ul>
        </Banner>
      )}
      <Button variant="primary" className="self-start" disabled={usable === 0} onClick={onNext}>
        Choose where they go
      </Button>
    </div>
  )
}
