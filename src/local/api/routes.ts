/**
 * Which route a request reaches. HTTP APIs fall back to greedy routes and to `$default`; REST APIs choose the resource
 * first, and have an answer of their own where it lacks the method.
 * Source: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway" and "Set up a proxy integration with a
 * proxy resource".
 */
import type { Api, Route } from './types.js'

export interface Matched {
  readonly route: Route
  /** As they stand in the path, still percent-encoded. */
  readonly pathParameters: ReadonlyMap<string, string>
}

export function matchRoute(api: Pick<Api, 'kind' | 'routes'>, method: string, path: string): Matched | null {
  const parts = partsOf(path)
  const fitting = api.routes.flatMap((route): (Matched & { readonly rank: string })[] => {
    if (route.path === '$default') return api.kind === 'rest' ? [] : [{ route, pathParameters: new Map(), rank: '9' }]
    const found = matchPath(partsOf(route.path), parts)
    return found === null ? [] : [{ route, pathParameters: found.parameters, rank: found.rank }]
  })
  const takes = ({ route }: Matched): boolean => route.method === method || route.method === 'ANY'
  const byRank = (a: { rank: string; route: Route }, b: { rank: string; route: Route }): number =>
    a.rank === b.rank ? Number(a.route.method === 'ANY') - Number(b.route.method === 'ANY') : a.rank < b.rank ? -1 : 1
  const sorted = fitting.sort(byRank)
  if (api.kind !== 'rest') return sorted.find(takes) ?? null
  const best = sorted[0]?.rank
  return sorted.filter(({ rank }) => rank === best).find(takes) ?? null
}

/** An empty last part is the trailing slash, which no API tells apart. */
function partsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1)
  if (parts.length > 0 && parts.at(-1) === '') parts.pop()
  return parts
}

/** `rank`: literal parts come before variables, and those before greedy ones; compared from the left. */
function matchPath(
  pattern: readonly string[],
  parts: readonly string[],
): { readonly parameters: Map<string, string>; readonly rank: string } | null {
  const parameters = new Map<string, string>()
  let rank = ''
  for (const [i, each] of pattern.entries()) {
    const part = parts[i]
    const greedy = /^\{(.+)\+\}$/.exec(each)?.[1]
    if (greedy !== undefined) {
      // A greedy variable takes at least one part.
      if (part === undefined) return null
      parameters.set(greedy, parts.slice(i).join('/'))
      return { parameters, rank: `${rank}3` }
    }
    if (part === undefined) return null
    const name = /^\{(.+)\}$/.exec(each)?.[1]
    if (name === undefined) {
      if (each !== part && each !== decoded(part)) return null
      rank += '1'
    } else {
      if (part === '') return null
      parameters.set(name, part)
      rank += '2'
    }
  }
  return pattern.length === parts.length ? { parameters, rank: `${rank}1` } : null
}

/** Text as it is where it is no valid encoding. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
