import type { EmulatedPlatform } from '../emulated-platform.js';
import { type Account, DEMO_APPID } from '../state/accounts.js';
import { type ControlRequest, invalidField } from './control-request.js';

/** One control call: its route, such as `"POST /_emulator/reset"`, which may name segments of the path (`:code`), its fields in addition to `appid`, and its function. */
export interface Control {
  readonly route: `${'GET' | 'POST' | 'DELETE'} /_emulator/${string}`;
  readonly fields: readonly string[];
  readonly run: (platform: EmulatedPlatform, request: ControlRequest, segments: Segments) => object | Promise<object>;
}

/** The segments of the path that a route names with a colon, by name. */
export type Segments = Readonly<Record<string, string>>;

/** Returns the account that a request names, or the demo account. */
export function accountOf({ accounts }: EmulatedPlatform, request: ControlRequest): Account {
  const appid = request.text('appid') ?? DEMO_APPID;
  const account = accounts.get(appid);
  if (account === undefined) throw invalidField('appid', 'an existing account', appid, 'an unknown appid');
  return account;
}
