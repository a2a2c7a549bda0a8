'use client'
import type { VersionPage } from '@gatehouse/contracts/endpoints/apis'
import { createContext, useContext } from 'react'
import type { VersionName } from './queries.ts'

/** A deploy, promotion or rollback that someone asked for and has not confirmed yet. */
export type DeployOrRollback = { act: 'deploy' | 'rollback'; stage: string; deployment?: string }
export type Move = DeployOrRollback | { act: 'promote'; stage: string }

/** What someone wants to pause; without an operation the whole version. */
export type Pause = { stage: string; operation?: { id: string; key: string } }

export type VersionTools = {
  page: VersionPage
  name: VersionName
  /** Path of the version's page, `/apis/orders/v2`. */
  base: string
  startMove: (move: Move) => void
  startPause: (pause: Pause) => void
  /** By the stage's slug. */
  startTakeOff: (stage: string) => void
  startOffer: () => void
  startPublish: () => void
}

export const VersionContext = createContext<VersionTools | undefined>(undefined)

/** The version whose page this is, and the acts that the page's dialogs carry out. */
export function useVersion(): VersionTools {
  const tools = useContext(VersionContext)
  if (!tools) throw new Error('useVersion is for pages of a version only')
  return tools
}
