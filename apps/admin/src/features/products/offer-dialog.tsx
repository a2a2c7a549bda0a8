'use client'
import { offerVersion } from '@gatehouse/contracts/endpoints/products'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { TextLink } from '@gatehouse/ui/text-link'
import { toast } from '@gatehouse/ui/toast'
import { useRef, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { defaultPlan, type PlanDraft, PlanFields, planOf } from './plan-fields.tsx'

/** One step from a version to something a developer can get: a product of its name with one free plan. */
export function OfferDialog({ onClose }: { onClose: () => void }) {
  const { page } = useVersion()
  const [plan, setPlan] = useState<PlanDraft>(defaultPlan)
  const form = useRef<HTMLFormElement>(null)
  const offer = useAct(offerVersion, {
    onDone: (product) => {
      toast.success(`${product.name} is offered`, { description: 'Developers can get access where it is published.' })
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Offer ${page.api.name} ${page.version.name}`}
      description="A product with this version and one free plan is made. Both can be changed afterwards."
      footer={
        <>
          <p className="min-w-0 flex-1 basis-48 text-left text-muted text-sm">
            Bundling several APIs? <TextLink href="/products/new">Make a product by hand</TextLink>
          </p>
          <Button
            variant="primary"
            loading={offer.running}
            onClick={() => {
              if (!form.current?.reportValidity()) return
              offer.run({ versionId: page.version.id as Id<'version'>, plan: planOf(plan) }).catch(() => undefined)
            }}
          >
            Offer it
          </Button>
        </>
      }
    >
      <form ref={form} className="flex flex-col gap-4" onSubmit={(event) => event.preventDefault()}>
        <ProblemBanner problem={offer.problem} />
        <PlanFields draft={plan} onChange={setPlan} stages={[]} />
      </form>
    </Dialog>
  )
}
