/** Text of others as it is: marks that turn the direction of writing, or that nobody sees, are shown by their code. */
import type { JSX } from 'preact'

/** Control and format characters but the line end; and what separates lines where nobody expects it. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

export const visible = (text: string): string =>
  text.replaceAll(HIDDEN, (char) => (char === '\t' ? char : `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`))

/** A name, an action or an ARN. */
export const Name = ({ children }: { readonly children: string }): JSX.Element => <bdi class="name">{visible(children)}</bdi>

/** A message: what stands in backticks is set as code. */
export const Message = ({ children }: { readonly children: string }): JSX.Element => (
  <bdi>
    {visible(children)
      .split(/(`[^`]+`)/)
      .map((part) => (part.length > 2 && part.startsWith('`') && part.endsWith('`') ? <code key={part}>{part.slice(1, -1)}</code> : part))}
  </bdi>
)

export const Place = ({ at }: { readonly at: { readonly file: string; readonly line: number } }): JSX.Element => (
  <span class="place">
    <bdi>
      {visible(at.file)}:{at.line}
    </bdi>
  </span>
)
