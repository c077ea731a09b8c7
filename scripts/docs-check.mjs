// What the documents name has to exist: paths, npm scripts, commands and options of the tool, links between documents.
// Words in backticks and lines of `sh` blocks are looked at; what is meant to be an example stands in EXAMPLES.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const git = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' })
const documents = git.stdout.split('\n').filter((f) => f !== '' && !f.includes('/expected/') && existsSync(join(root, f)))
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Paths that a document speaks of without their being in the repository: what the tool leaves, a reader's own files. */
const EXAMPLES = /^(out|dist|node_modules|my-app|your-app|path\/to|\.rolewright|\.bench)(\/|$)/
const PATH = /^\.{0,2}\/?(?:[\w.@-]+\/)+[\w.@*-]*$/

const help = (...words) => spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...words, '--help'], { encoding: 'utf8' }).stdout
const COMMANDS = [...help().matchAll(/^ {2}([a-z][\w-]*) {2,}/gm)].map(([, name]) => name)
if (!COMMANDS.includes('secure'))
  throw new Error('the list of commands in `rolewright --help` is not read: build first, or mend this script')

const problems = []
const helps = new Map()
for (const file of documents) {
  const text = readFileSync(join(root, file), 'utf8')
  const report = (at, what) => problems.push(`${file}:${text.slice(0, at).split('\n').length} ${what}`)
  // Code in a block is no prose: its brackets are not links, and its backticks are template strings.
  const prose = text.replace(/^(`{3,})[^`\n]*\n[\s\S]*?^\1`*$/gm, (block) => block.replace(/[^\n]/g, ' '))
  for (const match of prose.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
    if (!existsSync(join(root, dirname(file), match[1]))) report(match.index, `links to ${match[1]}, which does not exist`)
  }
  for (const match of prose.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)) checkCode(match[1], file, (what) => report(match.index, what))
  for (const match of text.matchAll(/```sh\n([\s\S]*?)```/g)) {
    for (const command of match[1].split('\n')) checkCode(command.replace(/\s+#.*$/, ''), file, (what) => report(match.index, what))
  }
}

function checkCode(code, file, report) {
  for (const [, script] of code.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g))
    if (scripts[script] === undefined) report(`npm has no script ${script}`)
  for (const [, words] of code.matchAll(/(?:^|\s|\/)rolewright((?: [\w./:@=*<>[\]-]+)*)/g)) checkCommand(words.trim().split(' '), report)
  if (PATH.test(code) && !EXAMPLES.test(code) && isPathHere(code)) {
    const [fixed] = code.split('*')
    if (!existsSync(join(root, fixed)) && !existsSync(join(root, dirname(file), fixed))) report(`names ${code}, which does not exist`)
  }
}

/** Only paths that begin with something of the repository, or of the document's own folder, are taken as paths. */
function isPathHere(code) {
  const [first] = code.replace(/^\.\//, '').split('/')
  return ['src', 'test', 'docs', 'bench', 'scripts', 'examples', 'catalog-source', 'peers', '.ci'].includes(first)
}

function checkCommand([first, ...rest], report) {
  if (first === undefined || first === '') return
  const options = [first, ...rest].filter((w) => w.startsWith('--')).map((w) => w.split('=')[0])
  const command = COMMANDS.includes(first) ? first : 'secure'
  for (const option of options) {
    if (!helpOf(command).includes(option)) report(`rolewright ${command} has no option ${option}`)
  }
}

function helpOf(command) {
  if (!helps.has(command)) helps.set(command, `${help(command)} --version --help`)
  return helps.get(command)
}

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
console.log(`${documents.length} documents: ${documents.map((f) => relative(root, join(root, f))).join(', ')}`)
