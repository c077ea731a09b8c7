/**
 * Every command, in the order that `--help` lists them. A command is one row here and one file under `commands/`,
 * which is loaded only when it runs.
 */
import type { CliCommand } from './command.js'

export interface CommandRow {
  readonly name: string
  /** One line, lower case, without a period. */
  readonly summary: string
  readonly load: () => Promise<CliCommand>
}

export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'secure',
    summary: "write the roles that an app needs, and say what the template's own roles allow beyond them",
    load: async () => (await import('./commands/secure.js')).secure,
  },
  {
    name: 'init',
    summary: 'write a configuration with what was found, or a small app to begin with',
    load: async () => (await import('./commands/init.js')).init,
  },
  {
    name: 'generate',
    summary: 'print the roles that an app needs, or write them: into the template, the lockfile, files for other tools',
    load: async () => (await import('./commands/generate.js')).generate,
  },
  {
    name: 'check',
    summary: 'say whether an app asks for what its lockfile agrees to, for CI',
    load: async () => (await import('./commands/check.js')).check,
  },
  {
    name: 'evaluate',
    summary: 'decide requests from standard input, one JSON line each, or validate policy documents',
    load: async () => (await import('./commands/evaluate.js')).evaluate,
  },
  {
    name: 'can',
    summary: 'say whether a principal may do something, and walk through the evaluation',
    load: async () => (await import('./commands/can.js')).can,
  },
  {
    name: 'who-can',
    summary: 'list who may do something to a resource',
    load: async () => (await import('./commands/who-can.js')).whoCan,
  },
  {
    name: 'diff',
    summary: 'say which requests were gained and lost between two apps, git revisions, lockfiles or policies',
    load: async () => (await import('./commands/diff.js')).diff,
  },
  {
    name: 'compare',
    summary: 'say whether one policy allows no more than another, or show the request that it does',
    load: async () => (await import('./commands/compare.js')).compare,
  },
  {
    name: 'denied',
    summary: 'explain an AccessDenied message or event: whether the app needs it, and what to change',
    load: async () => (await import('./commands/denied.js')).denied,
  },
  {
    name: 'dev',
    summary: 'run the app on a local AWS that enforces its roles on every call',
    load: async () => (await import('./commands/dev.js')).dev,
  },
  {
    name: 'verify',
    summary: 'run a command against the enforced app, and show which grants it cannot do without',
    load: async () => (await import('./commands/verify.js')).verify,
  },
  {
    name: 'deploy',
    summary: 'plan the change of an account to the roles that the app needs; with --apply, make it without an outage',
    load: async () => (await import('./commands/deploy.js')).deploy,
  },
  {
    name: 'report',
    summary: 'write one HTML file to read and to send, or SARIF, Markdown, annotations for pull requests',
    load: async () => (await import('./commands/report.js')).report,
  },
  {
    name: 'audit',
    summary: 'read CloudTrail logs: what roles used, what was refused, and what nobody can know',
    load: async () => (await import('./commands/audit.js')).audit,
  },
  {
    name: 'replay',
    summary: 'say which calls of CloudTrail logs the proposed roles would refuse',
    load: async () => (await import('./commands/replay.js')).replay,
  },
  {
    name: 'mcp',
    summary: 'answer assistants over the Model Context Protocol, read-only',
    load: async () => (await import('./commands/mcp.js')).mcp,
  },
]

/** What runs when no command is named. */
export const DEFAULT_COMMAND = 'secure'
