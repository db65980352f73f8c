/** How an instant goes over the wire: Unix seconds. */
export const secondsOf = { write: (instant: Date): number => Math.floor(instant.getTime() / 1000) };
