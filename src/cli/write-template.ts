/** `generate --write`: the edits of the template, shown as a diff before anything is written. */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type EditPlan, planEdits, writeWhole } from '../emit/index.js'
import { type Generation, roleOptions } from '../generate/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import type { Io } from './io.js'
import { renderDiff } from './render/diff.js'
import { renderFinding } from './render/finding.js'

export interface WriteTemplateOptions {
  /** Shows what would be written, and writes nothing. */
  readonly dryRun?: boolean
  /** Speaks of one function, and an edit is of all. */
  readonly function?: string
  /** Roles that SAM makes become roles of the template. */
  readonly explicitRoles?: boolean
  /** The template gets a trail of the app's data events, and an alarm on refusals. */
  readonly monitoring?: boolean
}

export function planOf(generation: Generation, options: WriteTemplateOptions): EditPlan {
  const { app, needs, roles, layout, config } = generation
  const sources = new Map(app.templates.map((file) => [file, textOf(join(app.folder, file))]))
  return planEdits({
    app,
    needs,
    roles,
    layout,
    roleOptions: roleOptions(config, layout),
    sources,
    implicitRoles: options.explicitRoles === true ? 'roles' : 'policies',
    monitoring: options.monitoring === true,
  })
}

/** The app has no template of its own that could be edited. */
const NOT_EDITED: ReadonlySet<string> = new Set(['emit/made-by-program', 'emit/service-file'])

/** A file that went away since it was read has nothing that could be edited. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** @returns status 1 where a file could not be written; what was left as it is ends with 0, and is said */
export function writeTemplate(generation: Generation, options: WriteTemplateOptions, io: Io): ExitStatus {
  const { app } = generation
  if (options.function !== undefined) {
    const hint = 'leave `--function` out; with `--dry-run` nothing is written'
    return io.fail({ code: 'cli/usage', message: '`--write` edits the template of the whole app', hint, at: null })
  }
  const plan = planOf(generation, options)
  // With `--json` standard output is for the answer alone.
  const say = (lines: readonly string[]): void => {
    for (const line of lines)
      if (io.json) io.note(line)
      else io.print(line)
  }
  const nameOf = (file: string): string => relative(io.cwd, join(app.folder, file))
  for (const edit of plan.files) say([...renderDiff(edit, nameOf(edit.file), io.style), ''])
  const written: string[] = []
  for (const { file, after } of options.dryRun === true ? [] : plan.files) {
    const done = writeWhole(join(app.folder, file), after)
    if (!done.ok) {
      say(written.length === 0 ? [] : [`written before that: ${written.join(', ')}`])
      return io.fail(done.error)
    }
    written.push(io.style.cyan(nameOf(file)))
  }
  say(plan.findings.flatMap((finding) => renderFinding(finding, io.style)))
  say(
    plan.pastes.flatMap(({ subject, text }) => [
      '',
      `${io.style.bold(subject)} needs`,
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
    ]),
  )
  if (plan.findings.length > 0) say([''])
  say([
    plan.files.length === 0
      ? plan.findings.some(({ code }) => NOT_EDITED.has(code))
        ? 'nothing is written'
        : 'nothing to write: the template is as it should be'
      : options.dryRun === true
        ? `would write: ${plan.files.map(({ file }) => io.style.cyan(nameOf(file))).join(', ')}`
        : `written: ${written.join(', ')}`,
  ])
  return EXIT.yes
}
