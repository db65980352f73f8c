import { GraphQLScalarType, GraphQLString } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject, GraphQLLocalDate, GraphQLSafeInt } from 'graphql-scalars';

/**
 * The serialized texts of recent values, which requests for the same objects need again. Finding one takes a tenth of the time of
 * serializing it.
 */
class RecentTexts {
  static readonly #MAX = 10_000;
  readonly #texts = new Map<unknown, string>();
  readonly #serialize: (value: unknown) => string;

  constructor(serialize: (value: unknown) => string) {
    this.#serialize = serialize;
  }

  /**
   * @param key identifies the text
   * @throws {GraphQLError} if the value cannot be serialized
   */
  of(value: unknown, key: unknown): string {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = this.#serialize(value);
    if (this.#texts.size >= RecentTexts.#MAX) this.#texts.clear();
    this.#texts.set(key, text);
    return text;
  }
}

const instants = new RecentTexts(GraphQLDateTimeISO.serialize);

/** An instant. Resolvers use a `Date`. */
export const DateTime = new GraphQLScalarType<Date, string>({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  serialize: (instant) => instants.of(instant, instant instanceof Date ? instant.getTime() : instant),
  description:
    'An instant as RFC 3339 text in UTC, such as `2026-01-31T16:00:00.000Z`. The platform stores Unix seconds: inputs are rounded down to ' +
    'whole seconds.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
});

const days = new RecentTexts(GraphQLLocalDate.serialize);

/** A calendar day as text, `YYYY-MM-DD`. */
export const LocalDate = new GraphQLScalarType<string, string>({
  ...GraphQLLocalDate.toConfig(),
  serialize: (day) => days.of(day, day),
  description: 'A calendar day in China Standard Time (UTC+8), in the form `YYYY-MM-DD`.',
});

/** An integer up to 2^53 − 1. */
export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  description: 'An integer from -(2^53 - 1) to 2^53 - 1, for values that may exceed 32 bits.',
});

/** A place in the log of events. Only the log reads it. */
export const EventCursor = new GraphQLScalarType<string, string>({
  ...GraphQLString.toConfig(),
  name: 'EventCursor',
  description:
    'A place in the log of events, as opaque text. Valid for the account and the log that returned it: after the log was emptied, it is ' +
    'rejected with `EVENTS_CURSOR_UNKNOWN`.',
});

/** Any JSON object. */
export const JSONObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  description: 'A JSON object exactly as the platform sent it. Its fields are not part of this schema and may change.',
});

/** Converts an instant to the Unix seconds of the wire, rounded down. */
export function unixSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
