/** Idioms of imports, clients, inputs, handlers and APIs. Those of names and calls are in files of their own. */
import type { ApiIdiom, ClientIdiom, HandlerIdiom, ImportIdiom, InputIdiom } from './parts.js'

const list = (names: readonly string[]): string => names.join(', ')
const local = (packageName: string): string => packageName.replaceAll(/[^a-z0-9]+/g, '_').replace(/^_/, '')

export const IMPORTS: readonly ImportIdiom[] = [
  { id: 'named', bring: (from, names) => ({ top: [`import { ${list(names)} } from '${from}'`], of: (name) => name }) },
  {
    id: 'renamed',
    bring: (from, names) => ({
      top: [`import { ${list(names.map((name) => `${name} as My${name}`))} } from '${from}'`],
      of: (name) => `My${name}`,
    }),
  },
  { id: 'namespace', bring: (from) => ({ top: [`import * as ${local(from)} from '${from}'`], of: (name) => `${local(from)}.${name}` }) },
  {
    id: 'taken out of a namespace',
    bring: (from, names) => ({
      top: [`import * as ${local(from)} from '${from}'`, `const { ${list(names)} } = ${local(from)}`],
      of: (name) => name,
    }),
  },
  {
    id: 'barrel',
    bring: (from, names) => ({
      top: [`import { ${list(names)} } from './${local(from)}'`],
      of: (name) => name,
      files: { [`${local(from)}.ts`]: `export * from '${from}'\n` },
    }),
  },
  {
    id: 'barrel of names',
    bring: (from, names) => ({
      top: [`import { ${list(names.map((name) => `the${name}`))} } from './${local(from)}'`],
      of: (name) => `the${name}`,
      files: { [`${local(from)}.ts`]: `export { ${list(names.map((name) => `${name} as the${name}`))} } from '${from}'\n` },
    }),
  },
  {
    id: 'import equals',
    bring: (from) => ({ top: [`import ${local(from)} = require('${from}')`], of: (name) => `${local(from)}.${name}` }),
  },
  {
    id: 'awaited dynamic',
    async: true,
    bring: (from) => ({ top: [`const ${local(from)} = import('${from}')`], of: (name) => `(await ${local(from)}).${name}` }),
  },
  {
    id: 'require',
    commonjs: true,
    bring: (from, names) => ({ top: [`const { ${list(names)} } = require('${from}')`], of: (name) => name }),
  },
  {
    id: 'renaming require',
    commonjs: true,
    bring: (from, names) => ({
      top: [`const { ${list(names.map((name) => `${name}: R${name}`))} } = require('${from}')`],
      of: (name) => `R${name}`,
    }),
  },
  {
    id: 'required module',
    commonjs: true,
    bring: (from) => ({ top: [`const ${local(from)} = require('${from}')`], of: (name) => `${local(from)}.${name}` }),
  },
  { id: 'require in place', commonjs: true, bring: (from) => ({ top: [], of: (name) => `(require('${from}').${name})` }) },
  {
    id: 'compiled by tsc',
    commonjs: true,
    bring: (from) => ({
      top: [
        '"use strict";',
        'Object.defineProperty(exports, "__esModule", { value: true });',
        `const ${local(from)}_1 = require("${from}");`,
      ],
      of: (name) => `${local(from)}_1.${name}`,
    }),
  },
  {
    id: 'bundled by esbuild',
    commonjs: true,
    bring: (from) => ({
      top: [
        'var __esm = (mod) => (mod && mod.__esModule ? mod : Object.assign(Object.create(null), mod, { default: mod }));',
        `var import_${local(from)} = __esm(require("${from}"));`,
      ],
      of: (name) => `import_${local(from)}.${name}`,
    }),
  },
]

const top = (id: string, hold: ClientIdiom['hold']): ClientIdiom => ({ id, atTop: true, hold })
const inside = (id: string, hold: ClientIdiom['hold']): ClientIdiom => ({ id, atTop: false, hold })

