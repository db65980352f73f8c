import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import {
  ADD_CARD_MAX_CARDS,
  cardExtOf,
  momentFor,
  newMoment,
  signChooseCard,
} from '../../../platform/card-signature.js';
import { nullIfNotFound } from '../../../platform/errors.js';
import type { Context } from '../../context.js';
import { lengthProblem } from '../../input/list-problems.js';
import { leaveToResolver } from '../../input/validation.js';
import { type FirstRead, inputErrors, readFirst } from '../../mutation/perform-write.js';
import { CardUserError } from '../../mutation/user-error.js';
import { FRESH, readCard } from '../card.loader.js';
import type { Card } from '../card.type.js';
import { writeCardType } from '../card-enums.type.js';
import { claimProblems, quantityProblems } from './claim-problems.js';
import {
  AddCardEntry,
  type AddCardItemInput,
  SignAddCardInput,
  SignAddCardPayload,
  SignChooseCardInput,
  SignChooseCardPayload,
} from './sign-card.payload.js';

const ADD_INPUT = { validateFn: leaveToResolver, description: 'The cards to sign.' };
const CHOOSE_INPUT = { validateFn: leaveToResolver, description: 'The cards to choose from.' };

@Resolver()
export class SignCardMutations {
  @Mutation(() => SignAddCardPayload, {
    nullable: true,
    description:
      'Signs cards for `wx.addCard`, by which a page in WeChat hands them out. Signs all cards or none. Changes nothing: it is a mutation because ' +
      'each result works once and must not be cached. Calls `card/get` for each distinct card, and `ticket/getticket` once in the life of the ' +
      'ticket. Refuses cards that the user could not claim: unknown, deleted, without stock, no longer valid, or under review unless the last ' +
      '`setTestWhitelist` put users on the test white list.',
  })
  async signAddCard(
    @Arg('input', () => SignAddCardInput, ADD_INPUT) input: SignAddCardInput,
    @Ctx() context: Context,
  ): Promise<SignAddCardPayload> {
    const errors = problemsIn(input);
    if (errors.length > 0) return new SignAddCardPayload({ userErrors: errors });
    const { cards } = input;
    const userErrors = await problemsOfCards(cards, context);
    if (userErrors.length > 0) return new SignAddCardPayload({ userErrors });
    const ticket = await context.platform.cardTicket();
    const cardList = cards.map(({ cardId, code, openid, channel }) => {
      const added = { cardId, code, openid, outerStr: channel };
      return new AddCardEntry(cardId, cardExtOf(ticket, added, momentFor(ticket, added)));
    });
    return new SignAddCardPayload({ cardList });
  }

  @Mutation(() => SignChooseCardPayload, {
    nullable: true,
    description:
      'Signs a choice for `wx.chooseCard`, by which the user chooses among the cards that the user holds. Changes nothing. Calls ' +
      '`ticket/getticket` once in the life of the ticket.',
  })
  async signChooseCard(
    @Arg('input', () => SignChooseCardInput, CHOOSE_INPUT) input: SignChooseCardInput,
    @Ctx() { account: { appid }, platform }: Context,
  ): Promise<SignChooseCardPayload> {
    const userErrors = inputErrors(input);
    if (userErrors.length > 0) return new SignChooseCardPayload({ userErrors });
    const { cardId = null, locationId = null } = input;
    const cardType = input.cardType == null ? null : writeCardType(input.cardType);
    const moment = newMoment();
    const cardSign = signChooseCard(await platform.cardTicket(), { appid, cardId, cardType, locationId }, moment);
    const { timestamp, nonce } = moment;
    return new SignChooseCardPayload({
      appid,
      timestamp: Number(timestamp),
      nonceStr: nonce,
      signType: 'SHA1',
      cardSign,
      cardId,
      cardType,
      locationId,
    });
  }
}

/** Returns the problems of the input. The length comes first: of a longer list, the entries are not checked. */
function problemsIn(input: SignAddCardInput): CardUserError[] {
  const { cards } = input;
  const wrongLength = lengthProblem(cards, ADD_CARD_MAX_CARDS, 'cards');
  if (wrongLength !== undefined) return [wrongLength];
  return [...inputErrors(input), ...repetitionsIn(cards)];
}

function repetitionsIn(cards: readonly AddCardItemInput[]): CardUserError[] {
  return cards.flatMap(({ cardId, code }, index) => {
    if (code == null) return [];
    const first = cards.findIndex((other) => other.cardId === cardId && other.code === code);
    if (first === index) return [];
    const message = `expected distinct codes of a card, got that of entry ${first + 1} again as entry ${index + 1}`;
    return [new CardUserError('INVALID_INPUT', message, ['cards', String(index), 'code'])];
  });
}

/** Reads each distinct card once, bypassing the cache: a card that has changed meanwhile would only fail on the user's phone. */
async function problemsOfCards(
  cards: readonly AddCardItemInput[],
  { platform, writes }: Context,
): Promise<CardUserError[]> {
  const reads = new Map<string, Promise<FirstRead<Card | null>>>();
  for (const { cardId } of cards) {
    if (!reads.has(cardId)) reads.set(cardId, readFirst(nullIfNotFound(readCard(platform, cardId, FRESH))));
  }
  const problems = cards.map(async (item, index) => {
    const path = ['cards', String(index)];
    const { value = null, userErrors } = (await reads.get(item.cardId)) as FirstRead<Card | null>;
    if (userErrors !== undefined) return userErrors.map((error) => error.explained(error.message, [...path, 'cardId']));
    const before = cards.slice(0, index).filter(({ cardId }) => cardId === item.cardId).length;
    return [
      ...(await claimProblems(value, item, path, writes.testWhitelist)),
      ...quantityProblems(value, before, path),
    ];
  });
  return (await Promise.all(problems)).flat();
}
