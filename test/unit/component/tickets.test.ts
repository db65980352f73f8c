import { SealedRecords } from '../../../src/component/sealed-records.js';
import { Tickets } from '../../../src/component/tickets.js';
import { componentKeys } from '../../../src/store/keys.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import type { RecordStore } from '../../../src/store/store.js';
import { InterruptedRecords } from '../../support/third-party-replica.js';

const COMPONENT = { baseUrl: 'https://platform.example', appid: 'wxcomponent' };
const ticketOf = (createdAt: number) => ({ ticket: `ticket@@@${createdAt}`, createdAt });

function givenTickets(records: RecordStore = createMemoryStore().records, secret = 'PLANTED-SECRET') {
  return new Tickets(new SealedRecords(records, { reveal: () => secret }), COMPONENT);
}

test('the two newest tickets are stored, newest first, in any order of arrival', async () => {
  const tickets = givenTickets();
  for (const createdAt of [2, 4, 1, 3, 4]) await tickets.add(ticketOf(createdAt));
  expect(await tickets.read()).toEqual([ticketOf(4), ticketOf(3)]);
});

test('tickets are shared by replicas and cannot be read without the secret', async () => {
  const { records } = createMemoryStore();
  await givenTickets(records).add(ticketOf(1));
  expect(await givenTickets(records).read()).toEqual([ticketOf(1)]);
  expect(await givenTickets(records, 'ANOTHER-SECRET').read()).toEqual([]);
  const raw = await records.get(componentKeys(COMPONENT).tickets);
  expect(Buffer.from(raw ?? '', 'base64').toString('latin1')).not.toContain('ticket@@@');
});

test('while the store is unavailable, the tickets that this process has are used, and a new one is not accepted', async () => {
  const records = new InterruptedRecords(createMemoryStore().records);
  const tickets = givenTickets(records);
  await tickets.add(ticketOf(1));
  records.isAvailable = false;
  await expect(tickets.add(ticketOf(2))).rejects.toMatchObject({ name: 'StoreUnavailable' });
  expect(await tickets.read()).toEqual([ticketOf(1)]);
});
