/**
 * Tells whether this process or thread embodies a replica. A worker's module that starts a system while it is imported would
 * start processes that import it, and so on without end.
 */
const marker: unique symbol = Symbol.for('kahnveyor.insideWorker') as never
const shared = globalThis as { [marker]?: boolean }

export function enterWorker(): void {
  shared[marker] = true
}

export function isInsideWorker(): boolean {
  return shared[marker] === true
}
