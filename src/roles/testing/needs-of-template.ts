/** For tests: an app from the text of a template, and its needs for calls on resources that environment variables name. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, readApp } from '../../app/index.js'
import { type Needs, needsOf } from '../../needs/index.js'
import type { Call, Trace, Traced } from '../../trace/index.js'

export async function appOfTemplate(template: string): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-roles-'))
  try {
    writeFileSync(join(folder, 'template.yaml'), template)
    writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => {}\n')
    const app = await readApp(folder)
    if (!app.ok) throw new Error(JSON.stringify(app.error))
    return app.value
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `['dynamodb', 'GetItem', { TableName: 'TABLE' }]`: members by the environment variables that hold them. */
export type Sketch = readonly [service: string, operation: string, members: Readonly<Record<string, string>>]

export function needsOfSketches(app: App, sketches: Readonly<Record<string, readonly Sketch[]>>): Needs {
  const traces = Object.entries(sketches).map(([id, calls]): readonly [string, Trace] => [
    id,
    { calls: calls.map(callOf), unresolved: [], handed: [], files: ['index.js'] },
  ])
  return needsOf(app, new Map(traces), { hints: [], add: [], refuse: [] })
}

function callOf([service, operation, members]: Sketch): Call {
  const at = { file: 'index.js', line: 1, column: 1 }
  const entries = Object.entries(members).map(([member, name]): readonly [string, Traced] => [
    member,
    { kind: 'text', pieces: [{ kind: 'env', name, fallback: null }] },
  ])
  return {
    service,
    operation,
    input: { kind: 'object', entries: new Map(entries), computed: null, open: false },
    region: null,
    endpoint: null,
    assumedRole: null,
    at,
    via: [{ name: 'handler', at }],
    handles: [],
    origin: 'call',
    atLoad: false,
  }
}
