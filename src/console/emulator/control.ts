import { recordOf } from '../client.js';

const PATH = '/console/emulator/';

/** The server waits at most ten seconds for the emulator. */
const TIMEOUT_MS = 15_000;

/** The result of a control call of the embedded emulator. */
export type ControlResult =
  | { readonly kind: 'done'; readonly data: Readonly<Record<string, unknown>> }
  /** The emulated platform refused what a user or a till did. */
  | { readonly kind: 'refused'; readonly errcode: number; readonly errmsg: string }
  /** The emulator rejected the call. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** No valid response. */
  | { readonly kind: 'failed' };

/** Sends a control call. Never rejects. */
export async function control(
  method: 'GET' | 'POST' | 'DELETE',
  call: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<ControlResult> {
  try {
    const response = await fetch(PATH + call, {
      method,
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const data = recordOf(await response.json());
    if (response.status === 400) return { kind: 'invalid', message: String(data.error) };
    if (!response.ok) return { kind: 'failed' };
    const { errcode, errmsg } = data;
    if (typeof errcode === 'number' && errcode !== 0) return { kind: 'refused', errcode, errmsg: String(errmsg ?? '') };
    return { kind: 'done', data };
  } catch {
    return { kind: 'failed' };
  }
}
