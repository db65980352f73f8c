import { endpoint } from '../endpoint.js';

/** Lifetime of a ticket, seconds. Source: public JS-SDK documents. */
export const TICKET_LIFETIME_SECONDS = 7200;

export interface GetticketRequest {
  type: 'wx_card';
}
export interface GetticketAnswer {
  ticket: string;
  /** Seconds, at most 7200. */
  expires_in: number;
}

/** Endpoint for the ticket with which card signatures are made. */
export const ticket = {
  /** Within the life of a ticket, a call returns the same one (assumed, as for the access token). The quota of the call is small. */
  getticket: endpoint<GetticketRequest, GetticketAnswer>({
    path: '/cgi-bin/ticket/getticket',
    method: 'GET',
    effect: 'read',
    request: { type: { type: 'string', values: ['wx_card'], missing: 40097 } },
    errcodes: [40097],
    source: 'public JS-SDK documents: api_ticket',
  }),
};
