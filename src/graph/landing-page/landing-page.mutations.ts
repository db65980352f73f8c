import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Platform } from '../../platform/client.js';
import { landingpage } from '../../platform/endpoints/landingpage.js';
import { unusable } from '../../platform/envelope.js';
import { text } from '../../platform/wire.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { type NotCommitted, perform } from '../mutation/perform-write.js';
import { CreateCardLandingPageInput, CreateCardLandingPagePayload } from './landing-page.payload.js';
import { explainedRefusal, problemsIn } from './landing-page.refusals.js';

const INPUT = { validateFn: leaveToResolver, description: 'The page to create.' };

@Resolver()
export class LandingPageMutations {
  @Mutation(() => CreateCardLandingPagePayload, {
    nullable: true,
    description:
      'Creates a web page in WeChat on which users claim cards. Calls `landingpage/create`. Pages can be neither listed nor deleted, so ' +
      '`idempotencyKey` is required, and a retry never sends a page twice: after a lost response the mutation fails with `OUTCOME_UNKNOWN`, ' +
      'and so does every retry with the same key while the key is retained, at least 24 hours. Only a new key creates a page then, which may be ' +
      'a second one.',
  })
  async createCardLandingPage(
    @Arg('input', () => CreateCardLandingPageInput, INPUT) input: CreateCardLandingPageInput,
    @Ctx() { platform, writes }: Context,
  ): Promise<CreateCardLandingPagePayload> {
    const problems = problemsIn(input);
    if (problems.length > 0) return new CreateCardLandingPagePayload({ userErrors: problems });
    const { committed, stopped } = await perform(writes, creationOf(input, platform));
    if (stopped === undefined) {
      return new CreateCardLandingPagePayload({ ...committed.result, replayed: committed.replayed });
    }
    const userErrors = (stopped.userErrors ?? []).map((refused) => explainedRefusal(refused, input));
    return new CreateCardLandingPagePayload({ ...stopped, userErrors });
  }
}

type Created = Pick<CreateCardLandingPagePayload, 'pageId' | 'url'>;

/** There is no read-back, and the effect of the call is `once`: a lost response leaves the key without a known outcome. */
function creationOf(
  input: CreateCardLandingPageInput,
  platform: Platform,
): SafeWrite<null, Created, Partial<NotCommitted>> {
  return {
    mutation: 'createCardLandingPage',
    input,
    endpoint: landingpage.create,
    prepare: async () => ({ before: null }),
    invalidate: async () => undefined,
    async send(_before, sending) {
      const answer = await platform.call(landingpage.create, input.toWire(), sending);
      const [pageId, url] = [answer.page_id, answer.url].map((value) => text(value)?.trim() || null);
      if (pageId == null && url == null) throw unusable(landingpage.create.path, 'url');
      return { pageId: pageId ?? null, url: url ?? null };
    },
  };
}
