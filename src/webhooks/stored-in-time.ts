/** Time for storing a message, milliseconds. The platform sends a message again after five seconds. */
const STORE_MS = 1000;

/**
 * Returns the result of storing a message, or undefined if it failed or took too long.
 * @param onFailure receives the error
 */
export async function storedInTime<T>(work: Promise<T>, onFailure: (error: unknown) => void): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Storing the message took too long')), STORE_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } catch (error) {
    onFailure(error);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a task that may throw synchronously. */
export async function attempt<T>(task: () => Promise<T>): Promise<T> {
  return task();
}
