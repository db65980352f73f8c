import { HttpRefusal } from '../../../src/admission/http-refusal.js';
import { admitBody } from '../../../src/admission/request-body.js';

test.each([
  [undefined, undefined],
  ['application/json', undefined],
  ['application/json; charset=utf-8', undefined],
  ['application/json;charset=UTF-8', 'identity'],
  ['application/json ; charset = "utf8" ; a=b', 'Identity'],
  ['application/json; a=charset', undefined],
])('a body of type %s and encoding %s is accepted', (type, encoding) => {
  expect(() => admitBody({ 'content-type': type, 'content-encoding': encoding })).not.toThrow();
});

test.each([
  ['application/json', 'gzip'],
  ['application/json; charset=utf-8', 'br'],
  ['application/json', ''],
  ['application/json; charset=utf-16', undefined],
  ['application/json; charset="gbk"', 'identity'],
  ['application/json; charset=xutf-8', undefined],
  ['application/json; charset=utf-80', undefined],
  ['application/json; charset=', undefined],
  ['application/json; a=b;  CHARSET =  latin1', undefined],
])('a body of type %s and encoding %s is rejected with 415', (type, encoding) => {
  const admit = () => admitBody({ 'content-type': type, 'content-encoding': encoding });
  expect(admit).toThrow(HttpRefusal);
  expect(admit).toThrow(expect.objectContaining({ status: 415, code: 'BAD_REQUEST' }));
});
