import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import { Card } from './card.type.js';

@Resolver(() => Card)
export class CardArticleHtml {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'HTML of the card for an article of the account, as the platform sends it. This server neither renders nor sanitizes it: do not ' +
      'put it into other pages. Calls `mpnews/gethtml`. Null, without a call, if `codeMode` is `CUSTOM`.',
  })
  async articleHtml(@Root() { id, codeMode }: Card, @Ctx() { loaders }: Context): Promise<string | null> {
    // For a mode that this server does not recognize, the platform decides.
    return codeMode === 'CUSTOM' ? null : loaders.articleHtml.load(id);
  }
}
