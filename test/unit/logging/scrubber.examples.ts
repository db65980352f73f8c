/** Examples for the log scrubber: `[description, line, scrubbed line]`. */

/** Keys whose values never reach a log line. */
export const SENSITIVE_KEYS = [
  ...['access_token', 'accessToken', 'ACCESS_TOKEN', 'token'],
  ...['secret', 'appsecret', 'appSecret', 'WECHAT_APP_SECRET', 'x-router-secret', 'password'],
  ...['authorization', 'Authorization', 'cookie', 'set-cookie', 'x-api-key', 'X-Api-Key'],
  ...['code', 'codes', 'new_code', 'newCode', 'card_code'],
  ...['openid', 'openId', 'openids', 'nickname', 'nickName'],
  ...['membership_number', 'membershipNumber', 'user_info'],
];

/** Positions of a sensitive key. `KEY` is replaced by each of the keys above, `hidden` for a value that must not be readable. */
export const PLACES: readonly (readonly [what: string, line: string, written: string])[] = [
  ['at the top', '{"KEY":"hidden","ms":12}', '{"KEY":"[redacted]","ms":12}'],
  ['nested', '{"a":{"b":{"KEY":"hidden"},"c":1}}', '{"a":{"b":{"KEY":"[redacted]"},"c":1}}'],
  [
    'six levels down',
    '{"a":{"b":{"c":{"d":{"e":{"f":{"KEY":"hidden"}}}}}}}',
    '{"a":{"b":{"c":{"d":{"e":{"f":{"KEY":"[redacted]"}}}}}}}',
  ],
  [
    'in an array',
    '{"list":[1,{"KEY":"hidden"},[{"KEY":"hidden"}]]}',
    '{"list":[1,{"KEY":"[redacted]"},[{"KEY":"[redacted]"}]]}',
  ],
  ['with a number', '{"KEY":7000000007}', '{"KEY":"[redacted]"}'],
  ['with a list', '{"KEY":["hidden",{"text":"hidden"}]}', '{"KEY":"[redacted]"}'],
  ['with an object', '{"KEY":{"text":"hidden"}}', '{"KEY":"[redacted]"}'],
  // Empty values are useful and not secret.
  [
    'without a value',
    '{"a":{"KEY":null},"b":{"KEY":""},"c":{"KEY":false}}',
    '{"a":{"KEY":null},"b":{"KEY":""},"c":{"KEY":false}}',
  ],
  [
    'in a URL',
    '{"url":"https://api.weixin.qq.com/card/get?a=1&KEY=hidden&b=2"}',
    '{"url":"https://api.weixin.qq.com/card/get?a=1&KEY=[redacted]&b=2"}',
  ],
  [
    'first in the query of a URL',
    '{"msg":"GET /card/get?KEY=hidden took 3 ms"}',
    '{"msg":"GET /card/get?KEY=[redacted] took 3 ms"}',
  ],
  [
    'in a URL that is encoded in a URL',
    '{"msg":"/login?next=%2Fx%3Fa%3D1%26KEY%3Dhidden"}',
    '{"msg":"/login?next=%2Fx%3Fa%3D1%26KEY%3D[redacted]"}',
  ],
  [
    'in JSON in a string',
    String.raw`{"body":"{\"a\":[{\"KEY\":\"hidden\"}]}"}`,
    String.raw`{"body":"{\"a\":[{\"KEY\":[redacted]}]}"}`,
  ],
  [
    'in JSON in a string, with a list',
    String.raw`{"body":"{\"KEY\":[\"hidden\",\"hidden\"]}"}`,
    String.raw`{"body":"{\"KEY\":[redacted]}"}`,
  ],
  [
    'in JSON in a string of JSON in a string',
    String.raw`{"body":"{\"a\":\"{\\\"KEY\\\":\\\"hidden\\\"}\"}"}`,
    String.raw`{"body":"{\"a\":\"{\\\"KEY\\\":[redacted]}\"}"}`,
  ],
  [
    'in JSON in a string, with quotes in the value',
    String.raw`{"body":"{\"KEY\":\"\\\"quoted\\\" hidden\"}"}`,
    String.raw`{"body":"{\"KEY\":[redacted]}"}`,
  ],
  [
    'in JSON in a string, truncated',
    String.raw`{"body":"{\"a\":1,\"KEY\":\"hidden"}`,
    String.raw`{"body":"{\"a\":1,\"KEY\":[redacted]"}`,
  ],
  [
    'in a GraphQL document',
    String.raw`{"query":"{ x(KEY: \"hidden\") { id } }"}`,
    '{"query":"{ x(KEY: [redacted]) { id } }"}',
  ],
  ['in JavaScript', `{"msg":"{ KEY: 'hidden' }"}`, '{"msg":"{ KEY: [redacted] }"}'],
  [
    'in a header',
    String.raw`{"msg":"sent\r\nKEY: hidden\r\nAccept: */*"}`,
    String.raw`{"msg":"sent\r\nKEY: [redacted]\r\nAccept: */*"}`,
  ],
  [
    'at the beginning of a line of a text',
    String.raw`{"msg":"first line\nKEY=hidden"}`,
    String.raw`{"msg":"first line\nKEY=[redacted]"}`,
  ],
];

