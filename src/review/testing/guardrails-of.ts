/** For tests: what guardrails say of an app from the text of a template, with grants that a configuration adds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readApp } from '../../app/index.js'
import { type Addition, needsOf } from '../../needs/index.js'
import { rolesOf } from '../../roles/index.js'
import { checkGuardrails } from '../guardrails.js'
import { type GuardrailResult, type Guardrails, NO_GUARDRAILS } from '../guardrails-types.js'

/** `Fn: ['s3:GetObject', 'arn:…']`: an action, or several with a comma, on a resource. */
export type Grants = Readonly<Record<string, readonly (readonly [actions: string, resource: string])[]>>

/** @param account of the app, as `--account` gives it */
export async function guardrailsOf(
  template: string,
  grants: Grants,
  guardrails: Partial<Guardrails>,
  account: string | null = null,
): Promise<readonly GuardrailResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-guardrails-'))
  try {
    writeFileSync(join(folder, 'template.yaml'), template)
    writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => {}\n')
    const app = await readApp(folder, account === null ? {} : { account })
    if (!app.ok) throw new Error(JSON.stringify(app.error))
    const traces = [...app.value.functions.keys()].map(
      (id) => [id, { calls: [], unresolved: [], handed: [], files: ['index.js'] }] as const,
    )
    const add = Object.entries(grants).flatMap(([to, own]) =>
      own.map(
        ([actions, resource]): Addition => ({
          to,
          actions: actions.split(','),
          resources: [resource],
          conditions: [],
          reason: 'for the test',
        }),
      ),
    )
    const needs = needsOf(app.value, new Map(traces), { hints: [], add, refuse: [] })
    const roles = rolesOf(app.value, needs, { layout: 'per-function', boundary: null, path: null, tags: [] })
    return checkGuardrails(app.value, roles, { ...NO_GUARDRAILS, ...guardrails }, { account, region: null })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
