import { CODE, endpoint, type FieldRule, OPTIONAL_CARD_ID } from '../endpoint.js';
import type { EmptyAnswer } from './card.update.js';
import type { UnixSeconds } from './card.wire.js';

/** Maximum lengths of a check-in, in characters (assumed: the documents give only numbers). Source: special-tickets: Check in. */
export const PASSENGER_NAME_MAX_CHARACTERS = 15;
export const CABIN_CLASS_MAX_CHARACTERS = 5;
/** The number of an electronic ticket: at most 14 digits. */
export const TICKET_NUMBER = /^\d{1,14}$/;

export interface MeetingticketUpdateuserRequest {
  code: string;
  /** Required for custom codes. */
  card_id?: string;
  zone: string;
  entrance: string;
  /** One text, unlike that of a movie ticket. */
  seat_number: string;
  begin_time?: UnixSeconds;
  end_time?: UnixSeconds;
}

export interface MovieticketUpdateuserRequest {
  code: string;
  /** Required for custom codes. */
  card_id?: string;
  /** Such as 4D. */
  ticket_class: string;
  show_time: UnixSeconds;
  /** Minutes. */
  duration: number;
  screening_room?: string;
  /** A list, unlike that of a meeting ticket. */
  seat_number?: string[];
}

export interface BoardingpassCheckinRequest {
  code: string;
  /** Required for custom codes. */
  card_id?: string;
  /** Required unless `is_cancel` is true, like `class` and `etkt_bnr`. */
  passenger_name?: string;
  class?: string;
  /** The number of the electronic ticket. The spelling is the platform's. */
  etkt_bnr?: string;
  seat?: string;
  /** The content of the boarding pass's QR code. */
  qrcode_data?: string;
  /** Undoes the check-in. All other values are then ignored. */
  is_cancel?: boolean;
}

/** Errcodes of the three calls. Only NORMAL codes of the right type are accepted (assumed). */
const errcodes = [40056, 40071, 40073, 40097, 40110, 40127, 41011, 41013, 45021];

const REQUIRED: FieldRule = { type: 'string', missing: 41011 };
const TIME: FieldRule = { type: 'int', min: 1 };

/** Endpoints that set the data of one holder on a ticket. A repeat does no harm. No call returns the data. */
export const specialTickets = {
  meetingUpdateuser: endpoint<MeetingticketUpdateuserRequest, EmptyAnswer>({
    path: '/card/meetingticket/updateuser',
    method: 'POST',
    effect: 'write',
    request: {
      code: CODE,
      card_id: OPTIONAL_CARD_ID,
      zone: REQUIRED,
      entrance: REQUIRED,
      seat_number: { type: 'string', missing: 41017 },
      begin_time: TIME,
      end_time: TIME,
    },
    errcodes: [...errcodes, 41017],
    source: 'special-tickets: Update a meeting ticket',
  }),
  movieUpdateuser: endpoint<MovieticketUpdateuserRequest, EmptyAnswer>({
    path: '/card/movieticket/updateuser',
    method: 'POST',
    effect: 'write',
    request: {
      code: CODE,
      card_id: OPTIONAL_CARD_ID,
      ticket_class: { type: 'string', missing: 41014 },
      show_time: { ...TIME, missing: 41015 },
      duration: { type: 'int', min: 1, missing: 41011 },
      screening_room: { type: 'string' },
      seat_number: { type: 'string[]' },
    },
    errcodes: [...errcodes, 41014, 41015],
    source: 'special-tickets: Update a movie ticket',
  }),
  boardingCheckin: endpoint<BoardingpassCheckinRequest, EmptyAnswer>({
    path: '/card/boardingpass/checkin',
    method: 'POST',
    effect: 'write',
    request: {
      code: CODE,
      card_id: OPTIONAL_CARD_ID,
      passenger_name: { type: 'string' },
      class: { type: 'string' },
      etkt_bnr: { type: 'string' },
      seat: { type: 'string' },
      qrcode_data: { type: 'string' },
      is_cancel: { type: 'bool' },
    },
    errcodes,
    source: 'special-tickets: Check in',
  }),
};
