import 'reflect-metadata';
import { MemberActivationLink } from '../../../../src/graph/card/activation-link.type.js';

const PAGE = 'https://mp.weixin.qq.com/bizmall/activatemembercard';

const partsOf = (url: string) => {
  const { encryptedCardId, channel, biz } = new MemberActivationLink(url);
  return { encryptedCardId, channel, biz };
};

describe('MemberActivationLink', () => {
  test('keeps the URL as the platform sent it', () => {
    const url = `${PAGE}?action=preshow&&encrypt_card_id=a%2Bb%3D&outer_str=x&biz=MzA%3D%3D#wechat_redirect`;
    expect(new MemberActivationLink(url).url).toBe(url);
  });

  test('reads the parameter after a doubled &&', () => {
    const url = `${PAGE}?action=preshow&&encrypt_card_id=abc%2F%2B%3D%3D&biz=MzA%3D%3D`;
    expect(partsOf(url).encryptedCardId).toBe('abc/+==');
  });

  test('reads biz without the fragment that follows it', () => {
    expect(partsOf(`${PAGE}?biz=MzAwMDAwMDAwMA%3D%3D#wechat_redirect`).biz).toBe('MzAwMDAwMDAwMA==');
  });

  test('reads biz with the = at its end, percent-encoded or not', () => {
    expect(partsOf(`${PAGE}?biz=MzAw%3D%3D&outer_str=a`).biz).toBe('MzAw==');
    expect(partsOf(`${PAGE}?outer_str=a&biz=MzAw==#wechat_redirect`).biz).toBe('MzAw==');
  });

  test('reads a + of base64 that is not percent-encoded', () => {
    expect(partsOf(`${PAGE}?encrypt_card_id=a+b&biz=c+d`)).toMatchObject({ encryptedCardId: 'a+b', biz: 'c+d' });
  });

  test('decodes the channel', () => {
    expect(partsOf(`${PAGE}?outer_str=3%E6%A5%BC%26%3D%2B`).channel).toBe('3楼&=+');
  });

  test.each(['', PAGE, `${PAGE}?encrypt_card_id=&outer_str=&biz=`, 'not a URL'])('has no parts in %p', (url) => {
    expect(partsOf(url)).toEqual({ encryptedCardId: null, channel: null, biz: null });
  });
});
