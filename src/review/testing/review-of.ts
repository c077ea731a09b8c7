/** For tests: what review says of an app from the text of a template, with calls on what environment variables name. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readApp } from '../../app/index.js'
import { needsOf } from '../../needs/index.js'
import { type Layout, rolesOf } from '../../roles/index.js'
import type { Call, Trace, Traced } from '../../trace/index.js'
import { type Review, review } from '../review.js'

/** `['dynamodb', 'GetItem', { TableName: 'TABLE' }]`: members by the environment variables that hold them. */
export type Sketch = readonly [service: string, operation: string, members: Readonly<Record<string, string>>]

export async function reviewOf(
  template: string,
  sketches: Readonly<Record<string, readonly Sketch[]>>,
  layout: Layout = 'per-function',
  file = 'template.yaml',
): Promise<Review> {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-review-'))
  try {
    writeFileSync(join(folder, file), template)
    writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => {}\n')
    const app = await readApp(folder)
    if (!app.ok) throw new Error(JSON.stringify(app.error))
    const traces = Object.entries(sketches).map(([id, calls]): readonly [string, Trace] => [
      id,
      { calls: calls.map(callOf), unresolved: [], handed: [], files: ['index.js'] },
    ])
    const needs = needsOf(app.value, new Map(traces), { hints: [], add: [], refuse: [] })
    const roles = rolesOf(app.value, needs, { layout, boundary: null, path: null, tags: [] })
    return review(app.value, needs, roles)
  } finally {
    rmSync(folder, { recursive: true })
  }
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
