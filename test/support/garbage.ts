import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Frees what is not reachable, so that the heap is as small as it can be. */
export const collectGarbage: () => void = runInNewContext('gc');
