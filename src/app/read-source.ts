/** Source files without a template: each is an entry, and what it needs of the platform is what every function needs. */
import { dirname } from 'node:path'
import { symbol, symText } from '../policy/index.js'
import type { Files } from './read-files.js'
import type { App, AppFunction } from './types.js'

export function readSource(paths: readonly string[], files: Files): App {
  const functions = new Map<string, AppFunction>()
  for (const path of [...paths].sort()) {
    const file = files.show(path)
    for (const exportName of exportsOf(files.text(path) ?? ''))
      functions.set(`${file}#${exportName}`, sourceFunction(path, file, exportName))
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
  const id = `${file}#${exportName}`
  const at = { file, line: 1, column: 1 }
  const isPython = path.endsWith('.py')
  return {
    id,
    resource: id,
    at,
    name: [symbol(id)],
    handler: exportName,
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

/** Names that are handlers by custom; a file with none of them is entered by every function that it exports. */
const CUSTOMARY = ['handler', 'lambdaHandler', 'lambda_handler', 'main', 'default']

/**
 * The exports that Lambda could call, seen from the text alone: what they do is for those who follow the code. A file
 * that exports no customary name has an entry for each of its exports.
 */
function exportsOf(text: string): readonly string[] {
  const names = namesIn(text)
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
