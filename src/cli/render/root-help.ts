/** `rolewright --help`: made from the registry alone, so that no command is loaded for it. */
import { wrapWords } from './table.js'

interface Listed {
  readonly name: string
  readonly summary: string
}

export function renderRootHelp(commands: readonly Listed[], width: number): string {
  const rows: readonly (readonly [string, string])[] = commands.map((c) => [c.name, c.summary])
  const options: readonly (readonly [string, string])[] = [
    ['--json', 'print one JSON value on standard output, and nothing else there'],
    ['--quiet', 'print no notes and no progress'],
    ['--cwd <dir>', 'the folder that relative paths start from'],
    ['-V, --version', 'print the version'],
    ['-h, --help', 'print this help, or that of a command'],
  ]
  const first = Math.max(...[...rows, ...options].map(([name]) => name.length)) + 4
  const list = (items: readonly (readonly [string, string])[]): string[] =>
    items.flatMap(([name, text]) =>
      wrapWords(text.split(' '), Math.max(20, width - first)).map(
        (line, i) => `${i === 0 ? `  ${name}`.padEnd(first) : ' '.repeat(first)}${line}`,
      ),
    )
  return [
    'Usage: rolewright [command] [APP] [options]',
    '',
    'Least-privilege IAM roles for serverless apps on AWS. APP is a folder or a template (default: this folder);',
    'without a command it is secured.',
    '',
    'Commands:',
    ...list(rows),
    '',
    'Options of every command:',
    ...list(options),
    '',
    'Run `rolewright COMMAND --help` for the options of a command.',
    '',
  ].join('\n')
}
