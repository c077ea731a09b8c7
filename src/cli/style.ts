/** Colours and weights of a terminal; off, every function gives its text back. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

const paint =
  (open: number, close: number, on: boolean) =>
  (text: string): string =>
    on && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text

export const makeStyle = (on: boolean): Style => ({
  bold: paint(1, 22, on),
  dim: paint(2, 22, on),
  red: paint(31, 39, on),
  green: paint(32, 39, on),
  yellow: paint(33, 39, on),
  cyan: paint(36, 39, on),
})

/**
 * Whether a stream gets colours: a terminal does, unless `NO_COLOR` is set to anything or the terminal is `dumb`;
 * `FORCE_COLOR` (but `0`) asks for them anywhere.
 */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0'
  return isTerminal && env.TERM !== 'dumb'
}
