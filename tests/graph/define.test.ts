import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineSystem, defineWorker, end, start, struct, u32, u64 } from '../../src/index.ts'

const url = import.meta.url
const source = defineWorker(url, { outputs: { numbers: u32 }, fire: () => end })
const sink = defineWorker(url, { inputs: { numbers: u32 }, fire: () => undefined })

test('two workers of one name are refused', () => {
  assert.throws(
    () =>
      defineSystem('twice', (system) => {
        system.worker('a', source)
        system.worker('a', sink)
      }),
    { code: 'KV_INVALID_DEFINITION', message: /two workers are named 'a'/ },
  )
})

test('a worker name that could not stand in a path is refused', () => {
  assert.throws(
    () =>
      defineSystem('named', (system) => {
        system.worker('a b', source)
      }),
    { code: 'KV_INVALID_DEFINITION', message: /worker name 'a b'/ },
  )
})

test('an unknown option is named with its path', () => {
  assert.throws(
    () =>
      defineSystem('options', (system) => {
        system.worker('a', source, { replica: 2 } as never)
      }),
    {
      code: 'KV_INVALID_DEFINITION',
      message:
        /workers\.a\.replica: is not a known option; known: args, replicas, isolation, spares, firingDeadlineMs, maxRssMiB, onFailure/,
    },
  )
})

test('wiring two messages together is refused at run time as well, naming the first difference', () => {
  const Here = struct('Pose', { timeUs: u64, heading: u32 })
  const There = struct('Pose', { timeUs: u64, heading: u64 })
  const writer = defineWorker(url, { outputs: { poses: Here }, fire: () => end })
  const reader = defineWorker(url, { inputs: { poses: There }, fire: () => undefined })
  assert.throws(
    () =>
      defineSystem('mismatch', (system) => {
        system.connect(system.worker('a', writer).outputs.poses, system.worker('b', reader).inputs.poses as never)
      }),
    {
      code: 'KV_MESSAGE_MISMATCH',
      message: /a\.poses -> b\.poses: .*Pose\.heading is u32 at the writer and u64 at the reader/,
    },
  )
})

test('connect refuses two ends of the same direction', () => {
  assert.throws(
    () =>
      defineSystem('ends', (system) => {
        const a = system.worker('a', sink)
        system.connect(a.inputs.numbers as never, a.inputs.numbers)
      }),
    { code: 'KV_INVALID_DEFINITION', message: /connect takes an output first and an input second/ },
  )
})

test('several inputs without a rule are refused where the worker is defined', () => {
  assert.throws(() => defineWorker(url, { inputs: { a: u32, b: u32 }, fire: () => undefined }), {
    code: 'KV_INVALID_DEFINITION',
    message: /inputs a, b need a rule/,
  })
})

test('a worker that does not say where it lies is refused', () => {
  assert.throws(() => defineWorker('worker', { outputs: { numbers: u32 }, fire: () => end }), {
    code: 'KV_INVALID_DEFINITION',
    message: /must be import\.meta\.url/,
  })
})

test('start refuses a system with errors and lists all of them', async () => {
  const system = defineSystem('unwired', (builder) => {
    builder.worker('a', sink)
    builder.worker('b', sink)
  })
  await assert.rejects(start(system), {
    code: 'KV_CHECK_FAILED',
    message: /system unwired cannot start:\n {2}a\.inputs\.numbers: .*\n {2}b\.inputs\.numbers: /,
  })
})
