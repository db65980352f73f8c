/** The accepted age of a message, and how long its digest must be kept so that no repetition is stored twice. */

const HOUR_MS = 60 * 60 * 1000;

/** Maximum age of a message by its `CreateTime`, milliseconds. A repetition by the platform is seconds old; an older one is a replay. */
const MAX_AGE_MS = 24 * HOUR_MS;

/** How far `CreateTime` may be in the future, milliseconds, because clocks differ. */
const MAX_AHEAD_MS = HOUR_MS / 2;

/**
 * Returns whether a message is accepted.
 * @param createdAt by the platform, Unix milliseconds
 * @param receivedAt Unix milliseconds
 */
export const isTimely = (createdAt: number, receivedAt: number): boolean =>
  createdAt >= receivedAt - MAX_AGE_MS && createdAt <= receivedAt + MAX_AHEAD_MS;

/**
 * Lifetime of a digest, milliseconds: the time from the first arrival of a message until it is too old to be accepted, and a margin because
 * the clocks of replicas and of the store differ.
 */
export const DIGEST_LIFE_MS = MAX_AGE_MS + MAX_AHEAD_MS + HOUR_MS / 2;
