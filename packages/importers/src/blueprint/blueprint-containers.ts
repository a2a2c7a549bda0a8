import type { Block, Item } from './blueprint-blocks.ts'
import type { Blueprint, Heading, Section } from './blueprint-sections.ts'

export interface Resource {
  name: string
  template: string
  level: number
  group: string | undefined
  section: Section
  /** All that stands in it but its actions, words under headings of their own included. */
  blocks: Block[]
}

export interface Action {
  name: string
  method: string
  /** Its own URI template; absent: that of its resource. */
  template: string | undefined
  resource: Resource | undefined
  group: string | undefined
  section: Section
  blocks: Block[]
}

/** The tree of a blueprint: which heading belongs to which. */
export interface Containers {
  title: Section | undefined
  api: Block[]
  groups: { name: string; section: Section; blocks: Block[] }[]
  resources: Resource[]
  actions: Action[]
  dataStructures: { heading: Section; types: Section[] }[]
}

/** Sorts the headings of a blueprint. A heading without meaning of its own is words of what stands above it. */
export function containersOf(blueprint: Blueprint): Containers {
  const out: Containers = {
    title: undefined,
    api: [...blueprint.preamble],
    groups: [],
    resources: [],
    actions: [],
    dataStructures: [],
  }
  let words: Block[] = out.api
  let group: string | undefined
  let resource: Resource | undefined
  let structures: Containers['dataStructures'][number] | undefined
  for (const [index, section] of blueprint.sections.entries()) {
    const { heading, blocks } = section
    if (heading.kind !== 'words') structures = undefined
    switch (heading.kind) {
      case 'group':
        group = heading.name
        resource = undefined
        words = [...blocks]
        out.groups.push({ name: group, section, blocks: words })
        break
      case 'data-structures':
        resource = undefined
        structures = { heading: section, types: [] }
        out.dataStructures.push(structures)
        words = []
        break
      case 'resource':
        words = [...blocks]
        resource = {
          name: heading.name,
          template: heading.template,
          level: section.level,
          group,
          section,
          blocks: words,
        }
        out.resources.push(resource)
        break
      case 'action': {
        const own = belongsTo(heading, section, resource) ? resource : undefined
        if (own === undefined) resource = undefined
        words = [...blocks]
        out.actions.push({
          name: heading.name,
          method: heading.method,
          template: heading.template,
          resource: own,
          group,
          section,
          blocks: words,
        })
        break
      }
      case 'words':
        if (structures !== undefined) structures.types.push(section)
        else if (index === 0) {
          out.title = section
          words.push(...blocks)
        } else words.push({ kind: 'text', lines: section.lines, code: false }, ...blocks)
    }
  }
  return out
}

/** An action with a template of its own stands alone unless it stands below a resource. */
function belongsTo(heading: Heading & { kind: 'action' }, section: Section, resource: Resource | undefined): boolean {
  return resource !== undefined && (heading.template === undefined || section.level > resource.level)
}

const keywords = {
  resource: /^(Parameters?|Attributes?|Model)\b/i,
  action: /^(Parameters?|Attributes?|Relation|Request|Response|Headers)\b/i,
}

/** The sections of a resource or action, and its words. */
export function splitBlocks(blocks: Block[], of: keyof typeof keywords): { items: Item[]; words: Block[] } {
  const items: Item[] = []
  const words: Block[] = []
  for (const block of blocks) {
    if (block.kind === 'item' && keywords[of].test(block.text)) items.push(block)
    else words.push(block)
  }
  return { items, words }
}
