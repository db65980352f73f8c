import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject, GraphQLLocalDate, GraphQLSafeInt } from 'graphql-scalars';

/** An instant. In resolvers a `Date`. */
export const DateTime = new GraphQLScalarType<Date, string>({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: "An instant, RFC 3339 in UTC, such as 2026-01-31T16:00:00.000Z. The platform's Unix seconds, converted.",
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
});

/** A calendar day as text, `YYYY-MM-DD`. */
export const LocalDate = new GraphQLScalarType<string, string>({
  ...GraphQLLocalDate.toConfig(),
  description: 'A calendar day in China Standard Time (UTC+8), YYYY-MM-DD.',
});

/** An integer up to 2^53 − 1. */
export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  description: 'An integer up to 2^53-1, for sums that pass 32 bits.',
});

/** Any JSON object. */
export const JSONObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  description: 'A JSON object as the platform sent it. Its fields are not part of this schema and may change.',
});

/** How an instant goes over the wire: Unix seconds, cut to whole ones. */
export function unixSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
