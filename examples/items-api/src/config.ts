/** What the template tells the functions. */
export interface Config {
  tableName: string
  bucketName: string
  filePrefix: string
  reportPrefix: string
  linkSeconds: number
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`The environment variable ${name} is not set`)
  return value
}

export const config: Config = {
  tableName: required('TABLE_NAME'),
  bucketName: required('BUCKET_NAME'),
  filePrefix: 'files/',
  reportPrefix: 'reports/',
  linkSeconds: Number(process.env.LINK_SECONDS ?? 900),
}
