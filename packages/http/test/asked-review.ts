import { newId } from '@gatehouse/contracts/ids'
import type { TestInstallation } from '@gatehouse/services/testing'

/** An open review of who has what, which asks its owner about the subscription. */
export async function askAbout(
  { db: { prisma } }: TestInstallation,
  name: string,
  of: { ownerId: string; teamId: string; applicationId: string; subscriptionId: string },
) {
  const ids = { campaignId: newId('campaign'), campaignItemId: newId('campaignItem') }
  const { ownerId, teamId, applicationId, subscriptionId } = of
  const soon = (days: number) => new Date(Date.now() + days * 86_400_000)
  const holder = { kind: 'application', id: applicationId, name, team: { id: teamId, name } }
  await prisma.campaign.create({
    data: {
      id: ids.campaignId,
      name: `${name} review`,
      description: name,
      kinds: ['subscription'],
      reviewers: { rule: 'offering' },
      ownerId,
      state: 'open',
      openedAt: new Date(),
      dueAt: soon(20),
      firstReminderAt: soon(10),
      secondReminderAt: soon(19),
      createdBy: { kind: 'member', id: ownerId },
      items: {
        create: {
          id: ids.campaignItemId,
          kind: 'subscription',
          subjectId: subscriptionId,
          holderKey: `application:${applicationId}`,
          holderName: name,
          hints: [],
          ownerIds: [],
          reviewerIds: [ownerId],
          snapshot: {
            what: name,
            holder,
            facts: [],
            since: null,
            lastUsedAt: null,
            calls30: 0,
            calls90: 0,
            hints: [],
            reason: name,
            refs: { applicationId, productId: null, stageId: null, teamId, offeringTeamId: teamId },
          },
        },
      },
    },
  })
  return ids
}
