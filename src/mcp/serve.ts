/** The server on standard input and output, until the client closes its end. */
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import { mcpServer } from './server.js'
import type { McpOptions } from './types.js'

export function serveMcp(options: McpOptions): Promise<void> {
  return new Promise((resolve) => {
    const transport = new StdioServerTransport()
    process.stdin.once('end', resolve)
    process.stdin.once('close', resolve)
    serveStdio(() => mcpServer(options), { transport })
  })
}
