/** What users type into the nodes panel who do not know the name of the node. */
export const SEARCH_TERMS = [
	'buy esim',
	'order esim',
	'cancel order',
	'check stock',
	'data usage',
	'qr code',
];
