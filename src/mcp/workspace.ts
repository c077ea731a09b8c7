/** The folder that was given at start, and nothing outside it: links that lead out of it are outside. */
import { existsSync, realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { type GenerateOptions, type Generation, generate } from '../generate/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import type { Workspace } from './types.js'

export function workspaceOf(root: string, endpoint: string | null = null): Workspace {
  const real = realpathSync(root)
  return {
    endpoint,
    shown: new Map(),
    pathOf: (app) => {
      const path = resolve(real, app)
      if (!existsSync(path))
        return fail({
          code: 'mcp/no-such-app',
          message: `there is no \`${app}\` in the folder of this server`,
          hint: 'give a folder or a template by its path from there',
          at: null,
        })
      const inside = relative(real, realpathSync(path))
      if (inside.startsWith('..') || isAbsolute(inside))
        return fail({
          code: 'mcp/outside',
          message: `\`${app}\` is outside the folder of this server`,
          hint: 'start the server with `--cwd` in the folder that holds it',
          at: null,
        })
      return ok(path)
    },
  }
}

export const APP = 'a folder or a template, by its path from the folder of the server'

const DEFAULTS: Omit<GenerateOptions, 'inputs'> = { layout: null, parameters: new Map(), account: null, region: null, from: null }

/** What to generate an app from. @errors those of `pathOf` */
export function requestFor(app: string, workspace: Workspace): Result<GenerateOptions, readonly Problem[]> {
  const path = workspace.pathOf(app)
  return path.ok ? ok({ ...DEFAULTS, inputs: [path.value] }) : fail([path.error])
}

/** @errors those of `pathOf` and `generate` */
export async function generateApp(app: string, workspace: Workspace): Promise<Result<Generation, readonly Problem[]>> {
  const request = requestFor(app, workspace)
  return request.ok ? generate(request.value) : request
}
