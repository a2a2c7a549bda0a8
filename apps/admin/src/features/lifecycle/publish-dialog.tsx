'use client'
import { publishVersion } from '@gatehouse/contracts/endpoints/apis'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { portalsRead } from '../products/queries.ts'

/** Shows the version in a portal; says what that does and what not. */
export function PublishDialog({ onClose }: { onClose: () => void }) {
  const { page, name } = useVersion()
  const shown = new Set(page.facts.portals.map((portal) => portal.id))
  const query = useRead(portalsRead())
  const [chosen, setChosen] = useState<string>()
  const free = (query.data?.items ?? []).filter((portal) => !shown.has(portal.id))
  const portal = free.find((one) => one.id === chosen) ?? free[0]
  const publish = useAct(publishVersion, {
    onDone: (answer) => {
      toast.success(`${page.api.name} ${page.version.name} is in ${portal?.name ?? 'the portal'}`, {
        description: answer.previewOnly
          ? 'As a preview: no stage that developers reach runs it yet.'
          : 'Developers can find it and ask for access.',
      })
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Publish ${page.api.name} ${page.version.name}`}
      description={
        page.version.state === 'draft'
          ? 'Developers will find it in the portal. It becomes Published. Nothing is deployed by it.'
          : 'Developers will find it in the portal. Nothing is deployed by it.'
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={!portal}
            loading={publish.running}
            onClick={() => portal && publish.run({ ...name, portal: portal.id }).catch(() => undefined)}
          >
            {portal ? `Publish in ${portal.name}` : 'Publish'}
          </Button>
        </>
      }
    >
      <ProblemBanner problem={publish.problem} />
      <Loaded compact query={query} what="portals" needs="product.read" skeleton={<SkeletonText lines={2} />}>
        {() =>
          free.length === 0 ? (
            <p className="text-sm">It is in every portal already.</p>
          ) : (
            <RadioGroup
              legend="Portal"
              name="portal"
              look="cards"
              value={portal?.id ?? ''}
              onValueChange={setChosen}
              options={free.map((one) => ({ value: one.id, label: one.name, description: one.url }))}
            />
          )
        }
      </Loaded>
    </Dialog>
  )
}
