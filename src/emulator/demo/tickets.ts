import type { CardSeed } from '../state/cards.js';
import { type DemoDays, demoSeed } from './seed.js';

/** Returns one card of each of the five ticket types. They have no `advanced_info`. */
export function demoTickets(days: DemoDays): CardSeed[] {
  return [
    demoSeed(
      'SCENIC_TICKET',
      1,
      days.at(-252),
      {
        brand_name: '南越石窟博物馆',
        title: '石窟全馆联票',
        color: '#d09a45',
        notice: '入园时请出示二维码',
        description: '当日一次有效，离馆后不可再次入馆',
        date_info: days.range(-250, 365),
      },
      { ticket_class: '全日票', guide_url: 'https://demo.example/museum/guide' },
    ),
    demoSeed(
      'MOVIE_TICKET',
      1,
      days.at(-249),
      {
        brand_name: '星河影城',
        title: '2D电影通兑票',
        color: '#5885cf',
        notice: '凭取票码到自助机取票',
        description: '节假日及特殊影厅需补差价',
        code_type: 'CODE_TYPE_TEXT',
        date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 60, fixed_begin_term: 0 },
      },
      { detail: '可兑换任意2D影片电影票一张' },
    ),
    demoSeed(
      'BOARDING_PASS',
      1,
      days.at(-246),
      {
        brand_name: '海天航空',
        title: '广州至成都登机牌',
        color: '#509fc9',
        notice: '请于起飞前40分钟登机',
        description: '登机口可能调整，请留意广播',
        date_info: days.range(-7, 7),
        get_limit: 1,
        can_share: false,
        can_give_friend: false,
        sku: { quantity: 179, total_quantity: 180 },
      },
      {
        from: '广州',
        to: '成都',
        flight: 'HT3402',
        air_model: '空客A320',
        departure_time: days.at(3),
        landing_time: days.at(3) + 9_300,
        check_in_url: 'https://demo.example/air/checkin',
        gate: 'A27',
        boarding_time: days.at(3) - 2_400,
      },
    ),
    demoSeed(
      'MEETING_TICKET',
      1,
      days.at(-243),
      {
        brand_name: '岭南茶业协会',
        title: '春茶博览会门票',
        color: '#a9d92d',
        notice: '凭票于南门入场',
        description: '一人一票，当日有效',
        date_info: days.range(-30, 60),
        get_limit: 2,
      },
      {
        meeting_detail: '第十二届春茶博览会，南丰会展中心一号馆，9:00至17:30',
        map_url: 'https://demo.example/expo/map',
      },
    ),
    demoSeed(
      'BUS_TICKET',
      1,
      days.at(-240),
      {
        brand_name: '湾区快线',
        title: '广州至佛山车票',
        color: '#5e6671',
        notice: '上车时请出示二维码',
        description: '限当日当次使用',
        date_info: days.range(-240, 120),
        can_give_friend: false,
      },
      { detail: '广州南站至佛山祖庙，7:00至22:00每半小时一班' },
    ),
  ];
}
