import fc from 'fast-check';

/** A new card as a client sends it. */
export type NewCardJson = Readonly<Record<string, unknown>>;

/** The types that can be created, with their inputs and the smallest values that each accepts. */
const OWN: Readonly<Record<string, readonly [input: string, own: object]>> = {
  GROUPON: ['groupon', { dealDetail: '双人套餐' }],
  CASH: ['cash', { minimumSpendFen: 10_000, amountOffFen: 1_000 }],
  DISCOUNT: ['discount', { percentOff: 30 }],
  GIFT: ['gift', { gift: '咖啡一杯' }],
  GENERAL_COUPON: ['generalCoupon', { defaultDetail: '优惠' }],
  MEMBER_CARD: ['memberCard', { benefits: '会员九折', pointsEnabled: false, balanceEnabled: false }],
  SCENIC_TICKET: ['scenicTicket', { ticketClass: '成人票' }],
  MOVIE_TICKET: ['movieTicket', { detail: '电影' }],
  BOARDING_PASS: [
    'boardingPass',
    {
      from: '广州',
      to: '北京',
      flight: 'CZ3101',
      airModel: 'A320',
      departureAt: '2031-01-01T08:00:00.000Z',
      landingAt: '2031-01-01T11:00:00.000Z',
    },
  ],
  MEETING_TICKET: ['meetingTicket', { meetingDetail: '会议' }],
};

export const NEW_CARD_TYPES: readonly string[] = Object.keys(OWN);

/** Returns the input that determines the type of a new card. */
export function kindInput(type: string): string {
  return ownOf(type)[0];
}

function ownOf(type: string): readonly [input: string, own: object] {
  const own = OWN[type];
  if (own === undefined) throw new Error(`a ${type} cannot be created`);
  return own;
}

const PICTURE = 'https://mmbiz.qpic.cn/mmbiz/';
const PICTURES = { textImages: [{ imageUrl: `${PICTURE}a` }] };

const BASE_INFO = {
  brandName: '海底捞',
  title: '代金券',
  logoUrl: 'http://mmbiz.qpic.cn/mmbiz/logo',
  color: 'Color010',
  notice: '请出示二维码',
  description: '不可与其他优惠同享',
  codeType: 'QRCODE',
  quantity: 500,
  validity: { fixedTerm: { termDays: 30 } },
};

/** Returns a new card of a type with nothing but its required fields. */
export function minimalCard(type: string): NewCardJson {
  const [input, own] = ownOf(type);
  return {
    baseInfo: BASE_INFO,
    [input]: own,
    ...(type === 'GENERAL_COUPON' ? { advancedInfo: PICTURES } : {}),
  };
}

/** Returns a copy of an input with other values at dotted paths. A number in a path is an index of a list. */
export function having(
  card: NewCardJson,
  ...values: readonly (readonly [path: string, value: unknown])[]
): NewCardJson {
  const copy = structuredClone(card) as Record<string, unknown>;
  for (const [path, value] of values) {
    const parts = path.split('.');
    const last = parts.pop() ?? path;
    let parent = copy;
    parts.forEach((part, index) => {
      parent[part] ??= /^\d+$/.test(parts[index + 1] ?? last) ? [] : {};
      parent = parent[part] as Record<string, unknown>;
    });
    parent[last] = value;
  }
  return copy;
}

/** Generates non-empty texts of at most `maxBytes` bytes, with characters of one to four bytes. */
function text(maxBytes: number, prefix = ''): fc.Arbitrary<string> {
  const unit = fc.constantFrom('a', 'Z', '7', ' ', '"', '\\', '/', '\n', 'é', '字', '券', '😀');
  return fc
    .string({ unit, minLength: 1, maxLength: 40 })
    .map((characters) => clipped(prefix + characters, maxBytes))
    .filter((clippedText) => clippedText !== '');
}

function clipped(full: string, maxBytes: number): string {
  const characters = [...full];
  while (Buffer.byteLength(characters.join('')) > maxBytes) characters.pop();
  return characters.join('');
}

const url = fc.webPath({ size: 'small' }).map((path) => `https://shop.example${path}`.slice(0, 128));
const picture = fc.stringMatching(/^[A-Za-z0-9]{1,60}$/).map((name) => PICTURE + name);
const amount = fc.integer({ min: 0, max: 1_000_000 });

/** Generates instants from next year on, in milliseconds that the wire cuts off. */
const future = fc
  .integer({ min: 1_830_000_000_000, max: 4_000_000_000_000 })
  .map((milliseconds) => new Date(milliseconds).toISOString());

/** Generates objects in which each of the optional fields may be missing, null, or present. */
function some(required: Record<string, fc.Arbitrary<unknown>>, optional: Record<string, fc.Arbitrary<unknown>>) {
  const maybe = Object.entries(optional).map(([name, value]) => [name, fc.option(value, { freq: 3 })] as const);
  const requiredKeys = Object.keys(required);
  return fc.record({ ...required, ...Object.fromEntries(maybe) }, { requiredKeys });
}

