// Writes docs/reference/ from the code: each command with its options, and each code of a finding or an error with what it
// says and what to do. `--check` writes nothing and ends with 1 where a page is not what the code says.
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

const pages = new Map([
  ['commands.md', commands()],
  ['codes.md', codePage()],
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
