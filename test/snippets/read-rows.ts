/**
 * Reads rows from Markdown. A second-level heading opens a row and is its name; fenced blocks with a file name after the
 * language are its files, the first one is the entry; list items that begin with a known word set the rest:
 *
 *     - env `TABLE=items-prod`      - told `STAGE=prod|dev`: the trace is told what it can be; it is the first
 *     - event `{"id":"42"}`
 *     - answer `dynamodb:GetItem` `{"Item":{"id":"42"}}`
 *     - handler `app.ts#main`
 *     - loose `Key`: why            - wider `s3:GetObject`: why
 *     - unresolved `trace/escapes`  - throws            - silent
 *     - library `{"packages":["our-queue"],"rows":[…]}`
 *     - traced only: why            - wants `dynamodb:PutItem` `{"TableName":"items-prod"}`
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LibraryModel } from '../../src/trace/index.js'
import type { Row, Sent } from './row.js'

const ROWS = join(dirname(fileURLToPath(import.meta.url)), 'rows')

export function readRows(): readonly Row[] {
  return readdirSync(ROWS)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .flatMap((name) => parseRows(readFileSync(join(ROWS, name), 'utf8'), `rows/${name}`))
}

interface Draft {
  readonly name: string
  readonly at: string
  readonly files: Map<string, string>
  readonly settings: (readonly [word: string, rest: string, quoted: readonly string[]])[]
}

export function parseRows(markdown: string, file: string): readonly Row[] {
  const drafts: Draft[] = []
  let open: { readonly name: string; readonly lines: string[] } | null = null
  for (const [index, line] of markdown.split('\n').entries()) {
    const draft = drafts.at(-1)
    const at = `${file}:${index + 1}`
    if (open !== null) {
      if (line === '```') {
        draft?.files.set(open.name, `${open.lines.join('\n')}\n`)
        open = null
      } else open.lines.push(line)
    } else if (line.startsWith('## ')) drafts.push({ name: line.slice(3).trim(), at, files: new Map(), settings: [] })
    else if (line.startsWith('```')) {
      const name = /^```\w+ (\S+)$/.exec(line)?.[1]
      if (name === undefined || draft === undefined) throw new Error(`${at}: a block needs a row and a file name`)
      open = { name, lines: [] }
    } else if (line.startsWith('- ') && draft !== undefined) {
      const [, word = '', rest = ''] = /^- (traced only|\w+):?(.*)$/.exec(line) ?? []
      draft.settings.push([word, rest.trim(), [...rest.matchAll(/`([^`]*)`/g)].map((m) => m[1] ?? '')])
    }
  }
  return drafts.map(finish)
}

function finish(draft: Draft): Row {
  const row = {
    env: {} as Record<string, string>,
    told: {} as Record<string, string>,
    events: [] as unknown[],
    answers: {} as Record<string, unknown>,
    loose: [] as string[],
    wider: [] as string[],
    unresolved: [] as string[],
    libraries: [] as LibraryModel[],
    wants: null as Sent[] | null,
    throws: false,
    silent: false,
  }
  const bad = (why: string): Error => new Error(`${draft.at}: ${why}`)
  let entry = { file: [...draft.files.keys()][0] ?? '', export: 'handler' }
  for (const [word, rest, [first = '', second = '']] of draft.settings) {
    if (word === 'env' || word === 'told') {
      const equals = first.indexOf('=')
      const [name, value] = [first.slice(0, equals), first.slice(equals + 1)]
      row.env[name] = word === 'told' ? (value.split('|')[0] ?? '') : value
      if (word === 'told') row.told[name] = value
    } else if (word === 'event') row.events.push(JSON.parse(first))
    else if (word === 'answer') row.answers[first] = JSON.parse(second)
    else if (word === 'handler') entry = { file: first.split('#')[0] ?? '', export: first.split('#')[1] ?? 'handler' }
    else if (word === 'loose' || word === 'wider') {
      if (!/`: .+/.test(rest)) throw bad(`\`${word}\` needs a reason`)
      row[word].push(first)
    } else if (word === 'library') row.libraries.push(JSON.parse(first))
    else if (word === 'unresolved') row.unresolved.push(first)
    else if (word === 'throws' || word === 'silent') row[word] = true
    else if (word === 'traced only') {
      if (rest === '') throw bad('a row that is not run needs a reason')
      row.wants ??= []
    } else if (word === 'wants') {
      const [service = '', operation = ''] = first.split(':')
      row.wants ??= []
      row.wants.push({ service, operation, input: second === '' ? {} : JSON.parse(second) })
    } else throw bad(`unknown word \`${word}\``)
  }
  if (!draft.files.has(entry.file)) throw bad(`there is no file \`${entry.file}\``)
  if (row.events.length === 0) row.events.push({})
  return { name: draft.name, at: draft.at, files: draft.files, entry, ...row }
}
