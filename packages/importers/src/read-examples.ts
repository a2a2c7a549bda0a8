import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { type ImportContext, type OpenApiVersion, shown } from './import-context.ts'
import { dropKnown } from './read-info.ts'
import { resolved } from './resolve-reference.ts'
import { member } from './source-tree.ts'

type Parameter = OperationDescription['parameters'][number]
type Example = NonNullable<Parameter['examples']>[number]

/** `example` and `examples` of a parameter, header or media type. */
export function readExamples(ctx: ImportContext, holder: JsonObject): Example[] | undefined {
  const out: Example[] = []
  const single = member(holder, 'example')
  if (single !== undefined) {
    out.push({ value: single })
    ctx.document(holder, 'example', 'Example', 'shown in the reference, decides nothing', true)
  }
  const several = ctx.object(holder, 'examples', shown('Examples'))
  for (const [name, value] of Object.entries(several ?? {})) {
    const example = resolved(
      ctx,
      value,
      { fate: 'documented', reason: 'shown in the reference, decides nothing' },
      'example',
    )
    if (several === undefined || example === undefined) continue
    const shownKey = valueKeys(ctx.version).find((key) => member(example, key) !== undefined)
    const inner = shownKey === undefined ? undefined : member(example, shownKey)
    dropKnown(
      ctx,
      example,
      {
        externalValue: 'examples are not read from other files',
        description: 'examples are shown with name and summary',
        ...(shownKey !== 'dataValue' && { dataValue: otherForm(ctx.version) }),
        ...(shownKey !== 'serializedValue' && { serializedValue: otherForm(ctx.version) }),
      },
      `example \`${name}\``,
    )
    if (shownKey === undefined || inner === undefined) {
      ctx.drop(several, name, `Example \`${name}\``, 'has no `value`')
      continue
    }
    ctx.document(several, name, `Example \`${name}\``, 'shown in the reference, decides nothing')
    ctx.document(example, shownKey, `Value of example \`${name}\``, 'shown in the reference, decides nothing', true)
    const summary = ctx.text(example, 'summary', shown(`Summary of example \`${name}\``))
    out.push({ name, ...(summary !== undefined && { summary }), value: inner })
  }
  return out.length === 0 ? undefined : out
}

/** Where the value of an example may stand; the first one that is there is shown. */
function valueKeys(version: OpenApiVersion): readonly string[] {
  return version === '3.2' ? ['value', 'dataValue', 'serializedValue'] : ['value']
}

function otherForm(version: OpenApiVersion): string {
  return version === '3.2' ? 'another form of the value that is shown' : 'read from OpenAPI 3.2 on'
}
