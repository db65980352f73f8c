import { Args, Ctx, FieldResolver, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { PageArgs, PageRequest } from '../fetching/paging.js';
import { WechatAccountConnection } from './viewer.connection.js';
import { CardgraphViewer } from './viewer.type.js';

@Resolver()
export class ViewerQueries {
  @Query(() => CardgraphViewer, {
    nullable: true,
    description:
      'The caller of this request and its permissions. Makes no upstream call and requires no scope. The name avoids a collision with a ' +
      '`viewer` field of other subgraphs in a supergraph.',
  })
  cardgraphViewer(@Ctx() { caller, account }: Context): CardgraphViewer {
    return new CardgraphViewer(caller, account);
  }
}

@Resolver(() => CardgraphViewer)
export class CardgraphViewerFields {
  @FieldResolver(() => WechatAccountConnection, {
    nullable: true,
    description:
      'The accounts that the caller may use: those of the configuration in its order, then those that authorized this server, by appid. ' +
      'Makes no upstream call.',
  })
  accounts(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() { caller, accounts }: Context) {
    const page = new PageRequest(['cardgraphViewer.accounts'], { first, after: after ?? null });
    return new WechatAccountConnection(page, accounts.usableBy(caller));
  }
}
