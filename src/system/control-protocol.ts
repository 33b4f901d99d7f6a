/** What goes over a control socket: JSON-RPC 2.0, one message per line. The page is docs/reference/control-socket.md. */

/** A longer line is no request; its sender is cut off. */
export const REQUEST_BYTES_MAX = 64 * 1024
/** What may wait for a client that does not read, before it is cut off. */
export const ANSWER_BYTES_MAX = 4 * 1024 * 1024
export const CLIENTS_MAX = 32
/** Requests of one client that have no answer yet: `join` and `pause` may take long. */
export const PENDING_MAX = 64
/** A longer path does not fit into the address of a Unix socket (`sun_path` of 108 bytes, its zero included). */
export const SOCKET_PATH_BYTES_MAX = 107

export type RequestId = string | number | null

export interface ErrorAnswer {
  readonly code: number
  readonly message: string
  /** For errors of Kahnveyor. */
  readonly data?: { readonly code: string }
}

export type Answer =
  | { readonly jsonrpc: '2.0'; readonly id: RequestId; readonly result: unknown }
  | { readonly jsonrpc: '2.0'; readonly id: RequestId; readonly error: ErrorAnswer }

/** Codes of the JSON-RPC 2.0 specification, section 5.1; `notDone` is the first of those left to the server. */
export const RpcCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  notDone: -32000,
} as const