export const CLIENTS: readonly ClientIdiom[] = [
  top('constant', (make) => ({ top: [`const client = ${make}`], get: 'client' })),
  top('second declarator', (make) => ({ top: [`const first = 1, client = ${make}`, 'void first'], get: 'client' })),
  inside('made in place', (make) => ({ top: [], get: `(${make})` })),
  inside('factory', (make) => ({ top: [`const makeClient = async () => ${make}`], get: '(await makeClient())' })),
  top('kept by a function', (make) => ({ top: ['let kept', `const client = () => (kept ??= ${make})`], get: 'client()' })),
  inside('kept by an async function', (make) => ({
    top: ['let kept', `async function connect() {\n  if (!kept) {\n    kept = ${make}\n  }\n  return kept\n}`],
    get: '(await connect())',
  })),
  top('field', (make) => ({ top: [`class Holder {\n  client = ${make}\n}`, 'const holder = new Holder()'], get: 'holder.client' })),
  top('private field', (make) => ({
    top: [`class Holder {\n  #client = ${make}\n  get client() {\n    return this.#client\n  }\n}`, 'const holder = new Holder()'],
    get: 'holder.client',
  })),
  top('static field', (make) => ({ top: [`class Aws {\n  static client = ${make}\n}`], get: 'Aws.client' })),
  top('injected', (make) => ({
    top: [`class Service {\n  constructor(client) {\n    this.client = client\n  }\n}`, `const service = new Service(${make})`],
    get: 'service.client',
  })),
  top('injected by options', (make) => ({
    top: [`class Service {\n  constructor({ client = ${make} } = {}) {\n    this.client = client\n  }\n}`],
    get: 'new Service().client',
  })),
  top('inherited', (make) => ({
    top: [`class Base {\n  client = ${make}\n}`, 'class Derived extends Base {}'],
    get: 'new Derived().client',
  })),
  top('object', (make) => ({ top: [`const aws = { clients: { main: ${make} } }`], get: 'aws.clients.main' })),
  top('map', (make) => ({ top: [`const clients = new Map([['main', ${make}]])`], get: "clients.get('main')" })),
  top('array', (make) => ({ top: [`const [client] = [${make}]`], get: 'client' })),
  top('closure', (make) => ({
    top: [`const holder = (() => {\n  const client = ${make}\n  return { get: () => client }\n})()`],
    get: 'holder.get()',
  })),
  top('singleton', (make) => ({
    top: [
      `class Database {\n  static instance\n  client = ${make}\n  static get() {\n    if (!Database.instance) Database.instance = new Database()\n    return Database.instance\n  }\n}`,
    ],
    get: 'Database.get().client',
  })),
]

export const INPUTS: readonly InputIdiom[] = [
  { id: 'literal', build: (member, value, more) => ({ input: `{ ${member}: ${value}, ${more} }` }) },
  { id: 'variable', build: (member, value, more) => ({ inner: [`const input = { ${member}: ${value}, ${more} }`], input: 'input' }) },
  {
    id: 'shorthand',
    build: (member, value, more) => ({ inner: [`const ${member} = ${value}`], input: `{ ${member}, ${more} }` }),
  },
  {
    id: 'spread',
    build: (member, value, more) => ({
      top: [`const common = { ${more} }`],
      inner: [`const input = { ...common, ${member}: ${value} }`],
      input: 'input',
    }),
  },
  {
    id: 'assigned later',
    build: (member, value, more) => ({ inner: [`const input = { ${more} }`, `input.${member} = ${value}`], input: 'input' }),
  },
  {
    id: 'assigned by key',
    build: (member, value, more) => ({ inner: [`const input = { ${more} }`, `input['${member}'] = ${value}`], input: 'input' }),
  },
  { id: 'Object.assign', build: (member, value, more) => ({ input: `Object.assign({}, { ${more} }, { ${member}: ${value} })` }) },
  { id: 'computed key', build: (member, value, more) => ({ top: [`const KEY = '${member}'`], input: `{ [KEY]: ${value}, ${more} }` }) },
  {
    id: 'builder',
    build: (member, value, more) => ({ top: [`const inputFor = (name) => ({ ${member}: name, ${more} })`], input: `inputFor(${value})` }),
  },
  {
    id: 'builder class',
    build: (member, value, more) => ({
      top: [
        `class Input {\n  input = { ${more} }\n  named(name) {\n    this.input.${member} = name\n    return this\n  }\n  done() {\n    return this.input\n  }\n}`,
      ],
      input: `new Input().named(${value}).done()`,
    }),
  },
  { id: 'fromEntries', build: (member, value, more) => ({ input: `{ ...Object.fromEntries([['${member}', ${value}]]), ${more} }` }) },
]

const indent = (body: readonly string[], by = '  '): string => body.map((line) => by + line.replaceAll('\n', `\n${by}`)).join('\n')
const arrow = (body: readonly string[]): string => `async (event) => {\n${indent(body)}\n}`

