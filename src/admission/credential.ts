import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../config/caller.js';

/** Tells who is asking from the headers of a request. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Caller>;

/** Longer keys and tokens are not looked at, characters. A token with many claims has 2 or 3 KB. */
export const MAX_CREDENTIAL_LENGTH = 8192;
