import { createHash } from 'node:crypto';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Platform } from '../../platform/client.js';
import { media } from '../../platform/endpoints/media.js';
import { unusable } from '../../platform/envelope.js';
import { text } from '../../platform/wire.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { inputErrors, type NotCommitted, perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { UploadImageInput, UploadImagePayload } from './media.payload.js';
import { decodePicture, fileNameFor, type Picture } from './picture.js';
import { inUploadSlot } from './upload-slots.js';

const INPUT = { validateFn: leaveToResolver, description: 'The picture to upload.' };

@Resolver()
export class MediaMutations {
  @Mutation(() => UploadImagePayload, {
    nullable: true,
    description:
      'Uploads a picture for the fields of cards, such as the logo. Calls `media/uploadimg`. At most four uploads are in flight at a time ' +
      'per server process; another one fails with `SERVER_OVERLOADED`. Uploads cannot be read back: after a lost response, a retry with ' +
      'the same `idempotencyKey` uploads the picture again.',
  })
  uploadImage(
    @Arg('input', () => UploadImageInput, INPUT) input: UploadImageInput,
    @Ctx() { platform, writes }: Context,
  ): Promise<UploadImagePayload> {
    return inUploadSlot(async () => {
      const errors = inputErrors(input);
      const picture = decodePicture(input.contentBase64);
      if (picture instanceof CardUserError) errors.push(picture);
      if (picture instanceof CardUserError || errors.length > 0) return new UploadImagePayload({ userErrors: errors });
      const { committed, stopped } = await perform(writes, uploadOf(input, picture, platform));
      if (stopped) return new UploadImagePayload(stopped);
      return new UploadImagePayload({ url: committed.result, replayed: committed.replayed });
    });
  }
}

function uploadOf(
  { fileName, idempotencyKey = null }: UploadImageInput,
  picture: Picture,
  platform: Platform,
): SafeWrite<null, string, Partial<NotCommitted>> {
  return {
    mutation: 'uploadImage',
    // The hash replaces the picture in the fingerprint of the input, which would otherwise copy the base64 text several times.
    input: { fileName, sha256: createHash('sha256').update(picture.bytes).digest('hex'), idempotencyKey } as {
      idempotencyKey: string | null;
    },
    endpoint: media.uploadimg,
    prepare: async () => ({ before: null }),
    invalidate: async () => undefined,
    async send(_before, sending) {
      const file = { fileName: fileNameFor(picture, fileName), ...picture };
      const url = text((await platform.call(media.uploadimg, { media: file }, sending)).url);
      if (url === null || url === '') throw unusable(media.uploadimg.path, 'url');
      return url;
    },
  };
}
