import { expect, test } from 'vitest'
import { judgeGenerated } from './generated.js'

const COUNT = 2_500

test(`${COUNT} generated snippets are traced as they run`, async () => expect(await judgeGenerated(COUNT, 1)).toEqual([]), 900_000)
