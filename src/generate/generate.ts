/** The main job in one run: an app is read, its calls are traced, and what it needs becomes roles, held against what it has. */
import type { App } from '../app/index.js'
import { type Config, readConfig } from '../config/index.js'
import { needsOf } from '../needs/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { parseSym } from '../policy/index.js'
import { checkGuardrails, type GuardrailResult, review } from '../review/index.js'
import { type Layout, type RoleOptions, rolesOf } from '../roles/index.js'
import { traceApp } from '../trace/index.js'
import { proofsOf } from './proofs.js'
import { readGenerated } from './read-deployed.js'
import { toGenerated } from './to-generated.js'
import type { GeneratedProof, GenerateOptions, Generation } from './types.js'

/**
 * @returns the same value for the same files, on every machine
 * @errors those of `readApp` and `readConfig`: what cannot be read at all. What can be read only in part is answered, with
 *   findings for the rest.
 */
export async function generate(options: GenerateOptions): Promise<Result<Generation, readonly Problem[]>> {
  const app = await readGenerated(options)
  if (!app.ok) return app
  const config = await readConfig(app.value.folder)
  return config.ok ? ok(await generateFrom(app.value, config.value, options)) : fail([config.error])
}

async function generateFrom(app: App, config: Config, options: GenerateOptions): Promise<Generation> {
  const traces = await traceApp(app, {
    libraries: config.libraries,
    ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
  })
  const needs = needsOf(app, traces, config)
  const layout = options.layout ?? config.layout ?? 'per-function'
  const roles = rolesOf(app, needs, roleOptions(config, layout))
  const reviewed = review(app, needs, roles)
  const target = { account: options.account ?? config.target.account, region: options.region ?? config.target.region }
  const guardrails = checkGuardrails(app, roles, config.guardrails, target)
  const proofs = [...proofsOf({ app, needs, roles, layout, findings: reviewed.findings }), ...guardrails.map(guardrailProof)]
  return { app, config, layout, needs, roles, guardrails, generated: toGenerated({ app, needs, roles, review: reviewed, proofs }) }
}

/** How the configuration has roles named and limited. */
const guardrailProof = ({ name, subject, verdict, counterexample }: GuardrailResult): GeneratedProof => ({
  claim: `guardrail:${name}`,
  subject,
  verdict,
  counterexample,
})

export const roleOptions = ({ boundary, roles: { path, tags } }: Config, layout: Layout): RoleOptions => ({
  layout,
  boundary: boundary === null ? null : parseSym(boundary),
  path,
  tags,
})
