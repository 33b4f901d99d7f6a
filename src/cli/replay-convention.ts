/** What `replay-item` and the process that it starts agree on. */

/** On which the process says, line by line, how far it has come. */
export const VERDICT_DESCRIPTOR = 3

/**
 * `firing`: the worker's function is being called. `passed`: it has returned. `failed`: it, or what goes before it, has thrown.
 * `refused`: the capsule does not fit the worker, so nothing was called.
 */
export type ReplayWord = 'firing' | 'passed' | 'failed' | 'refused'
