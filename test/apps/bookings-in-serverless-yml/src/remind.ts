import { arriving } from './rooms'

export const main = async () => {
  const { Items = [] } = await arriving(new Date().toISOString().slice(0, 10))
  console.log(`${Items.length} guests today`)
}
