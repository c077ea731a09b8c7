/** REST JSON: the operation by method and path, its input from the path, the query and the body. */
import { clientFacts, operationModel } from '../../../catalog/index.js'
import type { Input } from '../../types.js'

interface Route {
  readonly operation: string
  readonly method: string
  readonly segments: readonly string[]
  /** Query members that tell it apart from others of the same path. */
  readonly flags: readonly (readonly [name: string, value: string])[]
}

const routes = new Map<string, readonly Route[]>()

function routesOf(suffix: string): readonly Route[] {
  const known = routes.get(suffix)
  if (known !== undefined) return known
  const made = (clientFacts(suffix)?.operations ?? []).flatMap((operation): Route[] => {
    const http = operationModel(suffix, operation)?.http
    if (http === null || http === undefined) return []
    const [path = '', query = ''] = http.uri.split('?')
    return [{ operation, method: http.method, segments: path.replace(/\/$/, '').split('/'), flags: [...new URLSearchParams(query)] }]
  })
  // Plain segments are tried before variables.
  const weight = (route: Route): string => route.segments.map((it) => (it.startsWith('{') ? (it.endsWith('+}') ? '2' : '1') : '0')).join('')
  const sorted = [...made].sort((a, b) => b.flags.length - a.flags.length || (weight(a) < weight(b) ? -1 : 1))
  routes.set(suffix, sorted)
  return sorted
}

/** @returns the operation and the members that stand in the path; null where no route matches */
export function findRoute(
  suffix: string,
  method: string,
  path: string,
  query = new URLSearchParams(),
): { readonly operation: string; readonly input: Input } | null {
  const parts = path.replace(/\/$/, '').split('/')
  for (const route of routesOf(suffix)) {
    if (route.method !== method || !route.flags.every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value)))
      continue
    const input = match(route.segments, parts)
    if (input !== null) return { operation: route.operation, input }
  }
  return null
}

function match(segments: readonly string[], parts: readonly string[]): Input | null {
  const input: Record<string, string> = {}
  for (const [i, segment] of segments.entries()) {
    if (segment.startsWith('{') && segment.endsWith('+}')) {
      const rest = parts.slice(i)
      if (rest.length === 0) return null
      input[segment.slice(1, -2)] = decoded(rest.join('/'))
      return input
    }
    const part = parts[i]
    if (part === undefined) return null
    if (segment.startsWith('{')) {
      if (part === '') return null
      input[segment.slice(1, -1)] = decoded(part)
    } else if (segment !== part) return null
  }
  return segments.length === parts.length ? input : null
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Members of the body and the query; those of the path win. A body that is no JSON object is the operation's payload. */
export function readRestInput(fromPath: Input, query: URLSearchParams, body: string, isJson: boolean): Input | null {
  const fromQuery: Record<string, unknown> = {}
  for (const name of new Set(query.keys())) {
    const all = query.getAll(name)
    fromQuery[name] = all.length > 1 ? all : all[0]
  }
  if (body === '' || !isJson) return { ...fromQuery, ...fromPath }
  try {
    const parsed: unknown = JSON.parse(body)
    const members = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : {}
    return { ...fromQuery, ...members, ...fromPath }
  } catch {
    return null
  }
}
