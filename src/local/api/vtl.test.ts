/** Source: API Gateway Developer Guide, "Variables for data transformations for API Gateway" and "Mapping template transformations for REST APIs". */
import { describe, expect, test } from 'vitest'
import { jsonPath } from './json-path.js'
import { renderTemplate } from './vtl.js'

const input = {
  body: JSON.stringify({ id: 7, name: 'O\'Neil "x"', tags: ['a', 'b'], nested: { deep: { v: true } } }),
  path: new Map([['id', '42']]),
  query: new Map([['q', 'a b']]),
  headers: new Map([['X-Token', 'secret']]),
  context: { requestId: 'r-1', identity: { sourceIp: '192.0.2.1' } },
  stageVariables: new Map([['env', 'dev']]),
}

const rows = [
  { name: 'a member', template: "$input.path('$.id')", want: '7' },
  { name: 'a part as JSON', template: "$input.json('$.tags')", want: '["a","b"]' },
  { name: 'the body', template: '$input.body', want: input.body },
  {
    name: 'a parameter wherever it is',
    template: "$input.params('id') $input.params('q') $input.params('X-Token')",
    want: '42 a b secret',
  },
  { name: 'parameters by place', template: '$input.params().path.id', want: '42' },
  {
    name: 'context and stage variables',
    template: '$context.requestId $context.identity.sourceIp $stageVariables.env',
    want: 'r-1 192.0.2.1 dev',
  },
  { name: 'text for JavaScript', template: "$util.escapeJavaScript($input.path('$.name'))", want: 'O\\\'Neil \\"x\\"' },
  { name: 'base64', template: "$util.base64Encode('hi') $util.base64Decode('aGk=')", want: 'aGk= hi' },
  { name: 'URLs', template: "$util.urlEncode($input.params('q')) $util.urlDecode('a%20b')", want: 'a+b a b' },
  { name: 'a loop with commas', template: '#foreach($t in $input.path(\'$.tags\'))"$t"#if($foreach.hasNext),#end#end', want: '"a","b"' },
  { name: 'a choice', template: "#if($input.path('$.nested.deep.v'))yes#{else}no#end", want: 'yes' },
  { name: 'a variable', template: "#set($x = $input.path('$.id'))${x}-$x", want: '7-7' },
  { name: 'parsed JSON', template: '#set($o = $util.parseJson(\'{"a":{"b":1}}\'))$o.a.b', want: '1' },
]
test.each(rows)('$name', async ({ template, want }) => expect(await renderTemplate(template, input)).toMatchObject({ text: want }))

test('a template can set status and headers', async () => {
  const made = await renderTemplate("#set($context.responseOverride.status = 409)#set($context.responseOverride.header.X-A = 'b')x", input)
  expect(made).toMatchObject({ text: 'x', status: 409 })
})

test('a broken template says so', async () => expect(await renderTemplate('#if($x', input)).toHaveProperty('broken'))

describe('JSONPath', () => {
  const value = { a: { b: [{ c: 1 }, { c: 2 }] }, 'x-y': 3 }
  test.each([
    ['$', value],
    ['$.a.b[1].c', 2],
    ["$['a']['b'][0]", { c: 1 }],
    ['$.a.b[-1].c', 2],
    ['$.a.b[*].c', [1, 2]],
    ['$..c', [1, 2]],
    ['$.x-y', 3],
    ['$.nothing', undefined],
    ['$.a.__proto__', undefined],
  ])('%s', (path, want) => expect(jsonPath(value, path)).toEqual(want))
})
