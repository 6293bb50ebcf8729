import type { Resource } from '../../operation';
import { getDetail } from './getDetail';
import { getHistory } from './getHistory';
import { getQrCode } from './getQrCode';
import { getUsage } from './getUsage';

export const card: Resource = {
	name: 'SIM Card',
	value: 'card',
	operations: [getDetail, getHistory, getQrCode, getUsage],
	defaultOperation: 'getUsage',
};
