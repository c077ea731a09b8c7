/** `rolewright init [APP]`: a configuration with what was found, or a small app to begin with. */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { CONFIG_FILES, type FoundApp, initialConfig } from '../../config/index.js'
import { writeWhole } from '../../emit/index.js'
import type { Generation } from '../../generate/index.js'
import type { Problem } from '../../outcome/index.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { command } from '../command.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { STARTER } from '../starter.js'

interface InitOptions extends AppOptions {
  readonly starter?: boolean
}

export const init = command<InitOptions>({
  define: (it) =>
    defineAppOptions(it.argument('[app]', 'a folder or a template', '.')).option(
      '--starter',
      'write a small app first, into an empty folder',
    ),
  async run({ args, options }, io) {
    const given = String(args[0] ?? '.')
    const folder = folderOf(resolve(io.cwd, given))
    const taken = CONFIG_FILES.find((name) => existsSync(join(folder, name)))
    if (taken !== undefined) return io.fail(thereAlready(nameFor(join(folder, taken), io)))
    const written: string[] = []
    if (options.starter === true) {
      const status = writeStarter(folder, written, io)
      if (status !== EXIT.yes) return status
    }
    const generation = await generateFor([given], options, io)
    if (!generation.ok) return io.fail(generation.error.map(offerStarter(given)))
    const file = join(folder, CONFIG_FILES[0])
    const found = foundIn(generation.value, folder)
    const done = writeWhole(file, initialConfig(found))
    if (!done.ok) return io.fail(done.error)
    written.push(nameFor(file, io))
    const next = `rolewright${given === '.' ? '' : ` ${given}`}`
    io.answer({ written, found: { what: found.what, template: found.template, unknown: found.unknown.length }, next }, () =>
      render(found, written, next, io),
    )
    return EXIT.yes
  },
})

const folderOf = (path: string): string => (existsSync(path) && !statSync(path).isDirectory() ? dirname(path) : path)

const nameFor = (path: string, { cwd }: Io): string => relative(cwd, path) || '.'

function writeStarter(folder: string, written: string[], io: Io): ExitStatus {
  const clash = STARTER.find(({ name }) => existsSync(join(folder, name)))
  if (clash !== undefined) return io.fail(thereAlready(nameFor(join(folder, clash.name), io)))
  for (const { name, text } of STARTER) {
    const path = join(folder, name)
    try {
      mkdirSync(dirname(path), { recursive: true })
    } catch {
      return io.fail({
        code: 'cli/cannot-write',
        message: `\`${nameFor(dirname(path), io)}\` cannot be made`,
        hint: 'name a folder that can be written',
        at: null,
      })
    }
    const done = writeWhole(path, text)
    if (!done.ok) return io.fail(done.error)
    written.push(nameFor(path, io))
  }
  return EXIT.yes
}

const thereAlready = (name: string): Problem => ({
  code: 'cli/there-already',
  message: `\`${name}\` is there already, and is not written over`,
  hint: 'change it by hand, or move it away and run this again',
  at: null,
})

/** Where nothing was found, a small app can be the beginning. */
const offerStarter =
  (given: string) =>
  (problem: Problem): Problem =>
    problem.code === 'app/nothing-found' || problem.code === 'app/no-template' || problem.code === 'cli/no-such-input'
      ? {
          ...problem,
          hint: `name the folder of your app, or begin with a small one: rolewright init${given === '.' ? '' : ` ${given}`} --starter`,
        }
      : problem

function foundIn({ app, generated }: Generation, folder: string): FoundApp {
  const functions = Object.entries(generated.functions)
  const unknown = functions.flatMap(([, f]) => f.unresolved.map((u) => `${u.file}:${u.line}  ${u.message}`))
  const [id = 'MyFunction', first] = functions[0] ?? []
  const template = app.format === 'source' ? null : (app.templates[0] ?? null)
  return {
    what: `${app.format}, ${functions.length} ${functions.length === 1 ? 'function' : 'functions'}`,
    template: template === null ? null : relative(folder, resolve(app.folder, template)).replaceAll('\\', '/'),
    functionId: id,
    file: first?.handler?.file ?? 'src/index.ts',
    parameters: [...app.parameters.values()]
      .filter((p) => p.origin === 'none' && !p.id.includes('/'))
      .map((p) => p.id)
      .sort(),
    unknown: [...new Set(unknown)].sort(),
  }
}

function render({ what, template, unknown }: FoundApp, written: readonly string[], next: string, { style }: Io): string {
  return [
    `found: ${template === null ? '' : `${style.cyan(template)}, `}${what}`,
    ...(unknown.length === 0
      ? []
      : [`${unknown.length} ${unknown.length === 1 ? 'value is' : 'values are'} not known: the configuration lists them`]),
    `written: ${written.map(style.cyan).join(', ')}`,
    `next: ${style.bold(next)}`,
  ].join('\n')
}
