import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { CreateCardQrCodeInput, CreateCardQrCodePayload } from './qr-code.payload.js';
import { explainedRefusal, problemsIn } from './qr-code.refusals.js';
import { openQrCode, qrCodeCreationOf } from './qr-code.writes.js';

const INPUT = { validateFn: leaveToResolver, description: 'The cards and how the QR code hands them out.' };

const SEALED_OUTCOME =
  "the stored outcome of this key cannot be read, because the account's secret has changed since. Send a new key: it creates another QR " +
  'code, which does no harm';

@Resolver()
export class QrCodeMutations {
  @Mutation(() => CreateCardQrCodePayload, {
    nullable: true,
    description:
      'Creates a QR code with which users claim one card, or up to five cards. Calls `qrcode/create`, and reads no card first. A card under ' +
      'review is accepted; until its approval, only the users of `setTestWhitelist` can claim it. QR codes can be neither listed nor ' +
      'deleted: after a lost response, a retry with the same `idempotencyKey` creates another one, which does no harm.',
  })
  async createCardQrCode(
    @Arg('input', () => CreateCardQrCodeInput, INPUT) input: CreateCardQrCodeInput,
    @Ctx() { account, platform, writes }: Context,
  ): Promise<CreateCardQrCodePayload> {
    const problems = problemsIn(input);
    if (problems.length > 0) return new CreateCardQrCodePayload({ userErrors: problems });
    const { committed, stopped } = await perform(writes, qrCodeCreationOf(input, account, platform));
    if (stopped) {
      const userErrors = (stopped.userErrors ?? []).map((refused) => explainedRefusal(refused, input));
      return new CreateCardQrCodePayload({ ...stopped, userErrors });
    }
    const { result, replayed } = committed;
    const created = openQrCode(result, input, account);
    if (created !== undefined) return new CreateCardQrCodePayload({ ...created, replayed });
    const unreadable = new CardUserError('IDEMPOTENCY_KEY_REUSED', SEALED_OUTCOME, ['idempotencyKey']);
    return new CreateCardQrCodePayload({ userErrors: [unreadable], replayed });
  }
}
