import { endpoints as session } from './session.cts';
import { endpoints as catalogue } from './catalogue.cts';
import { endpoints as partners } from './partners.cts';
import { endpoints as orders } from './orders.cts';
import { endpoints as renewals } from './renewals.cts';
import { endpoints as changes } from './changes.cts';
import { endpoints as queries } from './queries.cts';
import { endpoints as cards } from './cards.cts';
import type { Endpoint } from './endpoint.cts';

export const endpoints: Endpoint[] = [
	...session,
	...catalogue,
	...partners,
	...orders,
	...renewals,
	...changes,
	...queries,
	...cards,
];

export const byPath: Map<string, Endpoint> = new Map(
	endpoints.map((endpoint) => [endpoint.path, endpoint]),
);
