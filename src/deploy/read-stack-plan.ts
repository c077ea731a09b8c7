/** From an app's folder and its stack to a plan: the template that was deployed is read with the code of this machine, and edited. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { planEdits } from '../emit/index.js'
import { type GenerateOptions, type Generation, generate, readGenerated, roleOptions } from '../generate/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { planStack } from './stack-plan.js'
import type { AccountState, DeployPlan, StackTemplate } from './types.js'

export interface StackRequest {
  /** What to generate from. Account, region and the stack's parameters are added. */
  readonly options: GenerateOptions
  /** Read with the stack's own template. */
  readonly state: AccountState
  /** Roles that SAM makes become roles of the template. */
  readonly explicitRoles: boolean
}

/** @errors those of `generate`, and of `planStack` */
export async function planThroughStack(
  request: StackRequest,
): Promise<Result<{ readonly plan: DeployPlan; readonly generation: Generation }, readonly Problem[]>> {
  const { state, explicitRoles } = request
  const stack = state.stack?.template
  if (stack === undefined)
    return fail([{ code: 'deploy/no-stack', message: 'no stack was read', hint: 'name it with `--stack`', at: null }])
  const options = ofStack(request.options, stack, state)
  const local = await readGenerated(options)
  if (!local.ok) return local
  if (local.value.format === 'serverless') return fail([ofFramework(local.value.templates[0] ?? '')])
  const generation = await generate({ ...options, deployed: stack.text })
  if (!generation.ok) return generation
  const { app, needs, roles, layout, config } = generation.value
  const [root = ''] = app.templates
  const edit = planEdits({
    app,
    needs,
    roles,
    layout,
    roleOptions: roleOptions(config, layout),
    sources: new Map(app.templates.map((file) => [file, file === root ? stack.text : textOf(join(app.folder, file))])),
    implicitRoles: explicitRoles ? 'roles' : 'policies',
  })
  const after = await readGenerated({ ...options, deployed: edit.files.find(({ file }) => file === root)?.after ?? stack.text })
  if (!after.ok) return after
  const plan = planStack({ layout, state, before: app, after: after.value, edit, boundary: config.boundary })
  return plan.ok ? ok({ plan: plan.value, generation: generation.value }) : fail([plan.error])
}

/** The framework makes the stack's template anew with each deployment, so that an edit of it would be lost. */
const ofFramework = (file: string): Problem => ({
  code: 'deploy/service-file',
  message: `the stack of \`${file}\` is changed by the Serverless Framework, which would take an edit back`,
  hint: 'take the roles over with `rolewright secure`, then `serverless deploy`; or role by role: `--via api`',
  at: null,
})

/** Values that AWS does not show are as unknown as those that nobody gave. */
function ofStack(options: GenerateOptions, { parameters }: StackTemplate, { account, region }: AccountState): GenerateOptions {
  const known = parameters.filter(({ value }) => !/^\*+$/.test(value)).map(({ key, value }): [string, string] => [key, value])
  return { ...options, parameters: new Map([...options.parameters, ...known]), account, region }
}

/** A file that is not here has nothing that could be edited. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
