import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { OperationContext } from './operation-context.js';

/** The part of a mutation's payload that states why it was rejected. */
interface Payload {
  readonly userErrors: readonly { readonly code: string }[];
}

/**
 * Wraps the mutations of a schema and reports the distinct codes of their `userErrors` to the access line, and immediately to `onCode`:
 * a client may have disconnected before the outcome is known.
 */
export function countUserErrors(
  schema: GraphQLSchema,
  onCode: (mutation: string, code: string) => void,
): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { name, resolve = defaultFieldResolver } = field;
    field.resolve = async (source, args, context: OperationContext, info) => {
      const payload = (await resolve(source, args, context, info)) as Payload;
      for (const code of new Set(payload.userErrors.map((userError) => userError.code))) {
        onCode(name, code);
        context.requestStats.addUserErrorCode(code);
      }
      return payload;
    };
  }
  return schema;
}
