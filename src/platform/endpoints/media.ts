import { endpoint, type UploadFile } from '../endpoint.js';

/** Maximum size of a picture, bytes. Documented as 1 MB. */
export const PICTURE_MAX_BYTES = 1_048_576;

/** First bytes of the formats that the platform accepts. Its documents name JPG and PNG. */
const SIGNATURES = {
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
} as const;

export type PictureType = keyof typeof SIGNATURES;

/** Returns the media type of a picture by its first bytes, or undefined if it is neither JPG nor PNG. */
export function pictureTypeOf(bytes: Buffer): PictureType | undefined {
  for (const type of ['image/png', 'image/jpeg'] as const) {
    const signature = SIGNATURES[type];
    if (bytes.subarray(0, signature.length).equals(signature)) return type;
  }
  return undefined;
}

export interface MediaUploadimgRequest {
  /** The card document names this part `buffer`, the newer general document `media`. The platform accepts both. */
  media: UploadFile;
}
export interface MediaUploadimgAnswer {
  /** Works only inside WeChat. */
  url: string;
}

/** Endpoints for media files. */
export const media = {
  /** A repeat returns another URL. Uploaded pictures can be neither listed nor deleted. */
  uploadimg: endpoint<MediaUploadimgRequest, MediaUploadimgAnswer>({
    path: '/cgi-bin/media/uploadimg',
    method: 'POST',
    effect: 'write',
    request: { media: { type: 'file', missing: 41005 } },
    errcodes: [40004, 40005, 40006, 40009, 40113, 40137, 40160, 41005, 44001, 44006, 45001],
    source: 'creating-cards: Upload a picture; public media documents (uploadimg)',
  }),
};