const miniProgram = fc.record({
  userName: fc.stringMatching(/^gh_[a-z0-9]{4,12}@app$/),
  path: fc.stringMatching(/^pages\/[a-z]{1,20}$/),
});

const link = (nameBytes: number, subTitleBytes: number) =>
  some({}, { name: text(nameBytes), url, subTitle: text(subTitleBytes), miniProgram });

const fixedRange = fc
  .uniqueArray(fc.integer({ min: 1_830_000_000, max: 4_000_000_000 }), { minLength: 2, maxLength: 2 })
  .map((seconds) => {
    const [beginsAt, endsAt] = seconds
      .sort((one, other) => one - other)
      .map((each) => new Date(each * 1000).toISOString());
    return { beginsAt, endsAt };
  });

function validity(type: string): fc.Arbitrary<object> {
  const termDays = fc.integer({ min: 1, max: 3650 });
  const fixedTerm = some({ termDays }, { endsAt: future }).chain((term) =>
    fc.oneof(
      fc.constant(term),
      fc.nat(90).map((startsAfterDays) => ({ ...term, startsAfterDays })),
    ),
  );
  const kinds: fc.Arbitrary<object>[] = [
    fixedRange.map((range) => ({ fixedRange: range, permanent: false })),
    fixedTerm.map((term) => ({ fixedTerm: term })),
  ];
  return fc.oneof(...kinds, ...(type === 'MEMBER_CARD' ? [fc.constant({ permanent: true })] : []));
}

const COLORS = ['Color010', 'Color081', 'Color102', '#63b359', '#63B359', '#5E6671'];

const shops = fc.oneof(
  fc.record({ locationIds: fc.array(fc.integer({ min: 1, max: 999_999_999 }).map(String), { maxLength: 5 }) }),
  fc.record({ useAllLocations: fc.boolean() }),
  fc.constant({}),
);

const codes = fc.oneof(
  fc.record({ codeMode: fc.constantFrom('PLATFORM', 'CUSTOM'), quantity: fc.integer({ min: 1, max: 100_000_000 }) }),
  fc.record({ codeMode: fc.constant('DEPOSITED'), quantity: fc.constant(0) }),
  fc.record({ quantity: fc.integer({ min: 1, max: 1000 }) }),
);

function baseInfo(type: string): fc.Arbitrary<object> {
  const required = {
    brandName: text(36),
    title: text(27),
    logoUrl: picture,
    color: fc.constantFrom(...COLORS),
    notice: text(48),
    description: text(3072),
    codeType: fc.constantFrom('TEXT', 'BARCODE', 'QRCODE', 'ONLY_QRCODE', 'ONLY_BARCODE', 'NONE'),
    validity: validity(type),
  };
  const quickPay = some({}, { enabled: fc.boolean(), withQrcode: fc.boolean() });
  const optional = {
    bindOpenid: fc.boolean(),
    servicePhone: fc.stringMatching(/^\d{3}-\d{7,12}$/),
    center: link(18, 24),
    customLink: link(15, 18),
    promotionLink: link(15, 18),
    claimLimit: fc.integer({ min: 1, max: 50 }),
    redeemLimit: fc.integer({ min: 1, max: 50 }),
    canShare: fc.boolean(),
    canGift: fc.boolean(),
    ...(type === 'MEMBER_CARD' ? { quickPay } : {}),
  };
  return fc
    .tuple(some(required, optional), shops, codes)
    .map(([fields, where, which]) => ({ ...fields, ...where, ...which }));
}

/** The conditions of use that only some types have. */
const CONDITIONS: Readonly<Record<string, Record<string, fc.Arbitrary<unknown>>>> = {
  CASH: { acceptCategory: text(512), rejectCategory: text(512), minimumSpendFen: amount },
  GIFT: { objectUseFor: text(512), minimumSpendFen: amount },
};

const timeLimit = some(
  { day: fc.constantFrom('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY', 'HOLIDAY') },
  {
    beginHour: fc.integer({ min: 0, max: 23 }),
    beginMinute: fc.integer({ min: 0, max: 59 }),
    endHour: fc.integer({ min: 0, max: 23 }),
    endMinute: fc.integer({ min: 0, max: 59 }),
  },
);

function advancedInfo(type: string): fc.Arbitrary<object> {
  const textImage = some({ imageUrl: picture }, { text: text(512) });
  const textImages = fc.array(textImage, { minLength: type === 'GENERAL_COUPON' ? 1 : 0, maxLength: 3 });
  const isNeeded = type === 'GENERAL_COUPON';
  return some(isNeeded ? { textImages } : {}, {
    cover: some({}, { text: text(60), iconUrls: fc.array(picture, { maxLength: 1 }) }),
    ...(isNeeded ? {} : { textImages }),
    businessServices: fc.subarray(['DELIVER', 'FREE_PARK', 'WITH_PET', 'FREE_WIFI']),
    timeLimits: fc.array(timeLimit, { maxLength: 3 }),
    useCondition: some({}, { canUseWithOtherDiscount: fc.boolean(), ...CONDITIONS[type] }),
  });
}

