import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.js';
import { selectsMoreThan } from '../fetching/selection.js';
import { Code } from './code.type.js';

/**
 * Resolves a reference to a code and its card. The code is fetched only if the selection needs more than the reference holds. Returns
 * null if the code belongs to another card.
 */
export function referencedCode(
  cardId: string,
  code: string,
  context: Context,
  info: GraphQLResolveInfo,
): Code | Promise<Code | null> {
  if (!selectsMoreThan(Code.keys, 'Code', info)) return Code.reference(cardId, code);
  return context.loaders.code.load({ cardId, code }).then((found) => (found?.cardId === cardId ? found : null));
}
