/**
 * What a proxy to an HTTP endpoint changes of the request that it hands on.
 * Source: API Gateway Developer Guide, "Parameter mapping for REST APIs" and "Transform API requests and responses for HTTP APIs".
 */

export interface ProxiedRequest {
  /** In place of the request's own; null: that. */
  readonly path: string | null
  /** Of the endpoint's URL: `{name}`. */
  readonly variables: ReadonlyMap<string, string>
  readonly query: readonly (readonly [string, string])[]
  readonly headers: readonly (readonly [string, string])[]
}

/** @param parameters as a REST API (`integration.request.header.X`) or an HTTP API (`append:header.x`) names them @param read null: leave it */
export function proxied(
  parameters: ReadonlyMap<string, string>,
  given: Pick<ProxiedRequest, 'query' | 'headers'>,
  read: (from: string) => string | null,
): ProxiedRequest {
  let path: string | null = null
  let { query, headers } = given
  const variables = new Map<string, string>()
  for (const [to, from] of parameters) {
    const [, rest, restName = ''] = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(to) ?? []
    const [, change = 'overwrite', http, httpName = ''] = /^(append|overwrite|remove):(path|querystring|header)(?:\.(.+))?$/.exec(to) ?? []
    const place = rest ?? http
    const name = rest === undefined ? httpName : restName
    const value = change === 'remove' ? null : read(from)
    if (place === undefined || (value === null && change !== 'remove')) continue
    if (place === 'path' && rest !== undefined) variables.set(name, value ?? '')
    else if (place === 'path') path = value
    else if (place === 'querystring') query = changed(query, name, value, change, (one) => one)
    else headers = changed(headers, name, value, change, (one) => one.toLowerCase())
  }
  return { path, variables, query, headers }
}

type Pairs = readonly (readonly [string, string])[]

function changed(all: Pairs, name: string, value: string | null, change: string, fold: (name: string) => string): Pairs {
  const kept = change === 'append' ? all : all.filter(([each]) => fold(each) !== fold(name))
  return value === null ? kept : [...kept, [name, value]]
}
