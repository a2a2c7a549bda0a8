/**
 * ECMA-262 lets a pattern name a general category by its long name or alias (`\p{Letter}`, `\p{digit}`); the automaton knows the short
 * ones alone (Unicode, PropertyValueAliases.txt, gc).
 */
const shortNames: Readonly<Record<string, string>> = {
  Other: 'C',
  Control: 'Cc',
  cntrl: 'Cc',
  Format: 'Cf',
  Private_Use: 'Co',
  Surrogate: 'Cs',
  Letter: 'L',
  Lowercase_Letter: 'Ll',
  Modifier_Letter: 'Lm',
  Other_Letter: 'Lo',
  Titlecase_Letter: 'Lt',
  Uppercase_Letter: 'Lu',
  Mark: 'M',
  Combining_Mark: 'M',
  Spacing_Mark: 'Mc',
  Enclosing_Mark: 'Me',
  Nonspacing_Mark: 'Mn',
  Number: 'N',
  Decimal_Number: 'Nd',
  digit: 'Nd',
  Letter_Number: 'Nl',
  Other_Number: 'No',
  Punctuation: 'P',
  punct: 'P',
  Connector_Punctuation: 'Pc',
  Dash_Punctuation: 'Pd',
  Close_Punctuation: 'Pe',
  Final_Punctuation: 'Pf',
  Initial_Punctuation: 'Pi',
  Other_Punctuation: 'Po',
  Open_Punctuation: 'Ps',
  Symbol: 'S',
  Currency_Symbol: 'Sc',
  Modifier_Symbol: 'Sk',
  Math_Symbol: 'Sm',
  Other_Symbol: 'So',
  Separator: 'Z',
  Line_Separator: 'Zl',
  Paragraph_Separator: 'Zp',
  Space_Separator: 'Zs',
}

/** The pattern with short names of categories; `General_Category=` and `Script=` are what RE2 takes for granted. */
export function withShortCategories(pattern: string): string {
  return pattern.replace(/(\\(?:\\|[pP]\{(?:(?:General_Category|gc|Script|sc)=)?(\w+)\}))/g, (whole, _all, name) => {
    if (name === undefined) return whole
    return `${whole.slice(0, 2)}{${Object.hasOwn(shortNames, name) ? shortNames[name] : name}}`
  })
}
