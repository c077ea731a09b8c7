/**
 * The JSONPath that mapping templates use: members, items, `*`, and `..name`.
 * Source: API Gateway Developer Guide, "Mapping template transformations for REST APIs in API Gateway".
 */

/** @returns undefined where nothing is there; a list where the path has a wildcard */
export function jsonPath(value: unknown, path: string): unknown {
  const steps = stepsOf(path)
  if (steps === null) return undefined
  let found: unknown[] = [value]
  let isMany = false
  for (const step of steps) {
    if (step.kind === 'deep') {
      isMany = true
      found = found.flatMap((each) => deep(each, step.name))
    } else if (step.kind === 'all') {
      isMany = true
      found = found.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
    } else found = found.flatMap((each) => own(each, step.name))
  }
  return isMany ? found : found[0]
}

type Step = { readonly kind: 'member'; readonly name: string } | { readonly kind: 'deep'; readonly name: string } | { readonly kind: 'all' }

function stepsOf(path: string): readonly Step[] | null {
  const steps: Step[] = []
  let rest = path.trim().replace(/^\$/, '')
  while (rest !== '') {
    const match = /^(?:\.\.([\w$@-]+)|\.?\[\s*(?:'([^']*)'|"([^"]*)"|(-?\d+)|(\*))\s*\]|\.(\*)|\.([\w$@-]+)|([\w$@-]+))/.exec(rest)
    if (match === null) return null
    const [all, deepName, single, double, index, star1, star2, dotted, bare] = match
    if (deepName !== undefined) steps.push({ kind: 'deep', name: deepName })
    else if (star1 !== undefined || star2 !== undefined) steps.push({ kind: 'all' })
    else steps.push({ kind: 'member', name: single ?? double ?? index ?? dotted ?? bare ?? '' })
    rest = rest.slice(all.length)
  }
  return steps
}

function own(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) {
    const at = Number(name)
    return Number.isInteger(at) && Math.abs(at) <= value.length && value.at(at) !== undefined ? [value.at(at)] : []
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return []
  return [(value as Readonly<Record<string, unknown>>)[name]]
}

function deep(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return [...own(value, name), ...Object.values(value).flatMap((each) => deep(each, name))]
}
