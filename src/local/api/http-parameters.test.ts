/** Source: API Gateway Developer Guide, "Transform API requests and responses for HTTP APIs" and "Parameter mapping for REST APIs". */
import { expect, test } from 'vitest'
import { proxied } from './http-parameters.js'

const given = { query: [['q', '1']] as const, headers: [['X-A', 'a']] as const }
const rows = [
  {
    name: 'a header more',
    parameters: { 'append:header.x-b': 'b' },
    want: {
      headers: [
        ['X-A', 'a'],
        ['x-b', 'b'],
      ],
    },
  },
  {
    name: 'a header again',
    parameters: { 'append:header.X-A': 'b' },
    want: {
      headers: [
        ['X-A', 'a'],
        ['X-A', 'b'],
      ],
    },
  },
  { name: 'a header in place of another', parameters: { 'overwrite:header.x-a': 'b' }, want: { headers: [['x-a', 'b']] } },
  { name: 'a header less', parameters: { 'remove:header.x-a': "''" }, want: { headers: [] } },
  { name: 'another query', parameters: { 'overwrite:querystring.q': '2' }, want: { query: [['q', '2']] } },
  { name: 'another path', parameters: { 'overwrite:path': '/else' }, want: { path: '/else' } },
  {
    name: "a REST API's path variable",
    parameters: { 'integration.request.path.id': '7' },
    want: { variables: new Map([['id', '7']]), path: null },
  },
  { name: "a REST API's header", parameters: { 'integration.request.header.X-A': 'b' }, want: { headers: [['X-A', 'b']] } },
  { name: 'what has no value is left', parameters: { 'overwrite:header.x-a': 'nothing' }, want: { headers: [['X-A', 'a']] } },
]
test.each(rows)('$name', ({ parameters, want }) => {
  const made = proxied(new Map(Object.entries(parameters)), given, (from) => (from === 'nothing' ? null : from))
  expect(made).toMatchObject(want)
})
