import type { WireCardType } from '../../platform/endpoints/card.wire.js';
import {
  type BoardingpassCheckinRequest,
  CABIN_CLASS_MAX_CHARACTERS,
  PASSENGER_NAME_MAX_CHARACTERS,
  specialTickets,
  TICKET_NUMBER,
} from '../../platform/endpoints/special-tickets.js';
import type { AccountCall, HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';
import type { StoredCode } from '../state/codes.js';

/** Handlers that set the data of one holder on a ticket. They replace the data of an earlier call (assumed). */
export const specialTicketsCalls: HandlerGroup<typeof specialTickets> = {
  contract: specialTickets,
  needsToken: true,
  handlers: {
    meetingUpdateuser: (call) => {
      const found = requireTicket('MEETING_TICKET', call);
      const { code: _, card_id: __, ...ticket } = call.request;
      const { begin_time: begin = 0, end_time: end = Number.POSITIVE_INFINITY } = ticket;
      if (begin > end) throw new PlatformRefusal(40097);
      found.ticket = ticket;
      call.commit();
      return {};
    },

    movieUpdateuser: (call) => {
      const found = requireTicket('MOVIE_TICKET', call);
      const { code: _, card_id: __, ...ticket } = call.request;
      found.ticket = ticket;
      call.commit();
      return {};
    },

    boardingCheckin: (call) => {
      const found = requireTicket('BOARDING_PASS', call);
      const { code: _, card_id: __, is_cancel: isCancelled = false, ...ticket } = call.request;
      if (!isCancelled) checkPassenger(ticket);
      found.ticket = isCancelled ? undefined : ticket;
      call.commit();
      return {};
    },
  },
};

/** Returns the NORMAL code of a ticket of one type. Another type is 40071 and another status 40127 (assumed). */
function requireTicket(
  cardType: WireCardType,
  { request, state, now }: AccountCall<{ readonly code: string; readonly card_id?: string }>,
): StoredCode {
  const found = state.codes.require(request.code, request.card_id);
  if (found.card.cardType !== cardType) throw new PlatformRefusal(40071);
  if (found.statusAt(now) !== 'NORMAL') throw new PlatformRefusal(40127);
  return found;
}

/** Checks the values that a check-in needs. */
function checkPassenger({
  passenger_name: name,
  class: cabin,
  etkt_bnr: number,
}: Omit<BoardingpassCheckinRequest, 'code'>): void {
  if (!name || !cabin || !number) throw new PlatformRefusal(41011);
  if ([...name].length > PASSENGER_NAME_MAX_CHARACTERS || [...cabin].length > CABIN_CLASS_MAX_CHARACTERS) {
    throw new PlatformRefusal(45021);
  }
  if (!TICKET_NUMBER.test(number)) throw new PlatformRefusal(/^\d+$/.test(number) ? 45021 : 40097);
}
