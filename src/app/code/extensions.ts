/** Source comes before what a compiler leaves beside it. Source: AWS Lambda Developer Guide, "Building with Node.js" and "Building with TypeScript". */
export const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.mjs', '.js', '.cjs', '.jsx'] as const

/** What compilers take and never leave. */
export const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx'] as const
