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
  return holds(condition, parsed)
}

/** `&&` binds more than `||`, and parentheses more than both. */
function holds(condition: string, value: unknown): boolean {
  const either = partsOf(condition, '||')
  if (either.length > 1) return either.some((part) => holds(part, value))
  const all = partsOf(condition, '&&')
  if (all.length > 1) return all.every((part) => holds(part, value))
  const inner = /^\s*\((.*)\)\s*$/s.exec(condition)?.[1]
  return inner === undefined ? comparison(condition, value) : holds(inner, value)
}

/** The parts between an operator that stand in no parentheses and in no quotes. */
function partsOf(condition: string, operator: '||' | '&&'): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let from = 0
  for (let i = 0; i < condition.length; i++) {
    const char = condition[i]
    if (char === '\\') i++
    else if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (depth === 0 && condition.startsWith(operator, i)) {
      parts.push(condition.slice(from, i))
      from = i + operator.length
    }
  }
  return [...parts, condition.slice(from)]
}

function comparison(part: string, value: unknown): boolean {
  const match = /^\s*\$\.([\w.[\]-]+)\s*(=|!=|<=|>=|<|>|IS|NOT EXISTS)\s*(.*?)\s*$/i.exec(part)
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
