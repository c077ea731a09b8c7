/**
 * A document inside a JSON string, as AWS's own interfaces hand policies over: `GetBucketPolicy` gives the text, and
 * `GetRolePolicy` the text percent-encoded.
 *
 * Source: IAM API Reference, "GetRolePolicy": "URL-encoded compliant with RFC 3986".
 */
import { type JsonNode, readJson } from './json.js'

/** @returns the object that the string holds, every part of it at the string's place; anything else as it is */
export function documentInText(node: JsonNode): JsonNode {
  if (node.kind !== 'string') return node
  const read = readJson(decoded(node.value))
  return read.ok && read.value.kind === 'object' ? placedAt(read.value, node.at) : node
}

function decoded(text: string): string {
  if (!/^\s*%7b/i.test(text)) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function placedAt(node: JsonNode, at: number): JsonNode {
  switch (node.kind) {
    case 'object':
      return { ...node, at, members: node.members.map(({ key, value }) => ({ key, at, value: placedAt(value, at) })) }
    case 'array':
      return { ...node, at, items: node.items.map((item) => placedAt(item, at)) }
    default:
      return { ...node, at }
  }
}
