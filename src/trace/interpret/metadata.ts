/** What decorators note about classes and members (`reflect-metadata`), and the types that the compiler notes for them. */
export const metadataKey = (name: string, member: string | null): string => `@@metadata:${name}${member === null ? '' : `:${member}`}`
