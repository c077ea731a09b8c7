/**
 * The text of a first configuration: what was found, and an example of each member to take the `#` off. A `#` with a space
 * behind it is prose, one without begins an example.
 */

export interface FoundApp {
  /** In words: `sam, 3 functions`. */
  readonly what: string
  /** Relative to the folder of the configuration; null for source without a template. */
  readonly template: string | null
  /** A function of the app for examples to speak of. */
  readonly functionId: string
  /** A source file of the app for examples to speak of. */
  readonly file: string
  /** Parameters of the template that have no value, sorted. */
  readonly parameters: readonly string[]
  /** What is not known, by place: `src/a.ts:12  the table of …`. */
  readonly unknown: readonly string[]
}

const MAX_UNKNOWN = 12

/** @returns YAML that `parseConfig` takes, as it is and with every example in force */
export function initialConfig(found: FoundApp): string {
  const shown = found.unknown.slice(0, MAX_UNKNOWN)
  const more = found.unknown.length - shown.length
  const sections: readonly (readonly string[])[] = [
    [
      '# What source and template of this app do not say; everything else rolewright reads from them. Every member may be left',
      '# out. A line that begins with `#` and no space is an example: take the sign off to use it.',
    ],
    [`# Found here: ${found.what}.`, ...(found.template === null ? [] : [`template: ${quoted(found.template)}`])],
    [
      '# How access becomes roles: per-function (a role each), as-declared (the roles of the template, tightened), five-roles',
      '# (five shared ones, as guides write them, tightened).',
      'layout: per-function',
    ],
    [
      found.parameters.length === 0
        ? "# Values of the template's parameters, where they are not their defaults."
        : "# Values of the template's parameters. These have none so far.",
      '#parameters:',
      ...(found.parameters.length === 0 ? ['Stage'] : found.parameters).map((name) => `#  ${quoted(name)}: value`),
    ],
    [
      '# What a value is where the code does not show it: a resource by its logical ID, or text.',
      ...(shown.length === 0 ? [] : ['# Not known so far:', ...shown.map((line) => `#   ${oneLine(line)}`)]),
      ...(more > 0 ? [`#   and ${more} more`] : []),
      '#hints:',
      `#  - { file: ${quoted(found.file)}, symbol: TABLE, is: '\${ItemsTable}', reason: the name is kept in a database }`,
    ],
    [
      '# Access that neither code nor template shows.',
      '#add:',
      `#  - { to: ${quoted(found.functionId)}, actions: ['s3:GetObject'], resources: ['arn:\${AWS::Partition}:s3:::shared/*'], reason: read by a binary }`,
    ],
    [
      '# Access that nobody gets, although code asks for it.',
      '#refuse:',
      "#  - { actions: ['iam:*'], reason: roles change by deployments alone }",
    ],
    [
      '# What `rolewright check` asks of every role.',
      '#guardrails:',
      "#  never: ['iam:*', 'organizations:*']",
      '#  noPublic: true',
      '#  noEscalation: true',
    ],
    ["# The limit of every role: a managed policy's ARN.", '#boundary: arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/limit'],
    ['# Path and tags of roles that are made.', '#roles:', '#  path: /app/', '#  tags: { team: name }'],
    ['# Where `rolewright` writes its files.', '#paths:', '#  out: out'],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** Names and paths that YAML could take for something else are quoted. */
const quoted = (text: string): string =>
  /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text)

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')
