import { GraphQLError } from 'graphql';

/** Maximum number of uploads at a time. Each occupies a few megabytes. */
const MAX_UPLOADS = 4;

/** `retryAfter` of a rejected upload, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Number of uploads of this process that are in flight. */
let uploads = 0;

/**
 * Runs an upload. There is no queue, because waiting uploads would occupy memory.
 * @throws {GraphQLError} SERVER_OVERLOADED if too many uploads are in flight; nothing was sent
 */
export async function inUploadSlot<T>(upload: () => Promise<T>): Promise<T> {
  if (uploads >= MAX_UPLOADS) {
    throw new GraphQLError(`${MAX_UPLOADS} pictures are being uploaded, and nothing was sent. Retry later`, {
      extensions: { code: 'SERVER_OVERLOADED', retryAfter: RETRY_AFTER_SECONDS },
    });
  }
  uploads += 1;
  try {
    return await upload();
  } finally {
    uploads -= 1;
  }
}
