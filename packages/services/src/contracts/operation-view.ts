import { type OperationDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { OperationView } from '@gatehouse/contracts/endpoints/contracts'
import { defaultOperationLimits } from '@gatehouse/contracts/operation-limits'
import type { StructuralSettings, UndeclaredSettings } from '@gatehouse/contracts/operation-settings'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import { same } from './changes/change-list.ts'
import { isCustomised } from './merge-contract.ts'

/** An operation of the working copy; `running` is the content that the first stage runs. */
export function toOperationView(
  content: RevisionContent,
  operation: OperationDescription,
  running: RevisionContent | undefined,
): OperationView {
  const key = operationKey(operation)
  const settings = content.operations[key]
  if (!settings) throw new Error(`operation ${key} has no identity`)
  const before = running?.contract.operations.find((other) => operationKey(other) === key)
  return {
    id: settings.id,
    method: operation.method,
    path: operation.path,
    key,
    operationId: operation.operationId ?? null,
    summary: operation.summary ?? null,
    tags: operation.tags,
    deprecated: operation.deprecated,
    access: settings.anonymous ? 'anonymous' : 'key',
    settings: {
      backend: settings.backend ?? null,
      upstream: settings.upstream ?? null,
      anonymous: settings.anonymous ?? null,
      requestValidation: settings.requestValidation ?? 'block',
      undeclared: toUndeclared(settings),
      bodyBytes: settings.limits?.bodyBytes ?? defaultOperationLimits.bodyBytes,
      structure: toStructure(settings),
      policies: settings.policies ?? [],
    },
    customised: isCustomised(settings),
    change: !running
      ? null
      : !before
        ? 'new'
        : same(before, operation) && same(settings, running.operations[key])
          ? 'same'
          : 'changed',
  }
}

function toUndeclared({ undeclared }: RevisionOperation): UndeclaredSettings {
  return {
    query: undeclared?.query ?? 'pass',
    header: undeclared?.header ?? 'pass',
    cookie: undeclared?.cookie ?? 'pass',
    form: undeclared?.form ?? 'pass',
    body: undeclared?.body ?? 'pass',
  }
}

function toStructure({ limits }: RevisionOperation): StructuralSettings {
  return {
    jsonDepth: limits?.jsonDepth ?? null,
    jsonKeys: limits?.jsonKeys ?? null,
    arrayItems: limits?.arrayItems ?? null,
    stringLength: limits?.stringLength ?? null,
    xmlDepth: limits?.xmlDepth ?? null,
    formFields: limits?.formFields ?? null,
    uploadTypes: limits?.uploadTypes ?? null,
  }
}
