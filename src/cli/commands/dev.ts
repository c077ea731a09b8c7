/** `rolewright dev [APP]`: the app on a local AWS that enforces its roles; `--empty`: the services alone. */
import { Option } from 'commander'
import type { Generation } from '../../generate/index.js'
import type { LocalAws, Mode, RunningApp } from '../../local/index.js'
import { command } from '../command.js'
import { type ConsoleOptions, callOf, showAnswer, showCall, showLog, showReady } from '../dev/console.js'
import { defineStartOptions, generateHere, readyOf, type StartOptions, startApp, startAws } from '../dev/start.js'
import { watchFolder } from '../dev/watch.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { renderProblem } from '../render/problem.js'
import { renderSmoke } from '../render/smoke.js'
import { untilSignal } from '../until-signal.js'

interface DevOptions extends StartOptions {
  readonly empty?: boolean
  readonly mode: Mode
  readonly watch: boolean
  readonly all?: boolean
  readonly smoke?: boolean
}

const MODES: readonly Mode[] = ['enforce', 'observe', 'learn', 'off']

export const dev = command<DevOptions>({
  define: (it) =>
    defineStartOptions(
      it
        .argument('[app]', 'a folder or a template', '.')
        .option('--empty', 'start the services alone, without an app')
        .addOption(
          new Option('--mode <mode>', 'what a denial does: enforce, observe, learn; off checks nothing').choices(MODES).default('enforce'),
        ),
    )
      .option('--no-watch', 'do not reload when files change')
      .option('--smoke', "send the configuration's smoke requests once it is ready")
      .option('--all', "show every call and line, services' own too"),
  async run({ args, options }, io) {
    const started = await startAws(options, io)
    if (!started.ok) return io.fail(started.error)
    const aws = started.value
    try {
      return options.empty === true ? await serveEmpty(aws, options, io) : await serveApp(String(args[0] ?? '.'), aws, options, io)
    } finally {
      await aws.close()
    }
  },
})

async function serveEmpty(aws: LocalAws, options: DevOptions, io: Io): Promise<ExitStatus> {
  ready(aws, null, io)
  showCalls(aws, { io, showAll: options.all === true, app: () => null })
  await untilSignal()
  sum(aws, io)
  return EXIT.yes
}

async function serveApp(input: string, aws: LocalAws, options: DevOptions, io: Io): Promise<ExitStatus> {
  const generated = await generateHere(input, options, aws, io)
  if (!generated.ok) return io.fail(generated.error)
  let generation: Generation = generated.value
  let running: RunningApp | null = null
  const { explainDenied: explain } = await import('../../explain/index.js')
  const shown: ConsoleOptions = {
    io,
    showAll: options.all === true,
    app: () => (running === null ? null : { running, generation, explain }),
  }
  const started = await startApp(aws, generation, {
    onProblem: (message) => io.note(`${io.style.yellow('warning')}: ${message}`),
    onLog: (line) => (io.json ? undefined : showLog(line, shown)),
    onAnswered: (answered) => (io.json ? undefined : showAnswer(answered, shown)),
  })
  if (!started.ok) return io.fail(started.error)
  const app = started.value
  running = app
  ready(aws, app, io)
  showCalls(aws, shown)
  void app.prepare().then((failures) => showFailures(failures, io))
  if (options.smoke === true) await sendSmoke(aws, app, generation, io)
  const reload = async (files: ReadonlySet<string>): Promise<void> => {
    const next = await generateHere(input, options, aws, io)
    if (!next.ok) {
      for (const problem of next.error) io.note(renderProblem(problem, io.style))
      return
    }
    const restarted = app.filesChanged(files)
    const reloaded = await app.reload(next.value)
    if (!reloaded.ok) for (const problem of reloaded.error) io.note(renderProblem(problem, io.style))
    const changes = changedRoles(generation, next.value)
    generation = next.value
    io.note(
      `${io.style.green('reloaded')} ${[...(restarted.length > 0 ? [restarted.join(', ')] : []), ...changes].join('; ') || 'nothing that runs has changed'}`,
    )
    showFailures(await app.prepare(), io)
  }
  let reloading = Promise.resolve()
  const stop = options.watch
    ? watchFolder(generation.app.folder, (files) => {
        reloading = reloading.then(() => reload(files)).catch((error: unknown) => io.note(String(error)))
      })
    : () => {}
  await untilSignal()
  stop()
  await reloading
  await app.close()
  sum(aws, io)
  return EXIT.yes
}

/** The configuration's requests, with what became of them; on standard error, since the calls themselves are the answer. */
async function sendSmoke(aws: LocalAws, app: RunningApp, generation: Generation, io: Io): Promise<void> {
  const { runSmoke } = await import('../../local/index.js')
  for (const line of renderSmoke(await runSmoke({ aws, app, generation }), io.style)) io.note(line)
}

function ready(aws: LocalAws, app: RunningApp | null, io: Io): void {
  if (io.json) io.print(JSON.stringify({ ready: readyOf(aws, app) }))
  else showReady(aws, app, io)
}

function showCalls(aws: LocalAws, shown: ConsoleOptions): void {
  const { io } = shown
  aws.onCall((call) => (io.json ? io.print(JSON.stringify({ call: callOf(call) })) : showCall(call, shown)))
}

function showFailures(failures: ReadonlyMap<string, string>, io: Io): void {
  for (const [id, message] of failures) io.note(`${io.style.red('error')}: ${id} does not load: ${message}`)
}

/** Roles that came, went, or say something else, in words. */
function changedRoles(before: Generation, after: Generation): readonly string[] {
  const actionsOf = (generation: Generation): ReadonlyMap<string, ReadonlySet<string>> =>
    new Map(
      Object.entries({ ...generation.generated.functions, ...generation.generated.principals }).map(([id, { grants }]) => [
        id,
        new Set(
          grants.flatMap((grant) => grant.actions.flatMap((action) => grant.resources.map((resource) => `${action} on ${resource}`))),
        ),
      ]),
    )
  const old = actionsOf(before)
  return [...actionsOf(after)].flatMap(([id, now]) => {
    const had = old.get(id) ?? new Set<string>()
    const gained = [...now].filter((each) => !had.has(each))
    const lost = [...had].filter((each) => !now.has(each))
    return [
      ...(gained.length > 0 ? [`${id} gained ${gained.join(', ')}`] : []),
      ...(lost.length > 0 ? [`${id} lost ${lost.join(', ')}`] : []),
    ]
  })
}

/** What was called and has no mapping, and what `learn` collected. */
function sum(aws: LocalAws, io: Io): void {
  for (const { service, operation, reason } of aws.uncovered())
    io.note(`${io.style.yellow('not covered')}: ${service}:${operation}: ${reason}`)
  if (aws.mode !== 'learn' || io.json) return
  for (const { principal, action, resource } of aws.learned()) io.print(`needed: ${action} on ${resource} by ${principal}`)
}
