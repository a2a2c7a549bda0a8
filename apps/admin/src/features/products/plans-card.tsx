'use client'
import { retirePlan } from '@gatehouse/contracts/endpoints/products'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { stagesRead } from '../stages/queries.ts'
import { limitsText } from './limits-text.ts'
import { PlanDialog } from './plan-dialog.tsx'
import type { PlanView, ProductView } from './product-view.ts'

/** The plans side by side: limits (per stage where they differ), who decides, how many use it. */
export function PlansCard({ product, why }: { product: ProductView; why: string | null }) {
  if (product.plans.length === 0) {
    return (
      <Card>
        <EmptyState
          compact
          title="No plan yet"
          why="Without a plan nobody can get access. The first can be free of charge."
        />
      </Card>
    )
  }
  return (
    <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {product.plans.map((plan) => (
        <li key={plan.id} className="flex">
          <PlanCard plan={plan} product={product} why={why} />
        </li>
      ))}
    </ul>
  )
}

function PlanCard({ plan, product, why }: { plan: PlanView; product: ProductView; why: string | null }) {
  const stages = useRead(stagesRead())
  const retire = useAct(retirePlan)
  const { rate, quota } = limitsText(plan.limits.default)
  return (
    <Card
      className={`flex w-full flex-col [&>div:nth-child(2)]:flex-1 ${plan.retiredAt ? 'opacity-70' : ''}`}
      title={plan.name}
      description={
        plan.retiredAt ? 'No longer offered' : plan.approval === 'manual' ? 'Needs approval' : 'Access at once'
      }
      footer={
        <>
          <span>
            {plural(plan.subscriptions, 'subscription')} · version {plan.number}
          </span>
          {!why && !plan.retiredAt && (
            <span className="flex gap-1">
              <ConfirmDialog
                title={`Stop offering ${plan.name}?`}
                consequence={`Nobody can subscribe under it any more. ${plural(plan.subscriptions, 'subscription')} under it stay as they are.`}
                action="Stop offering"
                tone="amber"
                trigger={
                  <Button size="sm" variant="ghost">
                    Retire
                  </Button>
                }
                onConfirm={async () => {
                  await retire.run({ planId: plan.id })
                }}
              />
              <PlanDialog product={product} plan={plan} trigger={<Button size="sm">Change</Button>} />
            </span>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-2 text-sm">
        {plan.description && <p className="text-muted">{plan.description}</p>}
        <p>
          <span className="block font-medium">{rate}</span>
          <span className="block font-medium">{quota}</span>
        </p>
        {Object.entries(plan.limits.stages).map(([stage, limits]) => (
          <p key={stage} className="text-muted">
            On {stages.data?.items.find((one) => one.id === stage)?.name ?? 'another stage'}: {limitsText(limits).rate},{' '}
            {limitsText(limits).quota}
          </p>
        ))}
        {plan.retiredAt && (
          <p className="text-muted">
            Retired <RelativeTime value={plan.retiredAt} />
          </p>
        )}
      </div>
    </Card>
  )
}
