import { unixSeconds } from '../../types/scalars.js';

/** Options of a field that is sent as Unix seconds. */
export const secondsOf = { write: unixSeconds };
