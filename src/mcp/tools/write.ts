/** The tools that write, each after a person has agreed: the edits of a template, and the lockfile. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { diffLines, type EditPlan, hunksOf, planEdits, writeWhole } from '../../emit/index.js'
import { type Generation, roleOptions } from '../../generate/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { buildLock, compareLocks, LOCK_FILE, parseLock, printLock, verifiedIn, withVerified } from '../../review/index.js'
import { tool, type Workspace } from '../types.js'
import { APP, generateApp } from '../workspace.js'

const MAX_ASKED_CHARS = 4_000
const input = z.strictObject({ app: z.string().default('.').describe(APP) })
const finding = z.object({ code: z.string(), subject: z.string(), message: z.string(), hint: z.string() })

function editsOf({ app, needs, roles, layout, config }: Generation): EditPlan {
  const sources = new Map(app.templates.map((file) => [file, readOr(join(app.folder, file))]))
  return planEdits({ app, needs, roles, layout, roleOptions: roleOptions(config, layout), sources, implicitRoles: 'policies' })
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

export const writeTemplateTool = tool({
  name: 'write_template',
  title: 'Write the roles into the template',
  description:
    'Edits the template of an app in place, so that each part has the access that it needs and no more; every other byte stays. A person is shown the change and asked first.',
  input,
  output: z.object({ written: z.array(z.string()), left: z.array(finding) }),
  async asks({ app }, workspace) {
    const generation = await generateApp(app, workspace)
    if (!generation.ok) return generation
    const { files } = editsOf(generation.value)
    if (files.length === 0) return fail([nothing('the template is as it should be')])
    const shown = files
      .map(({ file, before, after }) =>
        [file, ...hunksOf(diffLines(before, after)).flatMap(({ lines }) => lines.map(({ sign, text }) => `${sign} ${text}`))].join('\n'),
      )
      .join('\n\n')
    return ok(`Write this into ${files.map(({ file }) => file).join(', ')}?\n\n${shown.slice(0, MAX_ASKED_CHARS)}`)
  },
  async run({ app }, workspace) {
    const generation = await generateApp(app, workspace)
    if (!generation.ok) return generation
    const plan = editsOf(generation.value)
    for (const { file, after } of plan.files) {
      const done = writeWhole(join(generation.value.app.folder, file), after)
      if (!done.ok) return fail([done.error])
    }
    return ok({
      written: plan.files.map(({ file }) => file),
      left: plan.findings.map(({ code, subject, message, hint }) => ({ code, subject, message, hint })),
    })
  },
})

export const updateLockTool = tool({
  name: 'update_lock',
  title: 'Agree to the access of an app',
  description:
    'Writes the access lockfile, so that `check --frozen` takes what the app asks for now as agreed. A person is shown what is gained and lost, and asked first.',
  input,
  output: z.object({ file: z.string(), changed: z.boolean() }),
  async asks({ app }, workspace) {
    const state = await lockState(app, workspace)
    return state.ok
      ? state.value.changed
        ? ok(`Agree to this access in ${LOCK_FILE}?\n\n${state.value.says.slice(0, MAX_ASKED_CHARS)}`)
        : fail([nothing('the lockfile is as it should be')])
      : state
  },
  async run({ app }, workspace) {
    const state = await lockState(app, workspace)
    if (!state.ok) return state
    const done = state.value.changed ? writeWhole(state.value.path, state.value.text) : ok(null)
    return done.ok ? ok({ file: LOCK_FILE, changed: state.value.changed }) : fail([done.error])
  },
})

interface LockState {
  readonly path: string
  readonly text: string
  readonly changed: boolean
  readonly says: string
}

async function lockState(app: string, workspace: Workspace): Promise<Result<LockState, readonly Problem[]>> {
  const generation = await generateApp(app, workspace)
  if (!generation.ok) return generation
  const built = buildLock(generation.value.needs)
  const fresh = printLock(built.lock)
  const path = join(generation.value.app.folder, LOCK_FILE)
  if (!existsSync(path)) return ok({ path, text: fresh, changed: true, says: `a new lockfile of ${built.lock.subjects.size} parts` })
  const before = readOr(path)
  const agreed = await parseLock(before, LOCK_FILE)
  if (!agreed.ok) return ok({ path, text: fresh, changed: true, says: 'the lockfile that is there cannot be read, and is written anew' })
  const text = printLock(withVerified(built.lock, verifiedIn(agreed.value.lock)))
  const { gained, lost } = compareLocks({
    agreed: agreed.value.lock,
    agreedAt: agreed.value.placeOf,
    asked: built.lock,
    askedAt: built.places,
  })
  const lines = [...gained.map((it) => ['gains', it] as const), ...lost.map((it) => ['loses', it] as const)].map(
    ([verb, { subject, actions, resources }]) => `${subject} ${verb} ${actions.join(', ')} on ${resources.join(', ')}`,
  )
  return ok({ path, text, changed: before !== text, says: lines.length === 0 ? 'no access changes; code moved' : lines.join('\n') })
}

const nothing = (message: string): Problem => ({ code: 'mcp/nothing-to-do', message, hint: 'nothing was changed', at: null })
