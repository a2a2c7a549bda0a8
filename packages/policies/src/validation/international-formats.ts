import { domainToASCII } from 'node:url'

type Checks = Readonly<Record<string, (value: string) => boolean>>

/** Formats whose texts may have letters of any language, judged by their ASCII form (RFC 5890, RFC 6531, RFC 3987 §3.1). */
export function internationalFormats(plain: Checks): Checks {
  const judge = (name: string, text: string) => plain[name]?.(text) === true
  const host = (value: string) =>
    value.length <= 255 && isInternationalHost(value) && judge('hostname', asciiHost(value))
  return {
    'idn-hostname': host,
    'idn-email': (value) => {
      const at = value.lastIndexOf('@')
      if (at < 1 || value.length > 320) return false
      const local = asciiLetters(value.slice(0, at))
      return judge('email', `${local}@${asciiHost(value.slice(at + 1))}`)
    },
    iri: (value) => value.length <= 8192 && judge('uri', percentEncoded(value)),
    'iri-reference': (value) => value.length <= 8192 && judge('uri-reference', percentEncoded(value)),
  }
}

function asciiHost(value: string): string {
  // The three other full stops of IDNA (RFC 3490 §3.1).
  return domainToASCII(value.replace(/[\u3002\uff0e\uff61]/g, '.'))
}

/** Rules of RFC 5892 (appendix A) and RFC 5891 (§4.2.3) that the platform's mapping leaves out. */
function isInternationalHost(value: string): boolean {
  for (const label of value.split(/[.\u3002\uff0e\uff61]/)) {
    if (/^\p{M}/u.test(label) || /[\u302e\u302f\u0640\u07fa\u3031-\u3035\u303b]/.test(label)) return false
    if (label.slice(2, 4) === '--' && !label.toLowerCase().startsWith('xn--')) return false
    if (/\u00b7/.test(label.replace(/(?<=l)\u00b7(?=l)/g, ''))) return false
    if (/\u0375(?!\p{Script=Greek})/u.test(label) || /(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u.test(label)) return false
    if (
      label.includes('\u30fb') &&
      !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(label.replaceAll('\u30fb', ''))
    )
      return false
    if (/[\u0660-\u0669]/.test(label) && /[\u06f0-\u06f9]/.test(label)) return false
    if (/(?<![\u094d\u0acd\u0bcd\u0ccd\u0d4d\u09cd\u0a4d\u0b4d\u0c4d\u0dca])\u200d/.test(label)) return false
  }
  return true
}

function asciiLetters(text: string): string {
  return text.replace(/[\u0080-\uffff]+/g, 'x')
}

function percentEncoded(text: string): string {
  return text.replace(/[\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]|[\ud800-\udbff][\udc00-\udfff]/g, (letter) =>
    encodeURIComponent(letter),
  )
}
