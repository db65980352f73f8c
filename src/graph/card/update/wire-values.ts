import { unixSeconds } from '../../types/scalars.js';

/** Of a field that goes over the wire as Unix seconds. */
export const secondsOf = { write: unixSeconds };
