import { KahnveyorError } from '../../src/errors/kahnveyor-error.ts'

const error = new KahnveyorError('KV_TIMEOUT', 'a code begins with KV_')

// @ts-expect-error: any other string is no code
new KahnveyorError('TIMEOUT', 'refused')

// @ts-expect-error: the code of an error does not change
error.code = 'KV_OTHER'
