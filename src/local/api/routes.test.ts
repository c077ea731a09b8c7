/** Source: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway", "Routing API requests". */
import { expect, test } from 'vitest'
import { matchRoute } from './routes.js'
import { route } from './testing/requests.js'

const routes = (keys: readonly string[]) =>
  keys.map((key) => (key === '$default' ? route() : route({ method: key.split(' ')[0] ?? '', path: key.split(' ')[1] ?? '' })))

const GUIDE = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default']

const rows = [
  { name: 'a full match comes first', kind: 'http', keys: GUIDE, method: 'GET', path: '/pets/dog/1', want: 'GET /pets/dog/1' },
  {
    name: 'then a path variable',
    kind: 'http',
    keys: GUIDE,
    method: 'GET',
    path: '/pets/dog/2',
    want: 'GET /pets/dog/{id}',
    parameters: { id: '2' },
  },
  {
    name: 'then the most specific greedy variable',
    kind: 'http',
    keys: GUIDE,
    method: 'GET',
    path: '/pets/cat/1',
    want: 'GET /pets/{proxy+}',
    parameters: { proxy: 'cat/1' },
  },
  {
    name: 'a greedy route with the method ANY',
    kind: 'http',
    keys: GUIDE,
    method: 'POST',
    path: '/test/5',
    want: 'ANY /{proxy+}',
    parameters: { proxy: 'test/5' },
  },
  {
    name: '`$default` takes what no route takes',
    kind: 'http',
    keys: ['GET /a', '$default'],
    method: 'GET',
    path: '/b',
    want: 'ANY $default',
  },
  { name: 'a method that is written wins over ANY', kind: 'http', keys: ['ANY /a', 'GET /a'], method: 'GET', path: '/a', want: 'GET /a' },
  { name: 'an HTTP API without a route for it answers nothing', kind: 'http', keys: ['GET /a'], method: 'POST', path: '/a', want: null },
  {
    name: 'a REST API chooses the resource before the method',
    kind: 'rest',
    keys: ['GET /a/b', 'POST /a/{x}'],
    method: 'POST',
    path: '/a/b',
    want: null,
  },
  { name: 'a trailing slash is the same resource', kind: 'rest', keys: ['GET /a'], method: 'GET', path: '/a/', want: 'GET /a' },
  { name: 'the root', kind: 'rest', keys: ['GET /', 'GET /{proxy+}'], method: 'GET', path: '/', want: 'GET /' },
  { name: 'a greedy variable takes at least one part', kind: 'rest', keys: ['ANY /a/{proxy+}'], method: 'GET', path: '/a', want: null },
  {
    name: 'an encoded part is one part',
    kind: 'rest',
    keys: ['GET /f/{name}'],
    method: 'GET',
    path: '/f/a%2Fb',
    want: 'GET /f/{name}',
    parameters: { name: 'a%2Fb' },
  },
] as const

test.each(rows)('$name', (row) => {
  const found = matchRoute({ kind: row.kind, routes: routes(row.keys) }, row.method, row.path)
  expect(found === null ? null : `${found.route.method} ${found.route.path}`).toBe(row.want)
  if ('parameters' in row) expect(Object.fromEntries(found?.pathParameters ?? [])).toEqual(row.parameters)
})
