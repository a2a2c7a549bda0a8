import type { DiffRule } from './diff-rules-operations.ts'

/** Rules about schemas. What narrows is harmless in an answer and harmful in a request, and the other way round. */
export const schemaRules = {
  'schema.type-narrowed': {
    request: ['breaking', '{op} no longer takes {before} for {what}, only {after}'],
    response: ['safe', '{op} now returns only {after} in {what}, it was {before}'],
  },
  'schema.type-widened': {
    request: ['safe', '{op} now takes {after} for {what}, it was {before}'],
    response: ['breaking', '{op} may now return {after} in {what}, it was {before}'],
  },
  'schema.type-changed': {
    request: ['breaking', '{op} now takes {after} for {what}, it was {before}'],
    response: ['breaking', '{op} now returns {after} in {what}, it was {before}'],
  },
  'schema.null-refused': {
    request: ['breaking', '{op} no longer takes `null` for {what}'],
    response: ['safe', '{op} no longer returns `null` in {what}'],
  },
  'schema.null-allowed': {
    request: ['safe', '{op} now takes `null` for {what}'],
    response: ['breaking', '{op} may now return `null` in {what}'],
  },
  'schema.enum-value-removed': {
    request: ['breaking', '{op} no longer accepts {valued}'],
    response: ['safe', '{op} no longer returns {valued}'],
  },
  'schema.enum-value-added': {
    request: ['safe', '{op} now accepts {valued}'],
    response: ['risky', '{op} may now return {valued}'],
  },
  'schema.enum-added': {
    request: ['breaking', '{op} now takes only {after} for {what}'],
    response: ['safe', '{op} now returns only {after} in {what}'],
  },
  'schema.enum-removed': {
    request: ['safe', '{op} now takes other values than {before} for {what}'],
    response: ['risky', '{op} may now return other values than {before} in {what}'],
  },
  'schema.format-added': {
    request: ['breaking', '{op} now takes only {after} for {what}'],
    response: ['safe', '{op} now returns the format {after} in {what}'],
  },
  'schema.format-removed': {
    request: ['safe', '{op} no longer demands the format {before} for {what}'],
    response: ['risky', '{op} no longer promises the format {before} in {what}'],
  },
  'schema.format-changed': {
    request: ['breaking', '{op} now takes the format {after} for {what}, it was {before}'],
    response: ['breaking', '{op} now returns the format {after} in {what}, it was {before}'],
  },
  'schema.pattern-added': {
    request: ['breaking', '{op} now demands the pattern {after} for {what}'],
    response: ['safe', '{op} now promises the pattern {after} in {what}'],
  },
  'schema.pattern-removed': {
    request: ['safe', '{op} no longer demands the pattern {before} for {what}'],
    response: ['risky', '{op} no longer promises the pattern {before} in {what}'],
  },
  'schema.pattern-changed': {
    request: ['breaking', '{op} demands another pattern for {what}: {after}, it was {before}'],
    response: ['risky', '{op} promises another pattern in {what}: {after}, it was {before}'],
  },
  'schema.minimum-raised': {
    request: ['breaking', '{op} now takes only {after} for {what}{was}'],
    response: ['safe', '{op} now returns only {after} in {what}{was}'],
  },
  'schema.minimum-lowered': {
    request: ['safe', '{op} now takes {after} for {what}{was}'],
    response: ['risky', '{op} may now return {after} in {what}{was}'],
  },
  'schema.maximum-lowered': {
    request: ['breaking', '{op} now takes only {after} for {what}{was}'],
    response: ['safe', '{op} now returns only {after} in {what}{was}'],
  },
  'schema.maximum-raised': {
    request: ['safe', '{op} now takes {after} for {what}{was}'],
    response: ['risky', '{op} may now return {after} in {what}{was}'],
  },
  'schema.min-length-raised': {
    request: ['breaking', '{op} now takes only {after} in {what}{was}'],
    response: ['safe', '{op} now returns only {after} in {what}{was}'],
  },
  'schema.min-length-lowered': {
    request: ['safe', '{op} now takes {after} in {what}{was}'],
    response: ['risky', '{op} may now return {after} in {what}{was}'],
  },
  'schema.max-length-lowered': {
    request: ['breaking', '{op} now takes only {after} in {what}{was}'],
    response: ['safe', '{op} now returns only {after} in {what}{was}'],
  },
  'schema.max-length-raised': {
    request: ['safe', '{op} now takes {after} in {what}{was}'],
    response: ['risky', '{op} may now return {after} in {what}{was}'],
  },
  'schema.min-items-raised': {
    request: ['breaking', '{op} now takes only {after} in {what}{was}'],
    response: ['safe', '{op} now returns only {after} in {what}{was}'],
  },
  'schema.min-items-lowered': {
    request: ['safe', '{op} now takes {after} in {what}{was}'],
    response: ['risky', '{op} may now return {after} in {what}{was}'],
  },
  'schema.max-items-lowered': {
    request: ['breaking', '{op} now takes only {after} in {what}{was}'],
    response: ['safe', '{op} now returns only {after} in {what}{was}'],
  },
  'schema.max-items-raised': {
    request: ['safe', '{op} now takes {after} in {what}{was}'],
    response: ['risky', '{op} may now return {after} in {what}{was}'],
  },
  'schema.min-properties-raised': {
    request: ['breaking', '{op} now takes only {after} in {what}{was}'],
    response: ['safe', '{op} now returns only {after} in {what}{was}'],
  },
  'schema.min-properties-lowered': {
    request: ['safe', '{op} now takes {after} in {what}{was}'],
    response: ['risky', '{op} may now return {after} in {what}{was}'],
  },
  'schema.max-properties-lowered': {
    request: ['breaking', '{op} now takes only {after} in {what}{was}'],
    response: ['safe', '{op} now returns only {after} in {what}{was}'],
  },
  'schema.max-properties-raised': {
    request: ['safe', '{op} now takes {after} in {what}{was}'],
    response: ['risky', '{op} may now return {after} in {what}{was}'],
  },
  'schema.multiple-of-added': {
    request: ['breaking', '{op} now takes only multiples of {after} for {what}'],
    response: ['safe', '{op} now returns only multiples of {after} in {what}'],
  },
  'schema.multiple-of-removed': {
    request: ['safe', '{op} now takes other numbers than multiples of {before} for {what}'],
    response: ['risky', '{op} may now return other numbers than multiples of {before} in {what}'],
  },
  'schema.multiple-of-changed': {
    request: ['breaking', '{op} now takes multiples of {after} for {what}, it was {before}'],
    response: ['risky', '{op} now returns multiples of {after} in {what}, it was {before}'],
  },
  'schema.multiple-of-widened': {
    request: ['safe', '{op} now takes multiples of {after} for {what}, it was {before}'],
    response: ['risky', '{op} may now return multiples of {after} in {what}, it was {before}'],
  },
  'schema.unique-items-added': {
    request: ['breaking', '{op} no longer takes equal items in {what}'],
    response: ['safe', '{op} no longer returns equal items in {what}'],
  },
  'schema.unique-items-removed': {
    request: ['safe', '{op} now takes equal items in {what}'],
    response: ['risky', '{op} may now return equal items in {what}'],
  },
  'schema.property-added': {
    request: ['safe', '{op} now takes {what}'],
    response: ['safe', '{op} now returns {what}'],
  },
  'schema.required-property-added': {
    request: ['breaking', '{op} now requires {what}'],
    response: ['safe', '{op} now always returns {what}'],
  },
  'schema.property-removed': {
    request: ['risky', '{op} no longer knows {what}'],
    response: ['risky', '{op} no longer returns {what}, which was optional'],
  },
  'schema.required-property-removed': {
    request: ['risky', '{op} no longer knows {what}, which was required'],
    response: ['breaking', '{op} no longer returns {what}'],
  },
  'schema.property-refused': {
    request: ['breaking', '{op} no longer takes {what}; properties that it does not know are refused'],
  },
  'schema.property-became-required': {
    request: ['breaking', '{op} now requires {what}, which was optional'],
    response: ['safe', '{op} now always returns {what}'],
  },
  'schema.property-became-optional': {
    request: ['safe', '{op} no longer requires {what}'],
    response: ['breaking', '{op} no longer promises {what}'],
  },
  'schema.property-became-read-only': {
    request: ['risky', '{op} now marks {what} as read-only'],
    response: ['safe', '{op} now marks {what} as read-only'],
  },
  'schema.property-became-writable': {
    request: ['safe', '{op} no longer marks {what} as read-only'],
    response: ['safe', '{op} no longer marks {what} as read-only'],
  },
  'schema.property-became-write-only': {
    request: ['safe', '{op} now marks {what} as write-only'],
    response: ['risky', '{op} now marks {what} as write-only and no longer returns it'],
  },
  'schema.property-became-readable': {
    request: ['safe', '{op} no longer marks {what} as write-only'],
    response: ['safe', '{op} no longer marks {what} as write-only'],
  },
  'schema.additional-properties-refused': {
    request: ['breaking', '{op} no longer takes undeclared properties in {what}'],
    response: ['safe', '{op} no longer returns undeclared properties in {what}'],
  },
  'schema.additional-properties-allowed': {
    request: ['safe', '{op} now takes undeclared properties in {what}'],
    response: ['risky', '{op} may now return undeclared properties in {what}'],
  },
  'schema.constraint-added': {
    request: ['breaking', '{op} now demands more of {what}: {value}'],
    response: ['safe', '{op} now promises more of {what}: {value}'],
  },
  'schema.constraint-removed': {
    request: ['safe', '{op} demands less of {what}: no {value}'],
    response: ['risky', '{op} promises less of {what}: no {value}'],
  },
  'schema.constraint-changed': {
    request: ['breaking', '{op} demands something else of {what}: {value} changed'],
    response: ['risky', '{op} promises something else of {what}: {value} changed'],
  },
  'schema.alternative-added': {
    request: ['safe', '{op} now takes {value} for {what}'],
    response: ['risky', '{op} may now return {value} in {what}'],
  },
  'schema.alternative-removed': {
    request: ['breaking', '{op} no longer takes {value} for {what}'],
    response: ['safe', '{op} no longer returns {value} in {what}'],
  },
  'schema.alternatives-added': {
    request: ['breaking', '{op} now takes only certain shapes for {what}: {value}'],
    response: ['safe', '{op} now returns only certain shapes in {what}: {value}'],
  },
  'schema.alternatives-removed': {
    request: ['safe', '{op} now takes other shapes than {value} for {what}'],
    response: ['risky', '{op} may now return other shapes than {value} in {what}'],
  },
  'schema.discriminator-added': {
    request: [
      'breaking',
      '{op} now chooses the schema of {what} by a property, and refuses values of it that it does not know',
    ],
    response: ['safe', '{op} now says by a property which schema {what} has'],
  },
  'schema.discriminator-removed': {
    request: ['safe', '{op} no longer chooses the schema of {what} by a property'],
    response: ['risky', '{op} no longer says by a property which schema {what} has'],
  },
  'schema.discriminator-changed': {
    request: ['breaking', '{op} tells the alternatives of {what} apart in another way'],
    response: ['risky', '{op} tells the alternatives of {what} apart in another way'],
  },
  'schema.everything-refused': {
    request: ['breaking', '{op} no longer takes any value for {what}'],
    response: ['risky', '{op} no longer returns any value in {what}'],
  },
  'schema.everything-allowed': {
    request: ['safe', '{op} now takes any value for {what}'],
    response: ['risky', '{op} may now return any value in {what}'],
  },
  'schema.constrained': {
    request: ['breaking', '{op} now says what {what} must look like; it took any value'],
    response: ['safe', '{op} now says what {what} looks like'],
  },
  'schema.default-changed': {
    request: ['risky', '{op} means {after} when {what} is left out, it was {before}'],
    response: ['safe', '{op} documents the default {after} for {what}, it was {before}'],
  },
  'schema.default-added': {
    request: ['safe', '{op} now means {after} when {what} is left out'],
    response: ['safe', '{op} now documents the default {after} for {what}'],
  },
  'schema.default-removed': {
    request: ['risky', '{op} no longer means {before} when {what} is left out'],
    response: ['safe', '{op} no longer documents the default {before} for {what}'],
  },
  'schema.deprecated': {
    request: ['risky', '{op} now marks {what} as deprecated'],
    response: ['risky', '{op} now marks {what} as deprecated'],
  },
  'schema.undeprecated': {
    request: ['safe', '{op} no longer marks {what} as deprecated'],
    response: ['safe', '{op} no longer marks {what} as deprecated'],
  },
} as const satisfies Record<string, DiffRule>
