import type { Dispatch, Interceptor, UpstreamCall, UpstreamReply } from '../interceptor.js';

/** Ends a call that has a timeout of its own after that time, or with its deadline if that is earlier. */
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
