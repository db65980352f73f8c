import { randomBytes } from 'node:crypto';
import { CARDS_PERMISSION } from '../../platform/endpoints/component.js';
import { COMPONENT_FAULT_KINDS } from '../component/component-faults.js';
import {
  APPID_PLACEHOLDER,
  AUTHORIZATION_CODE_SECONDS,
  type EmulatedComponent,
} from '../component/emulated-component.js';
import { MAX_MERCHANTS } from '../component/merchants.js';
import type { EmulatedPlatform } from '../emulated-platform.js';
import { DEMO_APPID } from '../state/accounts.js';
import type { Control } from './control.js';
import { BadControlRequest, type ControlRequest, invalidField } from './control-request.js';
import { pushKeyIn, urlIn } from './push-controls.js';

/** Limits of the appid, the secret and the names in control calls, UTF-8 bytes. */
const MAX_TEXT_BYTES = 128;

/** Limits of the permission sets that a merchant grants. The platform has fewer than 200 (assumed). */
const FUNC_IDS = { min: 1, max: 10_000, items: 200 };

/** The control calls for the third-party platform. */
export const COMPONENT_CONTROLS: readonly Control[] = [
  {
    route: 'POST /_emulator/component',
    fields: ['secret', 'token', 'aesKey', 'authorizationUrl', 'eventsUrl'],
    run: (platform, request) => {
      const appid = request.requiredText('appid', MAX_TEXT_BYTES);
      if (platform.accounts.get(appid) !== undefined) {
        throw invalidField('appid', 'the appid of a third-party platform', appid, 'that of an account');
      }
      const eventsUrl = request.requiredText('eventsUrl');
      if (!eventsUrl.includes(APPID_PLACEHOLDER)) {
        throw invalidField('eventsUrl', `a URL that contains ${APPID_PLACEHOLDER}`, eventsUrl, 'another string');
      }
      urlIn(request, 'eventsUrl');
      platform.registerComponent({
        appid,
        secret: request.requiredText('secret', MAX_TEXT_BYTES),
        token: pushKeyIn(request, 'token'),
        aesKey: pushKeyIn(request, 'aesKey'),
        authorizationUrl: urlIn(request, 'authorizationUrl'),
        eventsUrl,
      });
      return { appid };
    },
  },
  {
    route: 'POST /_emulator/component/ticket',
    fields: ['stop'],
    run: (platform, request) => {
      const component = componentOf(platform);
      if (request.boolean('stop')) component.stopTickets();
      else component.pushTicket();
      return {};
    },
  },
  {
    route: 'POST /_emulator/component/authorize',
    fields: ['funcs', 'pre_auth_code', 'open_card', 'nick_name'],
    run: (platform, request) => {
      const component = componentOf(platform);
      const appid = merchantIn(component, request);
      const preAuthCode = request.text('pre_auth_code');
      if (preAuthCode !== undefined && !component.acceptsPreAuthCode(preAuthCode)) {
        throw invalidField('pre_auth_code', 'a valid one', preAuthCode, 'one that is unknown, used or expired');
      }
      const grant = {
        appid,
        funcs: request.integers('funcs', FUNC_IDS) ?? [CARDS_PERMISSION],
        hasCards: (request.number('open_card', 0, 1, true) ?? 1) === 1,
        name: request.text('nick_name', MAX_TEXT_BYTES) ?? `Merchant ${appid}`,
      };
      if (platform.accounts.get(appid) === undefined) {
        // Known only to the merchant.
        platform.accounts.add(appid, randomBytes(16).toString('hex'));
      }
      const { text } = component.authorize(grant, preAuthCode);
      const redirect = new URLSearchParams({ auth_code: text, expires_in: String(AUTHORIZATION_CODE_SECONDS) });
      return { authorization_code: text, redirect: redirect.toString() };
    },
  },
  {
    route: 'POST /_emulator/component/unauthorize',
    fields: [],
    run: (platform, request) => {
      const component = componentOf(platform);
      const appid = request.text('appid') ?? DEMO_APPID;
      const merchant = component.merchants.authorized(appid);
      if (merchant === undefined) {
        throw invalidField('appid', 'a merchant that authorized the component', appid, 'another appid');
      }
      component.unauthorize(merchant);
      return {};
    },
  },
  {
    route: 'POST /_emulator/component/faults',
    fields: ['kind', 'times'],
    run: (platform, request) => {
      const kind = request.oneOf('kind', COMPONENT_FAULT_KINDS);
      if (kind === undefined) throw invalidField('kind', `one of ${COMPONENT_FAULT_KINDS.join(', ')}`, undefined);
      const times = request.number('times', 1, Number.MAX_SAFE_INTEGER, true) ?? 1;
      componentOf(platform).faults.add(kind, request.text('appid'), times);
      return {};
    },
  },
  {
    route: 'DELETE /_emulator/component/faults',
    fields: [],
    run: (platform) => {
      componentOf(platform).faults.clear();
      return {};
    },
  },
];

function componentOf({ component }: EmulatedPlatform): EmulatedComponent {
  if (component === undefined) {
    throw new BadControlRequest('component: expected POST /_emulator/component before, got no component');
  }
  return component;
}

function merchantIn(component: EmulatedComponent, request: ControlRequest): string {
  const appid = request.text('appid', MAX_TEXT_BYTES) ?? DEMO_APPID;
  if (appid === component.appid) {
    throw invalidField('appid', 'the appid of a merchant', appid, 'that of the component');
  }
  const isNew = component.merchants.get(appid) === undefined;
  if (isNew && component.merchants.size >= MAX_MERCHANTS) {
    throw invalidField('appid', `one of ${MAX_MERCHANTS} merchants`, appid, 'one more');
  }
  return appid;
}
