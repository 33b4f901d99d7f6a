export { OutsideFaultError } from './errors/firing-errors.ts'
export type { Finding } from './errors/graph-errors.ts'
export { KahnveyorError } from './errors/kahnveyor-error.ts'
export { WorkerFailedError } from './errors/run-errors.ts'
export { binarySink, type FileArgs, jsonLinesSink } from './files/file-sinks.ts'
export { lineSource } from './files/line-source.ts'
export { type SqliteSinkOptions, sqliteSink } from './files/sqlite-sink.ts'
export { check } from './graph/check.ts'
export type { Context, LogFields, Logger, LogLevel } from './graph/context.ts'
export {
  defineSystem,
  type InputHandle,
  type Isolation,
  type OutputHandle,
  type QueueOptions,
  type SystemBuilder,
  type SystemDefinition,
  type WorkerHandle,
  type WorkerPlacement,
} from './graph/define-system.ts'
export {
  defineWorker,
  end,
  notYet,
  type OutputPort,
  type OutputPorts,
  type Pace,
  type StateOptions,
  type WorkerDefinition,
} from './graph/define-worker.ts'
export { byTimestamp, zip } from './graph/input-rule.ts'
export { image } from './message/image.ts'
export { array, list } from './message/list.ts'
export type { DraftOf, Message, PuttableOf, ValueOf, ViewOf } from './message/message.ts'
export { bigI64, bigU64, bool, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64 } from './message/number.ts'
export { oneOf } from './message/one-of.ts'
export { optional } from './message/optional.ts'
export { string } from './message/string.ts'
export { struct } from './message/struct.ts'
export {
  bytes,
  float32Array,
  float64Array,
  int8Array,
  int16Array,
  int32Array,
  uint8Array,
  uint16Array,
  uint32Array,
} from './message/typed-array.ts'
export { value } from './message/value.ts'
export type { Ledger, LedgerEntry } from './supervisor/ledger.ts'
export type { RestartPolicy } from './supervisor/restart-policy.ts'
export { formatLogRecord, type LogRecord } from './supervisor/run-log.ts'
export type { Savepoint } from './supervisor/savepoint.ts'
export type { QueueStatus, ReplicaStatus, SystemStatus, WorkerStatus } from './supervisor/status.ts'
export type { Deadlines, Outcome, RunResult } from './supervisor/supervisor.ts'
export type { SystemInput, SystemOutput, WaitOptions } from './system/endpoint.ts'
export type { Running, RunningWorker } from './system/running.ts'
export { type ResumeOptions, resume, type StartOptions, start } from './system/start.ts'
export {
  type ChaosEvent,
  type ChaosOptions,
  type ChaosRun,
  type ChaosSink,
  type ChaosVerdict,
  chaos,
} from './testing/chaos.ts'
export type { ChaosHappened } from './testing/disturber.ts'
