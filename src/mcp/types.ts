/** A tool as this server has it: a name, the shapes of what goes in and out, and what it does. */

import type { z } from 'zod'
import type { Problem, Result } from '../outcome/index.js'

export interface McpOptions {
  /** Absolute: tools read apps inside this folder alone. */
  readonly root: string
  readonly version: string
  /** Also offers the tools that write. */
  readonly allowApply: boolean
  /** Where `deploy_apply` finds AWS; null: AWS itself. Given at start, never by a caller. */
  readonly endpoint?: string | null
}

/** What a tool may touch. */
export interface Workspace {
  /**
   * @param app relative to the root
   * @errors `mcp/outside`, `mcp/no-such-app`
   */
  readonly pathOf: (app: string) => Result<string, Problem>
  readonly endpoint: string | null
  /** Digests of what a person was shown, by what was asked: nothing else is done. Each serves once. */
  readonly shown: Map<string, string>
}

export interface Tool<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: Input
  readonly output: Output
  /** Null: it changes nothing. Else what a person is asked before it acts, made of its input. */
  readonly asks: ((input: z.output<Input>, workspace: Workspace) => Promise<Result<string, readonly Problem[]>>) | null
  /** Whether it speaks to AWS. */
  readonly reachesOut?: boolean
  /** The answer, in the shape of `output`; the server holds it against that before it leaves. */
  readonly run: (input: z.output<Input>, workspace: Workspace) => Promise<Result<object, readonly Problem[]>>
}

/** Keeps the types of one tool together, and lets tools stand in one list. */
export const tool = <Input extends z.ZodType, Output extends z.ZodType>(it: Tool<Input, Output>): Tool => it as unknown as Tool