const activation = fc.oneof(
  fc.constantFrom<object>({}, { autoActivate: true, wxActivate: false }, { wxActivate: true, autoActivate: false }),
  fc.record({ activateUrl: url }),
  fc.record({ activateMiniProgram: miniProgram }),
  fc.record({ wxActivate: fc.constant(true), wxActivateAfterSubmit: fc.constant(true), wxActivateAfterSubmitUrl: url }),
);

const customField = fc.oneof(
  some(
    {
      nameType: fc.constantFrom(
        'LEVEL',
        'COUPON',
        'STAMP',
        'DISCOUNT',
        'ACHIEVEMENT',
        'MILEAGE',
        'SET_POINTS',
        'TIMES',
      ),
    },
    { url, miniProgram },
  ),
  some({ name: text(24) }, { url, miniProgram }),
);

/** Generates points, balance and custom fields: at most three together. */
const slots = fc
  .subarray(['pointsEnabled', 'balanceEnabled', 'customField1', 'customField2', 'customField3'], { maxLength: 3 })
  .chain((chosen) => {
    const fields = chosen.filter((slot) => slot.startsWith('custom')).map((slot) => [slot, customField] as const);
    return fc.record(Object.fromEntries(fields)).map((custom) => ({
      pointsEnabled: chosen.includes('pointsEnabled'),
      balanceEnabled: chosen.includes('balanceEnabled'),
      ...custom,
    }));
  });

const customCell = some({ name: text(15), tips: text(18), url }, { miniProgram });
const pointsRule = some(
  {},
  Object.fromEntries(
    ['spendUnitFen', 'pointsPerUnit', 'maxPointsPerPayment', 'initialPoints', 'redeemUnitPoints', 'amountOffPerUnitFen']
      .concat('minimumSpendFen', 'maxPointsPerRedemption')
      .map((name) => [name, amount]),
  ),
);

const memberCard = fc
  .tuple(
    some(
      { benefits: text(3072) },
      {
        backgroundPicUrl: picture,
        pointsExpiryText: text(3072),
        pointsRulesText: text(3072),
        pointsUrl: url,
        balanceUrl: url,
        balanceRulesText: text(3072),
        pointsMiniProgram: miniProgram,
        balanceMiniProgram: miniProgram,
        customCell1: customCell,
        customCell2: customCell,
        customCell3: customCell,
        pointsRule,
        discountPercentOff: fc.integer({ min: 0, max: 99 }),
        needPushOnView: fc.boolean(),
      },
    ),
    slots,
    activation,
  )
  .map((parts) => Object.assign({}, ...parts) as object);

const OWN_VALUES: Readonly<Record<string, fc.Arbitrary<object>>> = {
  GROUPON: some({ dealDetail: text(3072) }, {}),
  CASH: some({ minimumSpendFen: amount, amountOffFen: fc.integer({ min: 1, max: 1_000_000 }) }, {}),
  DISCOUNT: some({ percentOff: fc.integer({ min: 1, max: 99 }) }, {}),
  GIFT: some({ gift: text(3072) }, {}),
  GENERAL_COUPON: some({ defaultDetail: text(3072) }, {}),
  MEMBER_CARD: memberCard,
  SCENIC_TICKET: some({ ticketClass: text(3072) }, { guideUrl: url }),
  MOVIE_TICKET: some({ detail: text(3072) }, {}),
  BOARDING_PASS: some(
    { from: text(54), to: text(54), flight: text(24), airModel: text(24), departureAt: future, landingAt: future },
    { gate: text(12), boardingAt: future, checkInUrl: url },
  ),
  MEETING_TICKET: some({ meetingDetail: text(3072) }, { mapUrl: url }),
};

/** Generates valid new cards of a type. Sub-merchants are left out, because the platform must have them. */
export function newCards(type: string): fc.Arbitrary<NewCardJson> {
  const own = OWN_VALUES[type] ?? fc.constant({});
  const hasAdvancedInfo = !type.endsWith('_TICKET') && type !== 'BOARDING_PASS';
  const required = { baseInfo: baseInfo(type), [kindInput(type)]: own };
  if (!hasAdvancedInfo) return some(required, {});
  return type === 'GENERAL_COUPON'
    ? some({ ...required, advancedInfo: advancedInfo(type) }, {})
    : some(required, { advancedInfo: advancedInfo(type) });
}

/** Returns the same valid new cards of a type for the same seed. */
export function sampleNewCards(type: string, count: number, seed: number): NewCardJson[] {
  return fc.sample(newCards(type), { numRuns: count, seed });
}
