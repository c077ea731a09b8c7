/** Source: API Gateway Developer Guide, "Variables for data transformations for API Gateway" and "Mapping template transformations for REST APIs". */
import { describe, expect, test } from 'vitest'
import { jsonPath } from './json-path.js'
import { renderTemplate } from './vtl.js'

const input = {
  body: JSON.stringify({ id: 7, name: 'O\'Neil "x"', tags: ['a', 'b'], nested: { deep: { v: true } } }),
  path: new Map([['id', '42']]),
  query: new Map([['q', 'a b']]),
  headers: new Map([['X-Token', 'secret']]),
  context: { requestId: 'r-1', identity: { sourceIp: '192.0.2.1', user: null }, nobody: null },
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
  {
    name: 'what is not there prints as nothing',
    template: "[$input.path('$.none')$context.identity.user$stageVariables.none$none]",
    want: '[]',
  },
  { name: 'a null prints as nothing', template: '[$context.nobody]', want: '[]' },
  { name: 'text that JavaScript could not read as it is', template: "$util.escapeJavaScript('ä\u0001')", want: '\\u00E4\\u0001' },
  {
    name: 'a text as Java has it',
    template: "#set($s = 'a-b-c')$s.length() $s.contains('b') $s.isEmpty() $s.equals('a-b-c')",
    want: '5 true false true',
  },
  {
    name: 'a pattern in replaceAll',
    template: "#set($s = 'a1b22')$s.replaceAll('[0-9]+', '<$0>') $s.replace('1', '.')",
    want: 'a<1>b<22> a.b22',
  },
  { name: 'a text in parts', template: "#set($s = 'a|b||')$s.split('[|]').size()", want: '2' },
  { name: 'a list', template: "#set($l = $input.path('$.tags'))$l.size() $l.isEmpty() $l.contains('b') $l.get(1)", want: '2 false true b' },
  {
    name: 'a map',
    template:
      "#set($m = $input.path('$.nested'))$m.containsKey('deep') $m.keySet() #foreach($e in $m.entrySet())$e.key=$e.value.get('v')#end",
    want: 'true [deep] deep=true',
  },
  {
    name: 'all parameters, as the console writes it',
    template:
      '#set($all = $input.params())#foreach($type in $all.keySet())#set($p = $all.get($type))#foreach($n in $p.keySet())$type.$n=$p.get($n);#end#end',
    want: 'path.id=42;querystring.q=a b;header.X-Token=secret;',
  },
]
test.each(rows)('$name', async ({ template, want }) => expect(await renderTemplate(template, input)).toMatchObject({ text: want }))

test('a template can set status and headers', async () => {
  const made = await renderTemplate("#set($context.responseOverride.status = 409)#set($context.responseOverride.header.X-A = 'b')x", input)
  expect(made).toMatchObject({ text: 'x', status: 409 })
})

test('a template can change the request', async () => {
  const template = "#set($context.requestOverride.header.X-A = 'b')#set($context.requestOverride.path.id = '9')x"
  expect(await renderTemplate(template, input)).toMatchObject({
    request: { header: new Map([['X-A', 'b']]), path: new Map([['id', '9']]), querystring: new Map() },
  })
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
