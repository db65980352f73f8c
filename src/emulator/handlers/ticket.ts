import { ticket } from '../../platform/endpoints/ticket.js';
import type { HandlerGroup } from '../handler.js';

/** Handlers for the ticket with which card signatures are made. */
export const ticketCalls: HandlerGroup<typeof ticket> = {
  contract: ticket,
  needsToken: true,
  handlers: {
    getticket: ({ state, now }) => state.cardTicket.issue(now),
  },
};
