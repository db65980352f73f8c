import type { Dispatch, Interceptor, UpstreamCall, UpstreamReply } from '../interceptor.js';

/** Applies the call's own timeout, if it has one. The deadline still applies. */
export const callTimeout: Interceptor = (next) => (call) =>
  call.timeoutMs === undefined ? next(call) : within(call.timeoutMs, next, call);

async function within(timeoutMs: number, next: Dispatch, call: UpstreamCall): Promise<UpstreamReply> {
  const deadline = call.deadline.within(timeoutMs);
  try {
    return await next({ ...call, deadline });
  } finally {
    deadline.close();
  }
}