export const EXAMPLES: readonly (readonly [what: string, line: string, written: string])[] = [
  // Credentials in a text are found by their scheme.
  ['a bearer token', '{"msg":"refused Bearer abc.def-123"}', '{"msg":"refused Bearer [redacted]"}'],
  ['basic credentials', '{"msg":"sent basic dXNlcjpwYXNz"}', '{"msg":"sent basic [redacted]"}'],
  ['a text about credentials', '{"msg":"the basic rules"}', '{"msg":"the basic rules"}'],
  // Codes of errors stay readable. Only codes of coupons are secret.
  [
    'codes of errors',
    '{"errcode":40001,"errorCode":"PLATFORM_CONFIG","statusCode":500,"exitCode":78}',
    '{"errcode":40001,"errorCode":"PLATFORM_CONFIG","statusCode":500,"exitCode":78}',
  ],
  [
    'a text about codes',
    '{"text":"the status code was 500, errcode=40001, its secret is missing"}',
    '{"text":"the status code was 500, errcode=40001, its secret is missing"}',
  ],
  [
    'keys that contain a sensitive word',
    '{"decoded":"x","tokens":3,"tokenMode":"stable","secretary":"y","codec":"z"}',
    '{"decoded":"x","tokens":3,"tokenMode":"stable","secretary":"y","codec":"z"}',
  ],
  [
    'a URL without a sensitive parameter',
    '{"url":"https://api.weixin.qq.com/card/get?card_id=p1"}',
    '{"url":"https://api.weixin.qq.com/card/get?card_id=p1"}',
  ],
  // The rest of a line keeps its values, types and order.
  [
    'the rest of a line',
    String.raw`{"token":"hidden","n":1.5,"big":9007199254740991,"text":"a \"b\"\n","list":[null,true,{"a":1}]}`,
    String.raw`{"token":"[redacted]","n":1.5,"big":9007199254740991,"text":"a \"b\"\n","list":[null,true,{"a":1}]}`,
  ],
  [
    'the rest of a URL',
    '{"msg":"GET /card/get?access_token=hidden&card_id=p1 took 3 ms"}',
    '{"msg":"GET /card/get?access_token=[redacted]&card_id=p1 took 3 ms"}',
  ],
  // The content of a line that cannot be parsed is unknown.
  [
    'a line with a sensitive key that is not JSON',
    '{"token":"hidden',
    '{"level":"error","msg":"Log line withheld: it could not be scrubbed"}',
  ],
  ['any other line that is not JSON', 'plain text', 'plain text'],
];
