import { expect, test } from 'vitest'
import { judgeGenerated } from './generated.js'

// A sample in each run of the tests; all of them by `npm run test:snippets`.
test('a sample of generated snippets is traced as it runs', async () => expect(await judgeGenerated(200, 20_261_124)).toEqual([]), 120_000)
