'use client'
import { Banner } from '@gatehouse/ui/banner'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { stageValuesRead } from '../deployments/queries.ts'
import { BackendNames } from './backend-names.tsx'
import { StageValuesForm } from './stage-values-form.tsx'

/** Where each stage sends what it lets through: addresses, timeouts, headers, secrets. */
export function BackendsPage() {
  const { page, name } = useVersion()
  const query = useRead(stageValuesRead(name))
  return (
    <div className="flex flex-col gap-6">
      <SectionHeader
        title="Backends"
        description="The revision names a backend; each stage has its own address for it. A saved value runs from the next deploy or promotion on; a new secret at once."
        actions={<BackendNames />}
      />
      {!page.contract && (
        <Banner tone="info" compact title="The contract comes first: it says which operations go to a backend." />
      )}
      <Loaded query={query} what="stage values" needs="api.read" skeleton={<SkeletonCards count={3} />}>
        {({ items }) => (
          <div className="flex flex-col gap-6">
            {items.map((item) => (
              <StageValuesForm key={`${item.stage.id} ${item.etag}`} view={item} />
            ))}
          </div>
        )}
      </Loaded>
    </div>
  )
}
