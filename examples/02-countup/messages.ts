import { string, struct, u32 } from 'kahnveyor'

export const Count = struct('Count', { value: u32 })
export const Text = struct('Text', { text: string({ maxBytes: 64 }) })
