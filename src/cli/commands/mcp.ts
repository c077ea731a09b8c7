/** `rolewright mcp`: the same answers as tools of the Model Context Protocol, on standard input and output. */
import { command } from '../command.js'
import { EXIT } from '../exit.js'
import { packageVersion } from '../package-version.js'

interface McpCommandOptions {
  readonly allowApply?: boolean
  readonly endpoint?: string
}

export const mcp = command<McpCommandOptions>({
  define: (it) =>
    it
      .option('--allow-apply', 'also offer the tools that write, each of which asks a person before it acts')
      .option('--endpoint <url>', 'with --allow-apply: another place than AWS to deploy to, such as that of `rolewright dev`'),
  async run({ options }, io) {
    const { serveMcp } = await import('../../mcp/index.js')
    io.note(
      `serving tools for ${io.cwd} on standard input and output; ${options.allowApply === true ? 'tools that write ask first' : 'read-only'}`,
    )
    await serveMcp({ root: io.cwd, version: packageVersion(), allowApply: options.allowApply === true, endpoint: options.endpoint ?? null })
    return EXIT.yes
  },
})
