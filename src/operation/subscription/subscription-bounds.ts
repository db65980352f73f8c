/**
 * Bounds of a subscription in addition to those of any operation. A subscription is kept for an hour, and its selection is executed for
 * each event, without the parts in which a large response to a query is built.
 */

/** Maximum size of the request for a subscription, bytes. Its text and variables are kept while it is open. */
export const SUBSCRIPTION_BYTES = 64 * 1024;

/** Maximum estimated fields of one event. */
export const EVENT_FIELDS = 10_000;

/** Maximum size of the result for one event, bytes. */
export const EVENT_BYTES = 1024 * 1024;
