import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../config/caller.js';

/** Returns the caller who is authenticated by the headers of a request. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Caller>;

/** Maximum length of a key or token, characters. Longer ones are rejected without a check. A token with many claims has 2 or 3 KB. */
export const MAX_CREDENTIAL_LENGTH = 8192;
