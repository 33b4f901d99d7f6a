import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  byTimestamp,
  check,
  defineSystem,
  defineWorker,
  end,
  type SystemBuilder,
  struct,
  u32,
  u64,
  zip,
} from '../../src/index.ts'

const url = import.meta.url
const Timed = struct('Timed', { timeUs: u64 })
const source = defineWorker(url, { outputs: { numbers: u32 }, fire: () => end })
const timed = defineWorker(url, { outputs: { items: Timed }, fire: () => end })
const double = defineWorker(url, { inputs: { numbers: u32 }, outputs: { doubles: u32 }, fire: () => undefined })
const sink = defineWorker(url, { inputs: { numbers: u32 }, fire: () => undefined })
const add = defineWorker(url, { inputs: zip({ a: u32, b: u32 }), outputs: { sums: u32 }, fire: () => undefined })
const count = defineWorker(url, {
  inputs: { numbers: u32 },
  outputs: { counts: u32 },
  setup: () => ({ count: 0 }),
  state: { maxBytes: 8, snapshot: (self) => self.count, restore: () => undefined },
  fire: () => undefined,
})
const threshold = defineWorker(url, { inputs: { numbers: u32 }, args: { level: 3 }, fire: () => undefined })
const match = defineWorker(url, {
  inputs: byTimestamp({ a: Timed, b: Timed }, { lead: 'a', match: 'bracket', time: 'timeUs' }),
  fire: () => undefined,
})

function findings(build: (system: SystemBuilder) => void, overrides?: Map<string, Record<string, unknown>>): string[] {
  return check(defineSystem('checked', build), overrides).map(
    ({ level, where, message }) => `${level} ${where}: ${message}`,
  )
}

function assertFound(found: readonly string[], pattern: RegExp): void {
  assert.ok(
    found.some((finding) => pattern.test(finding)),
    `${pattern} is not among\n${found.join('\n')}`,
  )
}

test('a sound system has no findings', () => {
  const found = findings((system) => {
    const a = system.worker('a', source)
    const b = system.worker('b', double, { replicas: 3 })
    const c = system.worker('c', sink)
    system.connect(a.outputs.numbers, b.inputs.numbers)
    system.connect(b.outputs.doubles, c.inputs.numbers)
  })
  assert.deepEqual(found, [])
})

test('a system without workers is refused', () => {
  assertFound(
    findings(() => undefined),
    /^error checked: there is no worker/,
  )
})

test('an unconnected input is an error and an unconnected output a warning, each with its place', () => {
  const found = findings((system) => {
    system.worker('a', double)
  })
  assertFound(found, /^error a\.inputs\.numbers: is not connected/)
  assertFound(found, /^warning a\.outputs\.doubles: is not connected/)
})

test('two queues into one input need a rule', () => {
  const found = findings((system) => {
    const c = system.worker('c', sink)
    system.connect(system.worker('a', source).outputs.numbers, c.inputs.numbers)
    system.connect(system.worker('b', source).outputs.numbers, c.inputs.numbers)
  })
  assertFound(found, /^error c\.inputs\.numbers: has 2 queues and no rule/)
})

test('replicated neighbours need the same count', () => {
  const found = findings((system) => {
    const b = system.worker('b', double, { replicas: 2 })
    const c = system.worker('c', double, { replicas: 3 })
    system.connect(system.worker('a', source).outputs.numbers, b.inputs.numbers)
    system.connect(b.outputs.doubles, c.inputs.numbers)
  })
  assertFound(found, /^error workers\.b\.replicas: b has 2 replicas and its neighbour c has 3/)
})

test('sources, workers with state and workers with several inputs cannot be replicated', () => {
  const found = findings((system) => {
    const a = system.worker('a', source, { replicas: 2 })
    const b = system.worker('b', count, { replicas: 2 })
    const c = system.worker('c', add, { replicas: 2 })
    system.connect(a.outputs.numbers, b.inputs.numbers)
    system.connect(b.outputs.counts, c.inputs.a)
    system.connect(b.outputs.counts, c.inputs.b)
  })
  assertFound(found, /workers\.a\.replicas: a source cannot be replicated/)
  assertFound(found, /workers\.b\.replicas: a worker that keeps state cannot be replicated/)
  assertFound(found, /workers\.c\.replicas: a worker with several inputs cannot be replicated/)
})

