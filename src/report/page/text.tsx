/** Text of others as it is: marks that turn the direction of writing, or that nobody sees, are shown by their code. */
import { createContext, type JSX } from 'preact'
import { useContext } from 'preact/hooks'

/** Control and format characters but the line end; and what separates lines where nobody expects it. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

export const visible = (text: string): string =>
  text.replaceAll(HIDDEN, (char) => (char === '\t' ? char : `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`))

/** A name, an action or an ARN. */
export const Name = ({ children }: { readonly children: string }): JSX.Element => <bdi class="name">{visible(children)}</bdi>

/** By resource: as a person reads it. */
export const Names = createContext<(resource: string) => string>((resource) => resource)

/** A message: what stands in backticks is set as code, and resources by their short names. */
export function Message({ children }: { readonly children: string }): JSX.Element {
  const nameOf = useContext(Names)
  return (
    <bdi>
      {children
        .split(/(`[^`]+`)/)
        .map((part, i) =>
          part.length > 2 && part.startsWith('`') && part.endsWith('`') ? (
            <Code key={i} text={part.slice(1, -1)} name={part === '`*`' ? '*' : nameOf(part.slice(1, -1))} />
          ) : (
            visible(part)
          ),
        )}
    </bdi>
  )
}

const Code = ({ text, name }: { readonly text: string; readonly name: string }): JSX.Element =>
  name === text ? <code>{visible(text)}</code> : <code title={visible(text)}>{visible(name)}</code>

export const Place = ({ at }: { readonly at: { readonly file: string; readonly line: number } }): JSX.Element => (
  <span class="place">
    <bdi>
      {visible(at.file)}:{at.line}
    </bdi>
  </span>
)
