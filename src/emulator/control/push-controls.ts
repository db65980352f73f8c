import { PUSH_KEY_FORMATS, PUSH_MODES } from '../push/envelope.js';
import { PUSH_FAULT_KINDS } from '../push/faults.js';
import { accountOf, type Control } from './control.js';
import { BadControlRequest, type ControlRequest, invalidField } from './control-request.js';

const MAX_URL_CHARACTERS = 2048;

/** The control calls for pushes. */
export const PUSH_CONTROLS: readonly Control[] = [
  {
    route: 'POST /_emulator/push',
    fields: ['url', 'token', 'aesKey', 'mode'],
    run: async (platform, request) => {
      const { appid } = accountOf(platform, request);
      const target = {
        url: urlIn(request, 'url'),
        token: pushKeyIn(request, 'token'),
        aesKey: pushKeyIn(request, 'aesKey'),
        mode: request.oneOf('mode', PUSH_MODES) ?? 'safe',
      };
      return { verified: await platform.pushes.connect(appid, target) };
    },
  },
  {
    route: 'GET /_emulator/push',
    fields: [],
    run: ({ pushes }, request) => pushes.report(request.text('appid')),
  },
  {
    route: 'DELETE /_emulator/push',
    fields: [],
    run: ({ pushes }, request) => {
      pushes.disconnect(request.text('appid'));
      return {};
    },
  },
  {
    route: 'POST /_emulator/push/faults',
    fields: ['kind', 'times'],
    run: (platform, request) => {
      const kind = request.oneOf('kind', PUSH_FAULT_KINDS);
      if (kind === undefined) throw invalidField('kind', `one of ${PUSH_FAULT_KINDS.join(', ')}`, undefined);
      if (kind === 'previous-key' && !platform.pushes.hasPreviousKey(accountOf(platform, request).appid)) {
        throw new BadControlRequest(
          'kind: expected previous-key after a second POST /_emulator/push with other keys, got it before',
        );
      }
      const times = request.number('times', 1, Number.MAX_SAFE_INTEGER, true) ?? 1;
      platform.pushes.addFault(kind, times, request.text('appid'));
      return {};
    },
  },
];

/** Returns a required http or https URL. */
export function urlIn(request: ControlRequest, name: string): URL {
  const text = request.requiredText(name);
  const url = text.length <= MAX_URL_CHARACTERS ? URL.parse(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw invalidField(
      name,
      `an http or https URL of at most ${MAX_URL_CHARACTERS} characters`,
      text,
      'another string',
    );
  }
  return url;
}

/** Returns a required token or key of the documented format. */
export function pushKeyIn(request: ControlRequest, name: keyof typeof PUSH_KEY_FORMATS): string {
  const { pattern, expected } = PUSH_KEY_FORMATS[name];
  const text = request.requiredText(name);
  if (!pattern.test(text)) throw invalidField(name, expected, text, 'another string');
  return text;
}
