import { GraphQLScalarType, GraphQLString } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject, GraphQLLocalDate, GraphQLSafeInt } from 'graphql-scalars';

/** An instant. Resolvers use a `Date`. */
export const DateTime = new GraphQLScalarType<Date, string>({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description:
    'An instant as RFC 3339 text in UTC, such as `2026-01-31T16:00:00.000Z`. The platform stores Unix seconds: inputs are rounded down to ' +
    'whole seconds.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
});

/** Days that were serialized before. They are few, and finding one here takes a tenth of the time of the check. */
const serialized = new Set<unknown>();
const MAX_SERIALIZED = 10_000;

/** A calendar day as text, `YYYY-MM-DD`. */
export const LocalDate = new GraphQLScalarType<string, string>({
  ...GraphQLLocalDate.toConfig(),
  serialize(day) {
    if (serialized.has(day)) return day as string;
    const text = GraphQLLocalDate.serialize(day);
    if (serialized.size >= MAX_SERIALIZED) serialized.clear();
    serialized.add(text);
    return text;
  },
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
