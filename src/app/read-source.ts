/** Source files without a template: each is an entry, and what it needs of the platform is what every function needs. */
import { dirname } from 'node:path'
import { symbol, symText } from '../policy/index.js'
import type { Files } from './read-files.js'
import type { App, AppFunction } from './types.js'

export function readSource(paths: readonly string[], files: Files): App {
  const functions = new Map<string, AppFunction>()
  for (const path of [...paths].sort()) {
    const file = files.show(path)
    for (const exportName of entriesOf(path, files.text(path) ?? '')) {
      const fn = sourceFunction(path, file, exportName)
      functions.set(fn.id, fn)
    }
  }
  return {
    folder: files.folder,
    format: 'source',
    templates: [],
    parameters: new Map(),
    resources: new Map(),
    functions,
    given: new Map(),
    connected: [],
    outputs: new Map(),
    problems: [],
  }
}

function sourceFunction(path: string, file: string, exportName: string): AppFunction {
  const id = exportName === PROGRAM ? file : `${file}#${exportName}`
  const at = { file, line: 1, column: 1 }
  const isPython = path.endsWith('.py')
  return {
    id,
    resource: id,
    at,
    name: [symbol(id)],
    handler: exportName === PROGRAM ? null : exportName,
    runtime: null,
    language: isPython ? 'python' : 'javascript',
    code: { kind: 'files', root: dirname(path), entry: { file, exportName }, layers: [] },
    environment: new Map(),
    role: { kind: 'none' },
    declared: [],
    policiesElsewhere: [],
    wires: [],
    logGroup: { name: symText('/aws/lambda/', '*'), declared: false, disabled: false, at },
    tracing: null,
    vpc: null,
    layers: [],
    deadLetter: null,
    destinations: [],
    fileSystems: [],
    environmentKey: null,
    durable: null,
    url: null,
    aliases: [],
  }
}

/** Instead of an export's name: nothing is called, the file runs as a program. */
const PROGRAM = ''

/** Names that are handlers by custom; a file with none of them is entered by every function that it exports. */
const HANDLERS = ['handler', 'lambdaHandler', 'lambda_handler']
const CUSTOMARY = [...HANDLERS, 'main', 'default']

/** How a file asks whether it is what was started, in CommonJS and in modules. */
const ASKS_WHETHER_STARTED = /\brequire\.main\b|\bimport\.meta\.main\b|\bprocess\.argv\[1\]/

/**
 * A file that exports nothing, or asks whether it was started, is a program. A handler that can also be started is a handler:
 * what a developer's machine runs besides is none of Lambda's.
 */
function entriesOf(path: string, text: string): readonly string[] {
  const names = namesIn(text)
  if (path.endsWith('.py')) return exportsOf(names)
  const isHandler = HANDLERS.some((name) => names.has(name))
  return !isHandler && (names.size === 0 || ASKS_WHETHER_STARTED.test(text)) ? [PROGRAM] : exportsOf(names)
}

/**
 * The exports that Lambda could call, seen from the text alone: what they do is for those who follow the code. A file
 * that exports no customary name has an entry for each of its exports.
 */
function exportsOf(names: ReadonlySet<string>): readonly string[] {
  const customary = CUSTOMARY.filter((name) => names.has(name))
  return customary.length > 0 ? customary.slice(0, 1) : names.size > 0 ? [...names].sort() : ['handler']
}

/** Of a bundle the names at its outermost level: what its packages export to each other is indented. */
function namesIn(text: string): ReadonlySet<string> {
  const outermost = namesAt(text, '^')
  return outermost.size > 0 ? outermost : namesAt(text, String.raw`\b`)
}

function namesAt(text: string, begin: string): ReadonlySet<string> {
  const names = new Set<string>()
  for (const pattern of EXPORTS)
    for (const match of text.matchAll(new RegExp(begin + pattern, 'gm'))) if (match[1] !== undefined) names.add(match[1])
  for (const list of text.matchAll(new RegExp(String.raw`${begin}export\s*\{([^}]*)\}`, 'gm')))
    for (const item of (list[1] ?? '').split(',')) {
      const name = /(?:\bas\s+)?([\w$]+)\s*$/.exec(item.trim())?.[1]
      if (name !== undefined && !/^type\s/.test(item.trim())) names.add(name)
    }
  // `0 && (module.exports = { … })` is how bundlers tell Node the names.
  for (const list of text.matchAll(new RegExp(String.raw`${begin}(?:0\s*&&\s*\(\s*)?module\.exports\s*=\s*\{([^{}]*)\}`, 'gm')))
    for (const item of (list[1] ?? '').split(',')) {
      const name = /^\s*(?:async\s+)?([\w$]+)\s*(?:$|:|\()/.exec(item)?.[1]
      if (name !== undefined) names.add(name)
    }
  if (new RegExp(String.raw`${begin}(?:export\s+default\b|module\.exports\s*=\s*(?:async\s*)?(?:function|\())`, 'm').test(text))
    names.add('default')
  return names
}

const EXPORTS = [
  String.raw`export\s+(?:const|let|var|async\s+function\*?|function\*?|class)\s+([\w$]+)`,
  String.raw`(?:module\.)?exports\.([\w$]+)\s*=`,
  String.raw`def\s+(\w+)\s*\(`,
]
