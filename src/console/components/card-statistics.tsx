import { useEffect, useState } from 'preact/hooks';
import {
  type CardType,
  CouponStatisticsDocument,
  MemberCardDetailStatisticsDocument,
} from '../generated/operations.js';
import { addressOf } from '../router.js';
import { can } from '../session.js';
import { chinaToday } from '../statistics/days.js';
import type { Measure, Statistics } from '../statistics/report.js';
import { lastDays } from '../statistics/selection.js';
import { type QueryState, useQuery } from '../use-query.js';
import { statistics as en } from '../words/en/statistics.js';
import { inLanguage, words } from '../words/words.js';
import { statistics as zh } from '../words/zh/statistics.js';
import { ErrorNotice } from './error-notice.js';
import { Link } from './link.js';
import { Progress } from './progress.js';

const DAYS = 30;

/** Types of coupons with statistics. */
const COUPONS: readonly CardType[] = ['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON'];

/** Returns whether the caller may read statistics of cards of this type. Tickets have none. */
export function hasStatistics(type: CardType | null): boolean {
  return can('stats:read') && type !== null && (type === 'MEMBER_CARD' || COUPONS.includes(type));
}

/** The statistics of a card in the last 30 days. */
export function CardStatistics({ id, type }: { id: string; type: CardType | null }) {
  return type === 'MEMBER_CARD' ? <OfMemberCard key={id} id={id} /> : <OfCoupon key={id} id={id} />;
}

function OfMemberCard({ id }: { id: string }) {
  const state = useQuery(MemberCardDetailStatisticsDocument, { cardId: id, ...lastDays(DAYS, chinaToday()) });
  return <Section id={id} kind="member" state={state} statistics={state.data?.memberCardDetailStats} />;
}

function OfCoupon({ id }: { id: string }) {
  const state = useQuery(CouponStatisticsDocument, { cardId: id, ...lastDays(DAYS, chinaToday()) });
  return <Section id={id} kind="coupons" state={state} statistics={state.data?.couponStats} />;
}

type ReportModule = typeof import('./statistics-report.js');

function Section(props: {
  id: string;
  kind: 'member' | 'coupons';
  state: QueryState<unknown>;
  statistics: Statistics | null | undefined;
}) {
  const { id, kind, statistics } = props;
  const { errors, loading, reload } = props.state;
  const texts = inLanguage({ en, zh });
  const [module, setModule] = useState<ReportModule>();
  const [isFailed, setFailed] = useState(false);
  const [hidden, setHidden] = useState<readonly Measure[]>([]);
  useEffect(() => {
    import('./statistics-report.js').then(setModule, () => setFailed(true));
  }, []);
  const toggle = (measure: Measure) => {
    setHidden(hidden.includes(measure) ? hidden.filter((one) => one !== measure) : [...hidden, measure]);
  };
  return (
    <section aria-busy={loading}>
      <Progress loading={loading} />
      <ErrorNotice errors={errors} onRetry={reload} />
      {isFailed && <p role="alert">{words().frame.notLoaded}</p>}
      {module !== undefined && statistics != null && (
        <module.StatisticsReport
          statistics={statistics}
          name={`statistics-${id}`}
          heading="h2"
          drawing="auto"
          hidden={hidden}
          onToggle={toggle}
          onRetry={reload}
        />
      )}
      <Link to={addressOf({ page: 'statistics' }, { kind, card: id })}>{texts.allStatistics}</Link>
    </section>
  );
}