export const HANDLERS: readonly HandlerIdiom[] = [
  { id: 'exported constant', commonjs: false, wrap: (body) => ({ top: [`export const handler = ${arrow(body)}`] }) },
  { id: 'exported function', commonjs: false, wrap: (body) => ({ top: [`export async function handler(event) {\n${indent(body)}\n}`] }) },
  { id: 'exported at the end', commonjs: false, wrap: (body) => ({ top: [`const main = ${arrow(body)}`, 'export { main as handler }'] }) },
  {
    id: 'passed on',
    commonjs: false,
    wrap: (body) => ({
      top: [`export const run = ${arrow(body)}`],
      files: { 'index.ts': "export { run as handler } from './main'\n" },
      entry: 'index.ts',
    }),
  },
  {
    id: 'wrapped',
    commonjs: false,
    wrap: (body) => ({
      top: [
        `const wrap = (inner) => async (event, context) => {\n  try {\n    return await inner(event, context)\n  } finally {\n    console.log('done')\n  }\n}`,
        `export const handler = wrap(${arrow(body)})`,
      ],
    }),
  },
  {
    id: 'middy',
    commonjs: false,
    wrap: (body) => ({ top: ["import middy from '@middy/core'", `const main = ${arrow(body)}`, 'export const handler = middy(main)'] }),
  },
  {
    id: 'bound method',
    commonjs: false,
    wrap: (body) => ({
      top: [
        `class App {\n  async handler(event) {\n${indent(body, '    ')}\n  }\n}`,
        'const app = new App()',
        'export const handler = app.handler.bind(app)',
      ],
    }),
  },
  { id: 'exports member', commonjs: true, wrap: (body) => ({ top: [`exports.handler = ${arrow(body)}`] }) },
  {
    id: 'module.exports',
    commonjs: true,
    wrap: (body) => ({ top: [`async function main(event) {\n${indent(body)}\n}`, 'module.exports = { handler: main }'] }),
  },
  { id: 'module.exports member', commonjs: true, wrap: (body) => ({ top: [`module.exports.handler = ${arrow(body)}`] }) },
  {
    id: 'callback',
    commonjs: true,
    wrap: (body) => ({
      top: [
        `const main = ${arrow(body)}`,
        'exports.handler = (event, context, callback) => {\n  main(event).then((answer) => callback(null, "ok"), (error) => callback(error))\n}',
      ],
    }),
  },
  {
    id: 'required and passed on',
    commonjs: true,
    wrap: (body) => ({
      top: [`exports.run = ${arrow(body)}`],
      files: { 'index.js': "const { run } = require('./main')\nexports.handler = (event) => run(event)\n" },
      entry: 'index.js',
    }),
  },
]

export const APIS: readonly ApiIdiom[] = [
  {
    id: 'command',
    fits: () => true,
    use: (op) => ({
      imports: [[op.client.package, [op.client.class, op.command]]],
      className: op.client.class,
      make: (of) => `new ${of(op.client.class)}({})`,
      call: (of) => (client, input) => `${client}.send(new ${of(op.command)}(${input}))`,
      more: op.more,
    }),
  },
  {
    id: 'command without arguments',
    fits: () => true,
    use: (op) => ({
      imports: [[op.client.package, [op.client.class, op.command]]],
      className: op.client.class,
      make: (of) => `new ${of(op.client.class)}()`,
      call: (of) => (client, input) => `(async (command) => ${client}.send(command))(new ${of(op.command)}(${input}))`,
      more: op.more,
    }),
  },
  {
    id: 'method',
    fits: () => true,
    use: (op) => ({
      imports: [[op.client.package, [op.client.aggregated]]],
      className: op.client.aggregated,
      make: (of) => `new ${of(op.client.aggregated)}({})`,
      call: () => (client, input) => `${client}.${op.method}(${input})`,
      more: op.more,
    }),
  },
  {
    id: 'document command',
    fits: (op) => op.document !== null,
    use: (op) => ({
      imports: [
        [op.client.package, [op.client.class]],
        ['@aws-sdk/lib-dynamodb', ['DynamoDBDocumentClient', op.document?.command ?? '']],
      ],
      className: null,
      make: (of) => `${of('DynamoDBDocumentClient')}.from(new ${of(op.client.class)}({}))`,
      call: (of) => (client, input) => `${client}.send(new ${of(op.document?.command ?? '')}(${input}))`,
      more: op.moreDocument,
    }),
  },
  {
    id: 'document method',
    fits: (op) => op.document !== null,
    use: (op) => ({
      imports: [
        [op.client.package, [op.client.aggregated]],
        ['@aws-sdk/lib-dynamodb', ['DynamoDBDocument']],
      ],
      className: null,
      make: (of) => `${of('DynamoDBDocument')}.from(new ${of(op.client.aggregated)}({}))`,
      call: () => (client, input) => `${client}.${op.document?.method}(${input})`,
      more: op.moreDocument,
    }),
  },
  {
    id: 'v2 promise',
    fits: () => true,
    use: (op) => ({
      imports: [['aws-sdk', [op.v2]]],
      className: op.v2,
      make: (of) => `new ${of(op.v2)}()`,
      call: () => (client, input) => `${client}.${op.method}(${input}).promise()`,
      more: op.more,
    }),
  },
  {
    id: 'v2 callback',
    fits: () => true,
    use: (op) => ({
      imports: [['aws-sdk', [op.v2]]],
      className: op.v2,
      make: (of) => `new ${of(op.v2)}({ region: 'eu-west-1' })`,
      call: () => (client, input) =>
        `((service, given) => new Promise((resolve, reject) => service.${op.method}(given, (error, data) => (error ? reject(error) : resolve(data)))))(${client}, ${input})`,
      more: op.more,
    }),
  },
  {
    id: 'v2 document',
    fits: (op) => op.document !== null,
    use: (op) => ({
      imports: [['aws-sdk', ['DynamoDB']]],
      className: null,
      make: (of) => `new (${of('DynamoDB')}.DocumentClient)()`,
      call: () => (client, input) => `${client}.${op.document?.method}(${input}).promise()`,
      more: op.moreDocument,
    }),
  },
]
