/** Idioms by which a resource's name comes to a call. */
import type { NameIdiom } from './parts.js'

const quote = (text: string): string => `'${text}'`

export const NAMES: readonly NameIdiom[] = [
  { id: 'literal', give: ([a]) => ({ value: quote(a) }) },
  { id: 'constant', give: ([a]) => ({ top: [`const NAME = ${quote(a)}`], value: 'NAME' }) },
  { id: 'env', give: ([a]) => ({ value: 'process.env.NAME', env: { NAME: a } }) },
  { id: 'env constant', give: ([a]) => ({ top: ['const NAME = process.env.NAME'], value: 'NAME', env: { NAME: a } }) },
  { id: 'env destructured', give: ([a]) => ({ top: ['const { NAME: given } = process.env'], value: 'given', env: { NAME: a } }) },
  { id: 'env by text', give: ([a]) => ({ value: "process.env['NAME']", env: { NAME: a } }) },
  { id: 'env by a function', give: ([a]) => ({ top: ['const env = (key) => process.env[key]'], value: "env('NAME')", env: { NAME: a } }) },
  {
    id: 'env that is required',
    give: ([a]) => ({
      top: ["function need(key) {\n  const value = process.env[key]\n  if (!value) throw new Error('missing ' + key)\n  return value\n}"],
      value: "need('NAME')",
      env: { NAME: a },
    }),
  },
  { id: 'env with a default that is not needed', give: ([a, b]) => ({ value: `(process.env.NAME ?? ${quote(b)})`, env: { NAME: a } }) },
  { id: 'default of an env that is not set', give: ([a]) => ({ value: `(process.env.NAME ?? ${quote(a)})` }) },
  { id: 'or', give: ([a]) => ({ value: `(process.env.NAME || ${quote(a)})` }) },
  { id: 'destructured default', give: ([a]) => ({ top: [`const { NAME = ${quote(a)} } = process.env`], value: 'NAME' }) },
  { id: 'template', give: ([a]) => ({ value: `\`\${process.env.FRONT}${a.slice(2)}\``, env: { FRONT: a.slice(0, 2) } }) },
  { id: 'concatenation', give: ([a]) => ({ value: `(process.env.FRONT + ${quote(a.slice(2))})`, env: { FRONT: a.slice(0, 2) } }) },
  { id: 'join', give: ([a]) => ({ value: `[${quote(a.slice(0, 3))}, ${quote(a.slice(3))}].join('')` }) },
  { id: 'concat', give: ([a]) => ({ value: `${quote(a.slice(0, 3))}.concat(${quote(a.slice(3))})` }) },
  {
    id: 'config object',
    give: ([a]) => ({ top: [`const config = Object.freeze({ aws: { name: ${quote(a)} } })`], value: 'config.aws.name' }),
  },
  {
    id: 'config by env',
    give: ([a]) => ({ top: ["const config = { aws: { name: process.env.NAME ?? '' } }"], value: 'config.aws.name', env: { NAME: a } }),
  },
  { id: 'static member', give: ([a]) => ({ top: [`class Names {\n  static main = ${quote(a)}\n}`], value: 'Names.main' }) },
  { id: 'getter', give: ([a]) => ({ top: [`const names = {\n  get main() {\n    return ${quote(a)}\n  },\n}`], value: 'names.main' }) },
  { id: 'function', give: ([a]) => ({ top: [`function nameOf() {\n  return ${quote(a)}\n}`], value: 'nameOf()' }) },
  { id: 'default parameter', give: ([a]) => ({ top: [`const nameOf = (name = ${quote(a)}) => name`], value: 'nameOf()' }) },
  { id: 'rest parameter', give: ([a, b]) => ({ top: ['const second = (...all) => all[1]'], value: `second(${quote(b)}, ${quote(a)})` }) },
  { id: 'event', give: ([a]) => ({ value: 'event.name', events: [{ name: a }] }) },
  {
    id: 'event destructured',
    give: ([a]) => ({ inner: ['const { detail: { name } } = event'], value: 'name', events: [{ detail: { name: a } }] }),
  },
  {
    id: 'event body',
    give: ([a]) => ({ inner: ['const { name } = JSON.parse(event.body)'], value: 'name', events: [{ body: JSON.stringify({ name: a }) }] }),
  },
  { id: 'first record', give: ([a]) => ({ value: 'event.Records[0].name', events: [{ Records: [{ name: a }] }] }) },
  { id: 'optional event', give: ([a]) => ({ value: 'event?.detail?.name', events: [{ detail: { name: a } }] }) },
  { id: 'array element', give: ([a, b]) => ({ top: [`const all = [${quote(b)}, ${quote(a)}]`], value: 'all[1]' }) },
  { id: 'array destructured', give: ([a, b]) => ({ top: [`const [, chosen] = [${quote(b)}, ${quote(a)}]`], value: 'chosen' }) },
  { id: 'table', give: ([a, b]) => ({ top: [`const table = { one: ${quote(a)}, two: ${quote(b)} }`], value: "table['one']" }) },
  {
    id: 'table by the event',
    give: ([a, b]) => ({
      top: [`const table = { one: ${quote(a)}, two: ${quote(b)} }`],
      value: 'table[event.key]',
      events: [{ key: 'one' }, { key: 'two' }],
    }),
  },
  {
    id: 'Map',
    give: ([a, b]) => ({ top: [`const table = new Map([['one', ${quote(a)}], ['two', ${quote(b)}]])`], value: "table.get('one')" }),
  },
  {
    id: 'condition of the event',
    give: ([a, b]) => ({ value: `(event.first ? ${quote(a)} : ${quote(b)})`, events: [{ first: true }, { first: false }] }),
  },
  {
    id: 'switch',
    give: ([a, b]) => ({
      top: [
        `function pick(key) {\n  switch (key) {\n    case 'one':\n      return ${quote(a)}\n    default:\n      return ${quote(b)}\n  }\n}`,
      ],
      value: "pick('one')",
    }),
  },
  {
    id: 'early return',
    give: ([a, b]) => ({
      top: [`function pick(key) {\n  if (key === 'one') return ${quote(a)}\n  return ${quote(b)}\n}`],
      value: "pick('two')",
    }),
  },
  { id: 'assigned twice', give: ([a, b]) => ({ inner: [`let name = ${quote(b)}`, 'void name', `name = ${quote(a)}`], value: 'name' }) },
  {
    id: 'assigned in a branch',
    give: ([a, b]) => ({
      inner: [`let name = ${quote(b)}`, `if (event.first) name = ${quote(a)}`],
      value: 'name',
      events: [{ first: true }, { first: false }],
    }),
  },
  {
    id: 'assigned in try',
    give: ([a]) => ({ inner: ['let name', `try {\n  name = ${quote(a)}\n} catch (error) {\n  throw error\n}`], value: 'name' }),
  },
  { id: 'awaited', give: ([a]) => ({ top: [`const find = async () => ${quote(a)}`], value: 'await find()' }) },
  { id: 'resolved', give: ([a]) => ({ value: `await Promise.resolve(${quote(a)})` }) },
  {
    id: 'own module',
    give: ([a]) => ({
      top: ["const { NAMES } = require('./names.js')"],
      value: 'NAMES.main',
      files: { 'names.js': `exports.NAMES = { main: ${quote(a)} }\n` },
    }),
  },
  { id: 'JSON text', give: ([a]) => ({ top: [`const parsed = JSON.parse('{"name":"${a}"}')`], value: 'parsed.name' }) },
  { id: 'trim and replace', give: ([a]) => ({ value: `${quote(`  ${a}#  `)}.trim().replace('#', '')` }) },
  {
    id: 'spread of tables',
    give: ([a, b]) => ({ top: [`const base = { name: ${quote(b)} }`, `const over = { ...base, name: ${quote(a)} }`], value: 'over.name' }),
  },
  {
    id: 'find',
    give: ([a, b]) => ({
      top: [`const all = [{ id: 1, name: ${quote(a)} }, { id: 2, name: ${quote(b)} }]`],
      value: 'all.find((one) => one.id === event.id).name',
      events: [{ id: 1 }, { id: 2 }],
    }),
  },
  { id: 'Object.values', give: ([a]) => ({ top: [`const table = { only: ${quote(a)} }`], value: 'Object.values(table)[0]' }) },
  {
    id: 'object in an object by a function',
    give: ([a]) => ({
      top: [`const settings = () => ({ stage: { name: ${quote(a)} } })`],
      inner: ['const { stage } = settings()'],
      value: 'stage.name',
    }),
  },
]
