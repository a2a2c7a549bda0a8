import type { configuredRole } from '@gatehouse/contracts/configuration'
import type { Id } from '@gatehouse/contracts/ids'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { assignRole } from '../roles/assign-role.ts'
import { unassignRole } from '../roles/unassign-role.ts'
import { createServiceAccount } from '../service-accounts/create-service-account.ts'
import { checkTeam, type Planning, refuse, type Step, sameJson, speaksOf, step, teamId } from './planning.ts'

type Role = z.output<typeof configuredRole>

/** Service accounts by team and name. Their keys are secrets: a person makes them. */
export function planAccounts(planning: Planning): Step[] {
  if (!speaksOf(planning, 'serviceAccounts')) return []
  return (planning.document.serviceAccounts ?? []).flatMap(({ team, name }, index) => {
    checkTeam(planning, team, `/serviceAccounts/${index}/team`)
    if (planning.state.accounts.some((account) => account.team === team && account.name === name)) return []
    planning.notes.add(`The service account ${name} of ${team} needs a management key: a person makes it.`)
    return step(
      {
        act: 'create',
        object: `serviceAccounts/${team}/${name}`,
        sentence: `The service account ${name} of ${team} is made`,
      },
      async (ctx) => createServiceAccount({ ctx, input: { name, teamId: (await teamId(ctx, team)) as Id<'team'> } }),
    )
  })
}

/** Roles of service accounts. Those of persons are no part of files. */
export function planRoles(planning: Planning): Step[] {
  if (!speaksOf(planning, 'serviceAccounts')) return []
  const { state, prune } = planning
  return (planning.document.serviceAccounts ?? []).flatMap(({ team, name, roles }, index) => {
    if (roles === undefined) return []
    const object = `serviceAccounts/${team}/${name}`
    const known = state.accounts.find((account) => account.team === team && account.name === name)?.roles ?? []
    const steps: Step[] = []
    for (const [at, role] of roles.entries()) {
      checkRole(planning, role, `/serviceAccounts/${index}/roles/${at}`)
      if (known.some(({ id: _, ...other }) => sameJson(other, role))) continue
      steps.push(
        step({ act: 'create', object, sentence: `${name} of ${team} becomes ${roleText(role)}` }, (ctx) =>
          give(ctx, { team, name }, role),
        ),
      )
    }
    if (!prune) return steps
    for (const { id, ...role } of known)
      if (!roles.some((other) => sameJson(other, role)))
        steps.push(
          step({ act: 'delete', object, sentence: `${name} of ${team} is ${roleText(role)} no longer` }, (ctx) =>
            unassignRole({ ctx, input: { assignmentId: id as Id<'roleAssignment'> } }),
          ),
        )
    return steps
  })
}

function roleText({ role, team, api }: { role: string; team?: string | undefined; api?: string | undefined }): string {
  if (team !== undefined) return `${role} for what ${team} owns`
  return api === undefined ? `${role} for everything` : `${role} for ${api}`
}

function checkRole(planning: Planning, role: Role, pointer: string): void {
  const { state, document } = planning
  if (!state.roles.some(({ name }) => name === role.role))
    refuse(planning, `${pointer}/role`, 'role', `the name of a role; there is none “${role.role}”`)
  if (role.team !== undefined && role.api !== undefined) refuse(planning, pointer, 'role', 'a team or an API, not both')
  if (role.team !== undefined) checkTeam(planning, role.team, `${pointer}/team`)
  if (role.api !== undefined && ![...state.apiNames, ...(document.apis ?? [])].some(({ slug }) => slug === role.api))
    refuse(planning, `${pointer}/api`, 'api', `the slug of an API; there is none “${role.api}”`)
}

async function give(ctx: Context, holder: { team: string; name: string }, role: Role): Promise<void> {
  const { prisma } = ctx.db
  const account = await prisma.serviceAccount.findFirst({
    where: { name: holder.name, team: { name: holder.team }, deactivatedAt: null },
    select: { id: true },
  })
  const row = await prisma.role.findFirst({ where: { name: role.role }, select: { id: true } })
  const api =
    role.api === undefined ? null : await prisma.api.findUnique({ where: { slug: role.api }, select: { id: true } })
  if (!account || !row || (role.api !== undefined && !api))
    throw new DomainError('not_possible', `${holder.name} cannot become ${roleText(role)}: one of them is gone.`)
  await assignRole({
    ctx,
    input: {
      roleId: row.id as Id<'role'>,
      holder: { kind: 'serviceAccount', serviceAccountId: account.id as Id<'serviceAccount'> },
      scope: api
        ? { kind: 'api', apiId: api.id as Id<'api'> }
        : role.team === undefined
          ? { kind: 'organization' }
          : { kind: 'team', teamId: (await teamId(ctx, role.team)) as Id<'team'> },
    },
  })
}
