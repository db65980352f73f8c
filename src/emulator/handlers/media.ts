import { randomBytes } from 'node:crypto';
import { media, PICTURE_MAX_BYTES, pictureTypeOf } from '../../platform/endpoints/media.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';

/** Random bytes in the path of a picture. The URL must fit into the 128 bytes of the fields of a card. */
const PATH_BYTES = 36;

/** Handlers for media files. Pictures are checked and discarded. */
export const mediaCalls: HandlerGroup<typeof media> = {
  contract: media,
  needsToken: true,
  // The card document shows a response with the URL only.
  hasErrcode: false,
  handlers: {
    uploadimg: ({ request: { media: file }, commit }) => {
      const { bytes } = file;
      if (bytes.length === 0) throw new PlatformRefusal(44001);
      // The size is checked first (assumed).
      if (bytes.length > PICTURE_MAX_BYTES) throw new PlatformRefusal(40009);
      if (pictureTypeOf(bytes) === undefined) throw new PlatformRefusal(40005);
      commit();
      return { url: `http://mmbiz.qpic.cn/mmbiz/${randomBytes(PATH_BYTES).toString('base64url')}/0` };
    },
  },
};
