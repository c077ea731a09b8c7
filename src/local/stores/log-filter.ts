/**
 * Filter patterns of CloudWatch Logs: terms, quoted phrases, `?optional` and `-excluded` ones, regular expressions between
 * percent signs, and comparisons of JSON members.
 *
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters, subscription filters, filter log events".
 */
export function filterMatches(pattern: string, message: string): boolean {
  const trimmed = pattern.trim()
  if (trimmed === '') return true
  if (trimmed.startsWith('{') && trimmed.endsWith('}')) return jsonMatches(trimmed.slice(1, -1), message)
  const terms = [...trimmed.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = '', phrase, word]) => ({
    sign,
    text: phrase ?? word ?? '',
  }))
  const has = (text: string): boolean => (/^%.+%$/.test(text) ? regex(text.slice(1, -1))?.test(message) === true : message.includes(text))
  const optional = terms.filter(({ sign }) => sign === '?')
  if (optional.length > 0 && !optional.some(({ text }) => has(text))) return false
  return terms.every(({ sign, text }) => sign === '?' || has(text) !== (sign === '-'))
}

function regex(source: string): RegExp | null {
  try {
    return new RegExp(source)
  } catch {
    return null
  }
}

function jsonMatches(condition: string, message: string): boolean {
  let parsed: unknown
  try {
    parsed = JSON.parse(message)
  } catch {
    return false
  }
  return condition.split('||').some((either) => either.split('&&').every((part) => comparison(part, parsed)))
}

function comparison(part: string, value: unknown): boolean {
  const match = /^\s*\(?\s*\$\.([\w.[\]-]+)\s*(=|!=|<=|>=|<|>|IS|NOT EXISTS)\s*(.*?)\s*\)?\s*$/i.exec(part)
  if (match === null) return false
  const [, path = '', operator = '', wanted = ''] = match
  const found = path
    .split(/[.[\]]+/)
    .filter((it) => it !== '')
    .reduce<unknown>(
      (held, name) => (typeof held === 'object' && held !== null ? (held as Record<string, unknown>)[name] : undefined),
      value,
    )
  switch (operator.toUpperCase()) {
    case 'NOT EXISTS':
      return found === undefined
    case 'IS':
      return String(found) === wanted.toLowerCase()
    case '=':
      return equals(found, wanted)
    case '!=':
      return found !== undefined && !equals(found, wanted)
    case '<':
      return Number(found) < Number(wanted)
    case '<=':
      return Number(found) <= Number(wanted)
    case '>':
      return Number(found) > Number(wanted)
    default:
      return Number(found) >= Number(wanted)
  }
}

function equals(found: unknown, wanted: string): boolean {
  const text = wanted.replace(/^"(.*)"$/, '$1')
  if (!text.includes('*')) return found !== undefined && String(found) === text
  const pattern = text
    .split('*')
    .map((it) => it.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return typeof found === 'string' && new RegExp(`^${pattern}$`).test(found)
}
