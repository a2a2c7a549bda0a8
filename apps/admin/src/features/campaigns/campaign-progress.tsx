'use client'
import type { CampaignView } from '@gatehouse/contracts/endpoints/campaign-views'
import { remindCampaign } from '@gatehouse/contracts/endpoints/campaigns'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TimeSeriesChart } from '@gatehouse/ui/time-series-chart'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'

/** How far each reviewer is, and when answers came. */
export function CampaignProgress({ campaign }: { campaign: CampaignView }) {
  const remind = useAct(remindCampaign, {
    onDone: ({ mails }) =>
      toast.success(
        mails === 0
          ? 'Everybody who has not answered was told within this hour'
          : `${mails} ${mails === 1 ? 'mail is' : 'mails are'} on the way`,
      ),
  })
  const waiting = campaign.byReviewer.some(({ total, answered, reviewer }) => answered < total && reviewer.active)
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card
        title="Reviewers"
        description="An item with two reviewers counts for both."
        actions={
          campaign.mayManage && !campaign.closing && waiting ? (
            <Button
              size="sm"
              loading={remind.running}
              onClick={() => void remind.run({ campaignId: campaign.id }).catch(() => undefined)}
            >
              Remind now
            </Button>
          ) : undefined
        }
        flush
      >
        <ul className="divide-y divide-line">
          {campaign.byReviewer.map(({ reviewer, total, answered, lastMailAt }) => (
            <li
              key={reviewer.id}
              className="grid gap-1 px-4 py-3 text-sm sm:grid-cols-[1fr_10rem_4rem] sm:items-center sm:gap-4"
            >
              <span className="min-w-0">
                <span className="font-medium">{reviewer.name}</span>
                {!reviewer.active && (
                  <StatusWord tone="warn" className="ml-2">
                    Switched off
                  </StatusWord>
                )}
                <span className="block text-muted text-xs">
                  {lastMailAt ? (
                    <>
                      last mail <RelativeTime value={lastMailAt} />
                    </>
                  ) : (
                    'no mail yet'
                  )}
                </span>
              </span>
              <ProgressBar
                label={`${reviewer.name}: ${answered} of ${total} answered`}
                hideLabel
                value={total === 0 ? 1 : answered / total}
                tone={answered === total ? 'ok' : 'accent'}
              />
              <span className="text-right text-muted text-xs tabular-nums">
                {answered}/{total}
              </span>
            </li>
          ))}
          {campaign.byReviewer.length === 0 && (
            <li className="px-4 py-3 text-muted text-sm">Nobody is asked: who manages campaigns answers.</li>
          )}
        </ul>
      </Card>
      <Card>
        <TimeSeriesChart
          title="Answers by day"
          kind="bar"
          format="count"
          height={180}
          data={campaign.byDay.map(({ day, answered }) => ({ t: `${day}T00:00:00Z`, answered }))}
          series={[{ id: 'answered', label: 'Answers' }]}
        />
      </Card>
    </div>
  )
}
