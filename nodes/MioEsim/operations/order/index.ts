import type { Resource } from '../../operation';
import { cancel } from './cancel';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getAllByDate } from './getAllByDate';
import { getPdf } from './getPdf';
import { renew } from './renew';
import { sendPdf } from './sendPdf';

export const order: Resource = {
	name: 'Order',
	value: 'order',
	operations: [cancel, create, get, getAll, getAllByDate, getPdf, renew, sendPdf],
	defaultOperation: 'create',
};
