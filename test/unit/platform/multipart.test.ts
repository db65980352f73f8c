import { card } from '../../../src/platform/endpoints/card.js';
import { media } from '../../../src/platform/endpoints/media.js';
import { serialize } from '../../../src/platform/multipart.js';

const BYTES = Buffer.from([0, 13, 10, 45, 45, 255]);

describe('serialize', () => {
  test('returns JSON for a call without a file', () => {
    expect(serialize(card.get, { card_id: 'p1' })).toEqual({ body: '{"card_id":"p1"}' });
  });

  test('returns one part with file name and type for an upload', async () => {
    const { body, upload } = serialize(media.uploadimg, {
      media: { fileName: 'logo.png', type: 'image/png', bytes: BYTES },
    });
    expect(body).toBe('');
    const [, boundary = ''] =
      /^multipart\/form-data; boundary=(cardgraph-[\w-]{36})$/.exec(upload?.contentType ?? '') ?? [];
    expect(upload?.bytes.toString('latin1')).toBe(
      `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="logo.png"\r\nContent-Type: image/png\r\n\r\n` +
        `${BYTES.toString('latin1')}\r\n--${boundary}--\r\n`,
    );
  });

  test.each([
    ['a line break', 'a\r\nX-Planted: 1\r\n\r\nb.png', 'a__X-Planted: 1____b.png'],
    ['a quote', 'a"; name="other.png', 'a_; name=_other.png'],
    ['a path', '../a\\b.png', '.._a_b.png'],
    ['an escape', 'a%0d%0ab.png', 'a_0d_0ab.png'],
    ['a Unicode line separator', 'a\u2028b\u0085.png', 'a_b_.png'],
    ['a lone surrogate', 'a\ud800.png', 'a\ufffd.png'],
    ['Chinese', '标志.png', '标志.png'],
  ])('keeps %s in a file name inside its header', (_subject, fileName, sent) => {
    const { upload } = serialize(media.uploadimg, { media: { fileName, type: 'image/png', bytes: BYTES } });
    const [, disposition] = upload?.bytes.toString().split('\r\n') ?? [];
    expect(disposition).toBe(`Content-Disposition: form-data; name="media"; filename="${sent}"`);
  });
});
