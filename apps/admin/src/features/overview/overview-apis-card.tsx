'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { listApis } from '@gatehouse/contracts/endpoints/apis'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { TextLink } from '@gatehouse/ui/text-link'
import { ApisTable } from '../apis/apis-table.tsx'

const shown = 6

/** The first APIs with what runs where; the whole list is one click away. */
export function OverviewApisCard({ data }: { data: EndpointOutput<typeof listApis> }) {
  return (
    <section className="flex flex-col gap-3">
      <SectionHeader
        title="APIs"
        {...(data.total > shown
          ? {
              actions: (
                <TextLink href="/apis" className="text-sm">
                  All {data.total}
                </TextLink>
              ),
            }
          : {})}
      />
      <ApisTable data={{ ...data, items: data.items.slice(0, shown) }} empty={null} />
    </section>
  )
}