test('replica counts and capacities out of range are named with their path', () => {
  const found = findings((system) => {
    const a = system.worker('a', source)
    const b = system.worker('b', sink, { replicas: 0 })
    system.connect(a.outputs.numbers, b.inputs.numbers, { capacity: 0 })
  })
  assertFound(found, /^error workers\.b\.replicas: must be a whole number from 1 to 64, it is 0/)
  assertFound(found, /^error queues\.a\.numbers -> b\.numbers\.capacity: must be a whole number/)
})

test('a capacity below a firing is found', () => {
  const found = findings((system) => {
    const c = system.worker('c', match)
    system.connect(system.worker('a', timed).outputs.items, c.inputs.a, { capacity: 1 })
    system.connect(system.worker('b', timed).outputs.items, c.inputs.b, { capacity: 1 })
  })
  assertFound(found, /^error queues\.b\.items -> c\.b\.capacity: is below a firing/)
  assert.ok(!found.some((finding) => finding.includes('a.items -> c.a')))
})

test('unknown args and args of another type are named with their path', () => {
  const wire = (args: object) => (system: SystemBuilder) => {
    const b = system.worker('b', threshold, { args })
    system.connect(system.worker('a', source).outputs.numbers, b.inputs.numbers)
  }
  assertFound(findings(wire({ levle: 4 })), /^error workers\.b\.args\.levle: .*known: level/)
  assertFound(findings(wire({ level: 'high' })), /^error workers\.b\.args\.level: .*must be a number, it is "high"/)
  assertFound(
    findings(wire({}), new Map([['b', { level: true }]])),
    /^error workers\.b\.args\.level: .*must be a number/,
  )
  assertFound(
    findings(wire({}), new Map([['detect', { level: 1 }]])),
    /^error workers\.detect: there is no such worker; known: b, a/,
  )
})

test('a schema of the Standard Schema form checks args and names the path', () => {
  const schema = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) =>
        typeof (value as { level?: unknown }).level === 'number'
          ? { value: value as { level: number } }
          : { issues: [{ message: 'must be a level', path: ['level'] }] },
    },
  }
  const checked = defineWorker(url, { inputs: { numbers: u32 }, args: schema, fire: () => undefined })
  const found = findings((system) => {
    const b = system.worker('b', checked, { args: { level: 'x' } as never })
    system.connect(system.worker('a', source).outputs.numbers, b.inputs.numbers)
  })
  assertFound(found, /^error workers\.b\.args\.level: .*must be a level/)
})

test('args that would be others in a process than in an inline run are named with their path', () => {
  const options = defineWorker(url, {
    inputs: { numbers: u32 },
    setup: (args: { readonly options: unknown }) => args,
    fire: () => undefined,
  })
  const given = (value: unknown) =>
    findings((system) => {
      const b = system.worker('b', options, { args: { options: value } })
      system.connect(system.worker('a', source).outputs.numbers, b.inputs.numbers)
    })
  assert.deepEqual(given({ names: ['x', null, true], deep: { level: 1.5, left: undefined } }), [])
  assertFound(given({ since: new Date(0) }), /^error workers\.b\.args\.options\.since: .*must be JSON.*it is a Date/)
  assertFound(given([1, () => 2]), /^error workers\.b\.args\.options\[1\]: .*it is a function/)
  assertFound(given(Number.NaN), /^error workers\.b\.args\.options: .*it is NaN/)
})

test('a loop without an item to start with is found', () => {
  const found = findings((system) => {
    const c = system.worker('c', add)
    const d = system.worker('d', double)
    system.connect(system.worker('a', source).outputs.numbers, c.inputs.a)
    system.connect(c.outputs.sums, d.inputs.numbers)
    system.connect(d.outputs.doubles, c.inputs.b)
  })
  assertFound(found, /^error checked: the loop c -> d -> c has no item to start with/)
})

test('what makes results depend on more than the items is marked', () => {
  const driver = defineWorker(url, { driver: {}, outputs: { numbers: u32 }, fire: () => undefined })
  const forgetful = defineWorker(url, { inputs: { numbers: u32 }, volatile: true, fire: () => undefined })
  const found = findings((system) => {
    system.connect(system.worker('a', driver).outputs.numbers, system.worker('b', forgetful).inputs.numbers)
  })
  assertFound(found, /^marked workers\.a: is a driver/)
  assertFound(found, /^marked workers\.b: is volatile/)
})
