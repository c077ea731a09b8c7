// Writes docs/reference/ from the code: each command with its options, each code of a finding or an error with what it says
// and what to do, each key of a configuration, and the shapes of answers. `--check` writes nothing and ends with 1 where a page is not what the code says.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, 'docs/reference')

const help = (name) => {
  const words = name === '--help' ? [name] : [name, '--help']
  const { stdout } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...words], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return stdout.trim()
}

/** The commands as the root's help lists them, in its order. */
const names = () => {
  const list = /^Commands:\n([\s\S]*?)\n\n/m.exec(help('--help'))?.[1] ?? ''
  return [...list.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name)
}

const commands = () =>
  [
    '# Commands',
    '',
    'Made from the code by `npm run reference`. `rolewright` without a command is `rolewright secure`.',
    ...names().flatMap((name) => ['', `## ${name}`, '', '```text', help(name), '```']),
    '',
  ].join('\n')

const files = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]))

/** A problem as the source writes it: its code, then in the next lines its message and its hint. */
const PROBLEM = /code: '([a-z0-9-]+\/[a-z0-9-]+)'/g
const TEXT = (name) => new RegExp(`${name}:\\s*(?:\`((?:[^\`\\\\]|\\\\.)*)\`|'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")`)

function codes() {
  const found = new Map()
  for (const file of files(join(root, 'src')).filter(
    (f) => /\.ts$/.test(f) && !/\.test(\.data)?\.ts$/.test(f) && !f.includes('/testing/'),
  )) {
    const source = readFileSync(file, 'utf8')
    for (const match of source.matchAll(PROBLEM)) {
      const near = source.slice(match.index, match.index + 700)
      const next = near.slice(10).search(/code: '/)
      const own = next < 0 ? near : near.slice(0, next + 10)
      const said = (name) => {
        const text = TEXT(name).exec(own)
        return text === null ? null : (text[1] ?? text[2] ?? text[3])
      }
      const before = found.get(match[1]) ?? { messages: new Set(), hints: new Set() }
      if (said('message') !== null) before.messages.add(plain(said('message')))
      if (said('hint') !== null && said('hint') !== '') before.hints.add(plain(said('hint')))
      found.set(match[1], before)
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What is filled in is an ellipsis. */
function plain(text) {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') {
      out += text[++i] ?? ''
    } else if (text[i] === '$' && text[i + 1] === '{') {
      let depth = 0
      for (; i < text.length; i++) {
        if (text[i] === '{') depth++
        if (text[i] === '}' && --depth === 0) break
      }
      out += '…'
    } else out += text[i]
  }
  return out.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;')
}

function codePage() {
  const rows = codes().map(
    ([code, { messages, hints }]) => `| \`${code}\` | ${[...messages].sort()[0] ?? ''} | ${[...hints].sort()[0] ?? ''} |`,
  )
  return [
    '# Codes of findings and errors',
    '',
    'Made from the code by `npm run reference`. A code never changes its meaning; what stands for names and numbers is `…`.',
    '',
    '| code | says | what to do |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

const schemaOf = (name) => JSON.parse(readFileSync(join(root, `dist/schema/${name}.json`), 'utf8'))

/** Types as TypeScript writes them, of a JSON Schema. */
function typeText(schema, root, depth = 0) {
  if (schema.$ref !== undefined)
    return schema.$ref
      .split('/')
      .at(-1)
      .replace(/^__schema/, 'Node')
  const options = schema.anyOf ?? schema.oneOf
  if (options !== undefined) return [...new Set(options.map((it) => typeText(it, root, depth)))].join(' | ')
  if (schema.allOf !== undefined) return schema.allOf.map((it) => typeText(it, root, depth)).join(' & ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((it) => JSON.stringify(it)).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeText({ ...schema, type }, root, depth)).join(' | ')
  switch (schema.type) {
    case 'array': {
      const item = typeText(Array.isArray(schema.items) ? {} : (schema.items ?? {}), root, depth)
      return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
    }
    case 'object':
      return objectText(schema, root, depth)
    case 'integer':
      return 'number'
    case undefined:
      return 'any'
    default:
      return schema.type
  }
}

function objectText({ properties = {}, required = [], additionalProperties }, root, depth) {
  const pad = '  '.repeat(depth + 1)
  const members = Object.entries(properties).map(
    ([key, value]) =>
      `${pad}${/^[\w$]+$/.test(key) ? key : JSON.stringify(key)}${required.includes(key) ? '' : '?'}: ${typeText(value, root, depth + 1)}`,
  )
  if (members.length === 0)
    return typeof additionalProperties === 'object' ? `{ [name]: ${typeText(additionalProperties, root, depth)} }` : 'object'
  const line = `{ ${members.map((it) => it.trim()).join(', ')} }`
  return line.length <= 100 && !line.includes('\n') ? line : `{\n${members.join(',\n')}\n${'  '.repeat(depth)}}`
}

/** Name of the schema, and what prints its shape. */
const SHAPES = [
  ['generate', '`rolewright generate --json`, and `out/roles.json` of `rolewright secure`'],
  ['check', '`rolewright check --json`'],
  ['diff', '`rolewright diff --json`'],
  ['lock', '`rolewright.lock.json`'],
  ['audit', '`rolewright audit --json`'],
  ['replay', '`rolewright replay --json`'],
  ['compare', '`rolewright compare --json`'],
  ['can', '`rolewright can --json`'],
  ['who-can', '`rolewright who-can --json`'],
  ['evaluate-line', 'a line that `rolewright evaluate` reads'],
  ['evaluate-answer', 'a line that `rolewright evaluate` prints'],
  ['validations', '`rolewright evaluate --validate --json`'],
]

function shapePage() {
  const known = readdirSync(join(root, 'dist/schema')).map((name) => name.replace(/\.json$/, ''))
  const missing = known.filter((name) => name !== 'config' && !SHAPES.some(([own]) => own === name))
  if (missing.length > 0) throw new Error(`no command is said to print ${missing.join(', ')}: give it a row in scripts/reference.mjs`)
  const sections = SHAPES.flatMap(([name, printed]) => {
    const schema = schemaOf(name)
    const parts = Object.entries(schema.$defs ?? {}).map(
      ([id, part]) => `type ${id.replace(/^__schema/, 'Node')} = ${typeText(part, schema)}`,
    )
    return [
      '',
      `## ${name}`,
      '',
      `${printed.charAt(0).toUpperCase()}${printed.slice(1)}. Schema: \`rolewright/schema/${name}.json\`.`,
      '',
      '```ts',
      ...parts,
      typeText(schema, schema),
      '```',
    ]
  })
  return [
    '# Shapes of answers',
    '',
    'Made from the code by `npm run reference`. Each has a JSON Schema in the package, and changes only by additions. ARNs in answers are symbolic text: `${ItemsTable}` is a resource of the template, `*` is what is not known.',
    ...sections,
    '',
  ].join('\n')
}

/** Each key of the configuration, those inside of others behind them. */
function keysOf(schema, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const own = path === '' ? key : `${path}.${key}`
    const inner = innerObject(value)
    const isDetail = own === 'libraries'
    return [
      { path: own, schema: value, isRequired: (schema.required ?? []).includes(key) },
      ...(inner === null || isDetail ? [] : keysOf(inner.schema, `${own}${inner.many}`)),
    ]
  })
}

function innerObject(schema) {
  if (schema.type === 'array') return schema.items?.properties === undefined ? null : { schema: schema.items, many: '[]' }
  return schema.properties === undefined ? null : { schema, many: '' }
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const shown = (value) => (typeof value === 'string' ? value : JSON.stringify(value))

function kindOf(schema) {
  if (schema.type === 'array')
    return `list of ${innerObject(schema) === null ? kindOf(schema.items ?? {}).replace(/^(.*) or (.*)$/, '$1 or $2') : 'maps'}`
  if (schema.enum !== undefined) return schema.enum.map((it) => `\`${it}\``).join(', ')
  const options = schema.anyOf ?? schema.oneOf
  if (options !== undefined) return [...new Set(options.map(kindOf))].join(' or ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => kindOf({ type })).join(' or ')
  return { object: 'map', string: 'text', boolean: 'true or false', integer: 'number', number: 'number' }[schema.type] ?? 'any value'
}

function configPage() {
  const rows = keysOf(schemaOf('config')).map(({ path, schema, isRequired }) => {
    if (schema.description === undefined && innerObject(schema) === null)
      throw new Error(`the key ${path} of a configuration has no description`)
    const initial = isRequired ? '(needed)' : schema.default === undefined ? '' : shown(schema.default)
    const [example] = schema.examples ?? []
    return `| \`${path}\` | ${cell(kindOf(schema))} | ${cell(initial)} | ${example === undefined ? '' : `\`${cell(shown(example))}\``} | ${cell(schema.description ?? '')} |`
  })
  return [
    '# Configuration',
    '',
    'Made from the code by `npm run reference`. The file is `rolewright.config.yaml`, `.yml` or `.json` in the folder of the app; `rolewright init` writes one with what was found. A key that is not known is an error with its place. The JSON Schema is `rolewright/schema/config.json` in the package; an editor takes it from a first line `# yaml-language-server: $schema=./node_modules/rolewright/dist/schema/config.json`.',
    '',
    '`[]` behind a key: each member of its list.',
    '',
    '| key | value | default | example | what it says |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

const pages = new Map([
  ['commands.md', commands()],
  ['codes.md', codePage()],
  ['config.md', configPage()],
  ['json.md', shapePage()],
])
const check = process.argv.includes('--check')
mkdirSync(folder, { recursive: true })
for (const [name, text] of pages) {
  const file = join(folder, name)
  if (!check) writeFileSync(file, text)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${relative(root, file)} is not what the code says: run \`npm run reference\``)
    process.exitCode = 1
  }
}
