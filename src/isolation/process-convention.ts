/** What a worker process and its supervisor agree on. */
export const SEGMENT_DESCRIPTOR = 3
export const CHANNEL_DESCRIPTOR = 4
/** The process has said over the channel why it leaves. */
export const EXIT_FAILED = 70
